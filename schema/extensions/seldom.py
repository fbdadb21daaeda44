"""A line of the log that is true of every answer for a while, and is not said with each of them."""

from dataclasses import dataclass
from math import inf


@dataclass(slots=True)
class Seldom:
    """Said at most once in `every` seconds; `times`: how often it has been true since it was last said."""

    every: float
    said: float = -inf
    times: int = 0

    def due(self, now: float) -> int:
        """How often it has been true, this time included, if it is to be said now; else 0."""
        self.times += 1
        if now < self.said + self.every:
            return 0
        times, self.times, self.said = self.times, 0, now
        return times
