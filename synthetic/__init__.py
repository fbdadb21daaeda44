"""Registers that nobody has: a synthetic national one of any size, and the demo. No clock, no database."""
