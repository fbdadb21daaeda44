"""Writing: one transaction per change, whole lives at a time."""
