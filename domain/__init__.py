"""The law: aggregates, commands, events, refusals and policies; no clock, no I/O."""
