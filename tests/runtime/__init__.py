"""What the record and the engine stand on, tried."""
