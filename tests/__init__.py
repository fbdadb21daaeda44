"""The tests, by level: pure, database, answers, web, house."""
