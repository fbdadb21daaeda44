"""The parts of an import: units, location numbers, successions, codes, and what closes on the way."""
