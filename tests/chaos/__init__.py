"""Who waits for what, until when: tried on Temporal's own servers."""
