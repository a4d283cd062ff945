"""A form becomes a command; a view becomes a page."""
