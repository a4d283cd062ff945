"""One deed toward the record or the world, safe to ask twice."""
