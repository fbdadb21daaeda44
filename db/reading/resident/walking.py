"""Down a tree, depth first and siblings by name: from a unit on, or from behind a place on."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from db.reading.resident.changing import Entries
from domain.identifiers import SorCode
from domain.units import Unit

Way = tuple[SorCode, ...]
Waiting = list[tuple[Unit, int, Way]]
"""What is still to be walked, the next at the end: units, how far down they are, and the codes of the way to them."""


class Walk(NamedTuple):
    """On a day, at most so many steps down."""

    entries: Entries
    day: date
    deepest: int

    def whole(self, top: SorCode) -> Waiting:
        """To walk a unit that is in force, and all below it."""
        entry = self.entries.get(top)
        unit = None if entry is None else entry.on(self.day)
        return [] if unit is None or self.deepest < 0 else [(unit, 0, (top,))]

    def below(self, top: SorCode) -> Waiting:
        """To walk what is below a unit."""
        return self._waiting(self.children(top), 1, (top,)) if self.deepest > 0 else []

    def behind(self, top: SorCode, place: str, step: Callable[[Unit], str]) -> Waiting:
        """To walk what is below a unit and behind a place: of each level down to there the units that come after it.

        `step`: what a unit adds to the place of the one above.
        """
        waiting: Waiting = []
        reached = ""
        way: Way = (top,)
        for depth in range(1, self.deepest + 1):
            below = self.children(way[-1])
            passed = bisect_right([reached + step(child) for child in below], place)
            waiting += self._waiting(below[passed:], depth, way)
            if passed == 0:
                break
            last = below[passed - 1]
            reached, way = reached + step(last), (*way, last.sor_code)
        return waiting

    def down(self, waiting: Waiting) -> Iterator[tuple[Unit, int, Way, tuple[Unit, ...]]]:
        """Each unit that waits, and all below it: how far down it is, the way to it with itself, and its children."""
        children, deepest = self.children, self.deepest
        while waiting:
            unit, depth, way = waiting.pop()
            below = children(unit.sor_code)
            if below and depth < deepest:
                waiting += self._waiting(below, depth + 1, way)
            yield unit, depth, way, below

    def children(self, code: SorCode) -> tuple[Unit, ...]:
        entry = self.entries.get(code)
        return () if entry is None else entry.below.on(self.day)

    @staticmethod
    def _waiting(units: tuple[Unit, ...], depth: int, way: Way) -> Waiting:
        return [(unit, depth, (*way, unit.sor_code)) for unit in reversed(units)]
