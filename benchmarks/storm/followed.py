"""What one who follows the feed has been told: each change once, in order, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from benchmarks.storm.found import Found
from benchmarks.storm.ledger import Entry
from benchmarks.storm.weather import Weather

TOLD_WITHIN = 15.0
"""Seconds after its acknowledgement within which a change is told, where no fault is in the way."""


@dataclass(slots=True)
class Followed:
    """`cursor` is that of the last change, from which it goes on; `first` tells when a change set was first seen."""

    name: str
    found: Found
    cursor: str
    told: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    first: dict[str, float] = field(default_factory=dict)
    resumed: int = 0

    def one(self, cursor: str, change_set: str | None) -> None:
        if cursor in self.seen:
            self.found.defect("a follower is told twice", f"{self.name}: {cursor}")
        self.seen.add(cursor)
        self.told.append(cursor)
        self.cursor = cursor
        if change_set is not None:
            self.first.setdefault(change_set, monotonic())

    def lags(self, entries: dict[str, Entry], weather: Weather) -> list[float]:
        """Seconds from acknowledgements to when they were told, of those that no fault came between."""
        lags = []
        for change_set, entry in entries.items():
            at = self.first.get(change_set)
            if at is not None and weather.calm(entry.at, max(at, entry.at)):
                lags.append(max(0.0, at - entry.at))
        return lags


def differing(told: Sequence[str], all_of_them: Sequence[str]) -> str | None:
    """Where what a follower was told is not the whole feed in its order."""
    for place, (one, other) in enumerate(zip(told, all_of_them, strict=False)):
        if one != other:
            return f"the change at place {place} is {one}, and should be {other}"
    if len(told) != len(all_of_them):
        return f"{len(told)} changes are told, of {len(all_of_them)}"
    return None
