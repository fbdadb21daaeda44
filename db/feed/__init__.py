"""The change feed: what is written to it, how it is read in the order of commits, and the bell of its readers."""
