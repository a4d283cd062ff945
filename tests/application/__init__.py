"""The register and what stands beside it."""
