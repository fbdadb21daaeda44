"""PostgreSQL building the JSON itself, one statement a question."""
