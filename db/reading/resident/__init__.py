"""The register held in memory: every version of every unit, for any day, current up to one change set."""
