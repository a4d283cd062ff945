"""Who waits for what, until when."""
