"""What the desks see, and that it is what the record says."""
