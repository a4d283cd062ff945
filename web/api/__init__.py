"""The machines' door: the same commands and views as the pages, as JSON, by token."""
