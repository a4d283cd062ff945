"""The drill: a file of incidents played through the real engine, time skipped, then checked."""
