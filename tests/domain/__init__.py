"""The law, tried without a clock."""
