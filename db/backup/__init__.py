"""A register in one file: written while it is in use, and put back whole (docs/adr/0025)."""
