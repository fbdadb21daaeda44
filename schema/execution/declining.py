"""Declining: what a plan cannot do, or ran into, is answered by graphql-core from the start."""

from collections import Counter


class Declined(Exception):
    """`reason` is one of a few words, for the metrics."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


counts: Counter[str] = Counter()
"""How many operations were declined for each reason, and under "answered" how many were not."""
