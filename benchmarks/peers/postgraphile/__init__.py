"""PostGraphile 5 on the peers' table."""
