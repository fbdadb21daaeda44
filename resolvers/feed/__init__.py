"""The change feed: what is told of a change and when its day has come, and how it is read, page by page or followed."""
