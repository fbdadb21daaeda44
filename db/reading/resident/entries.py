"""What is kept of each unit: its versions by day, the versions of those directly below it, its location numbers."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from db.reading.resident.maps import Map
from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.units import Unit

NOWHERE = date.min


class Below:
    """The versions that say they are directly below one unit.

    `versions`: all, by name, code and day. From the day `settled` on nothing of them begins or ends, and `last` holds.
    Of days before that, `lately` has the one that was asked for last, with what held on it.
    """

    __slots__ = ("last", "lately", "settled", "versions")

    def __init__(self, versions: tuple[Unit, ...]) -> None:
        self.versions = versions
        self.settled = max([unit.valid.end or unit.valid.start for unit in versions], default=NOWHERE)
        last = tuple([unit for unit in versions if unit.valid.end is None])
        self.last = versions if len(last) == len(versions) else last
        self.lately: tuple[date, tuple[Unit, ...]] = (self.settled, self.last)

    def on(self, day: date) -> tuple[Unit, ...]:
        """Those in force on a day, by name and code."""
        if day >= self.settled:
            return self.last
        then, told = self.lately
        if then != day:
            told = tuple([unit for unit in self.versions if holds(unit, day)])
            self.lately = (day, told)
        return told


NONE_BELOW = Below(())


def below(versions: Sequence[Unit]) -> Below:
    """Of versions by name, code and day."""
    return Below(tuple(versions)) if versions else NONE_BELOW


class Entry:
    """One unit. Between the days `edges` it is what `said` says: one more than those, None where it is not in force.

    From the day `settled` on nothing of it begins or ends: `last` is in force, or it is None.
    """

    __slots__ = ("below", "edges", "last", "numbers", "said", "settled")

    def __init__(
        self,
        said: tuple[Unit | None, ...],
        edges: tuple[date, ...],
        below: Below = NONE_BELOW,
        numbers: tuple[LocationNumber, ...] = (),
    ) -> None:
        self.said = said
        self.edges = edges
        self.settled = edges[-1]
        self.last = said[-1]
        self.below = below
        self.numbers = numbers

    def copied(self) -> "Entry":
        return Entry(self.said, self.edges, self.below, self.numbers)

    @property
    def versions(self) -> tuple[Unit, ...]:
        return tuple([unit for unit in self.said if unit is not None])

    def on(self, day: date) -> Unit | None:
        """The version in force on a day."""
        return self.last if day >= self.settled else self.said[bisect_right(self.edges, day)]

    def standing(self, day: date) -> Unit | None:
        """The same; before the unit's life its first version, after it its last."""
        place = bisect_right(self.edges, day)
        if (unit := self.said[place]) is not None:
            return unit
        if place == 0:
            return self.said[1]
        return self.said[-2] if place == len(self.edges) else None


Entries = Map[SorCode, Entry]
Edges = dict[tuple[date, ...], tuple[date, ...]]
"""Those met so far: many units change on the same days."""


def entry(versions: Sequence[Unit], before: Entry | None, met: Edges) -> Entry:
    """Of versions in the order of days, at least one; what else is kept is as before."""
    said, days = _steps(versions)
    edges = met.setdefault(days, days)
    return Entry(said, edges) if before is None else Entry(said, edges, before.below, before.numbers)


def _steps(versions: Sequence[Unit]) -> tuple[tuple[Unit | None, ...], tuple[date, ...]]:
    """What holds, nothing at first, and from which days on."""
    said: list[Unit | None] = [None]
    edges: list[date] = []
    ended: date | None = None
    for unit in versions:
        valid = unit.valid
        if ended is not None and ended < valid.start:
            said.append(None)
            edges.append(ended)
        said.append(unit)
        edges.append(valid.start)
        ended = valid.end
    if ended is not None:
        said.append(None)
        edges.append(ended)
    return tuple(said), tuple(edges)


def holds(unit: Unit, day: date) -> bool:
    valid = unit.valid
    return valid.start <= day and ((end := valid.end) is None or day < end)
