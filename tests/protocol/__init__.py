"""The protocols as their own clients and audits see them, and as those who break them do."""
