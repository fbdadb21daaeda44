"""The program's speed, measured on a generated register. The peers beside it, on the same rows, are still to come."""
