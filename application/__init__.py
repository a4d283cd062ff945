"""One method per command: authorise, load, ask the aggregate, keep."""
