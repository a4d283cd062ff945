"""One stored event per name and schema, kept for ever; ``make`` wrote them."""
