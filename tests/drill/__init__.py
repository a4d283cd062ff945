"""The drill and what it checks."""
