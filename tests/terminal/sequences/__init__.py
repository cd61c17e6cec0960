"""The families of the sequence table."""
