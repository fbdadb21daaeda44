"""Down a tree, depth first and siblings by name: from a unit on, or from behind a place on."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from db.reading.reader import SubtreeNode
from db.reading.resident.entries import NONE_BELOW, Entries
from db.reading.standing import DEEPEST
from domain.identifiers import SorCode
from domain.units import Unit

Way = tuple[SorCode, ...]
Waiting = list[tuple[Iterator[Unit], Way]]
"""What is still to be walked, the next at the end: siblings, with the codes of the way to them."""


class Walk(NamedTuple):
    """On a day, at most so many steps down."""

    entries: Entries
    day: date
    deepest: int

    def whole(self, top: SorCode) -> Waiting:
        """To walk a unit that is in force, and all below it."""
        entry = self.entries.get(top)
        unit = None if entry is None else entry.on(self.day)
        return [] if unit is None or self.deepest < 0 else [(iter((unit,)), ())]

    def below(self, top: SorCode) -> Waiting:
        """To walk what is below a unit."""
        return [(iter(self.children(top)), (top,))] if self.deepest > 0 else []

    def behind(self, top: SorCode, place: str, step: Callable[[Unit], str]) -> Waiting:
        """To walk what is below a unit and behind a place: of each level down to there the units that come after it.

        `step`: what a unit adds to the place of the one above.
        """
        waiting: Waiting = []
        reached = ""
        way: Way = (top,)
        for _ in range(self.deepest):
            below = self.children(way[-1])
            passed = bisect_right([reached + step(child) for child in below], place)
            waiting.append((iter(below[passed:]), way))
            if passed == 0:
                break
            last = below[passed - 1]
            reached, way = reached + step(last), (*way, last.sor_code)
        return waiting

    def down(self, waiting: Waiting) -> Iterator[SubtreeNode]:
        """Each unit that waits, and all below it."""
        buckets, day = self.entries.buckets, self.day
        count = len(buckets)
        while waiting:
            siblings, above = waiting[-1]
            depth = len(above)
            for unit in siblings:
                code = unit.sor_code
                entry = buckets[hash(code) % count].get(code)
                if entry is None or (kept := entry.below) is NONE_BELOW:
                    yield _node(SubtreeNode, (unit, depth, above, 0))
                    continue
                below = kept.last if day >= kept.settled else kept.on(day)
                yield _node(SubtreeNode, (unit, depth, above, len(below)))
                if below and depth < self.deepest:
                    waiting.append((iter(below), (*above, code)))
                    break
            else:
                waiting.pop()

    def children(self, code: SorCode) -> tuple[Unit, ...]:
        entry = self.entries.get(code)
        return () if entry is None else entry.below.on(self.day)


def upward(entries: Entries, unit: Unit, day: date) -> Iterator[Unit]:
    """A unit in force and those above it, nearest first."""
    above: Unit | None = unit
    for _ in range(DEEPEST):
        if above is None:
            return
        yield above
        entry = None if above.parent is None else entries.get(above.parent)
        above = None if entry is None else entry.on(day)


# Its own constructor takes twice as long.
_node: Callable[[type[SubtreeNode], tuple[Unit, int, Way, int]], SubtreeNode] = tuple.__new__
