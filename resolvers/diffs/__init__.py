"""What is different between two moments: what happened between two days, or what was learned between two instants."""
