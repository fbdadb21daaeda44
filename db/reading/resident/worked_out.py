"""What was worked out of a revision and hangs on what is above a unit: kept by unit until a change bears on it.

It is worked out when it is first asked for. A later revision keeps what a change has not touched: that of all units but
the changed ones and what is below them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from math import isqrt
from typing import Any, Generic, TypeVar

from db.reading.kept import Missing
from db.reading.resident.changing import Entries
from domain.identifiers import SorCode
from domain.inheritance import Held
from domain.units import Unit

V = TypeVar("V")

MOST = 12
"""Shelves of one revision: those used last, of five fields and the paths on two days."""

TOUCHED = 5_000
"""Versions that a change may bear on; of more, all is forgotten rather than each looked for."""

PATH = "path"
"""The shelf of the units above each, itself first."""

_MISSING = Missing.MISSING


class Shelf(Generic[V]):
    """What was worked out of one kind on one day, by the identity of the version that it is of. Versions are those of a
    revision that holds this shelf: it keeps them alive. A change copies the buckets it touches, as `maps.Map` does."""

    __slots__ = ("_buckets",)

    def __init__(self, buckets: tuple[dict[int, V], ...]) -> None:
        self._buckets = buckets

    def get(self, unit: Unit) -> V | Missing:
        mark = id(unit)
        return self._buckets[mark % len(self._buckets)].get(mark, _MISSING)

    def each(self, units: Iterable[Unit]) -> list[V | Missing]:
        buckets, count, missing = self._buckets, len(self._buckets), _MISSING
        return [buckets[mark % count].get(mark, missing) for mark in map(id, units)]

    def keep(self, unit: Unit, found: V) -> None:
        mark = id(unit)
        self._buckets[mark % len(self._buckets)][mark] = found

    def without(self, units: Collection[Unit]) -> "Shelf[V]":
        buckets, count, copied = [*self._buckets], len(self._buckets), set()
        for mark in map(id, units):
            place = mark % count
            if place not in copied:
                copied.add(place)
                buckets[place] = buckets[place].copy()
            buckets[place].pop(mark, None)
        return Shelf(tuple(buckets))


class Shelves:
    """Of one revision. Requests add to them while the next revision is made of this one."""

    def __init__(self, units: int, known: dict[tuple[object, date], Shelf[Any]] | None = None) -> None:
        self._units = units
        self._known = known or {}

    def of(self, kind: object, day: date) -> Shelf[Any]:
        shelf = self._known.pop((kind, day), None)
        if shelf is None:
            shelf = Shelf(tuple({} for _ in range(2 * isqrt(self._units) | 1)))
            while len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
        self._known[kind, day] = shelf
        return shelf

    def after(self, units: int, touched: Collection[Unit] | None) -> "Shelves":
        """Those of the next revision. `touched`: versions that a change bears on; None for more than are worth it."""
        if touched is None:
            return Shelves(units)
        return Shelves(units, {key: shelf.without(touched) for key, shelf in self._known.copy().items()})


def borne_on(before: Entries, after: Entries, codes: Collection[SorCode]) -> list[Unit] | None:
    """The versions on which a change of these units bears: theirs and those of all below them, on every day. None for
    too many."""
    touched = [version for entry in before.each(codes) if entry is not None for version in entry.versions]
    below = [*_down(after, codes)]
    return None if len(below) > TOUCHED else [*touched, *below]


def _down(entries: Entries, codes: Iterable[SorCode]) -> Iterator[Unit]:
    """Up to one more than may be touched."""
    met = {*codes}
    waiting = [*met]
    count = 0
    while waiting:
        entry = entries.get(waiting.pop())
        if entry is None:
            continue
        yield from entry.versions
        count += len(entry.versions)
        if count > TOUCHED:
            return
        below = {unit.sor_code for unit in entry.below.versions} - met
        met |= below
        waiting += below


class KeptValues:
    """`reader.Kept` over a revision's entries: what is not a version of them is never kept."""

    __slots__ = ("_day", "_entries", "_shelf")

    def __init__(self, entries: Entries, shelf: Shelf[Held | None], day: date) -> None:
        self._entries = entries
        self._shelf = shelf
        self._day = day

    def each(self, units: Sequence[Unit]) -> list[Held | Missing | None]:
        return self._shelf.each(units)

    def keep(self, units: Sequence[Unit], found: Sequence[Held | None]) -> None:
        entries = self._entries.each([unit.sor_code for unit in units])
        for unit, entry, one in zip(units, entries, found, strict=True):
            if entry is not None and entry.standing(self._day) is unit:
                self._shelf.keep(unit, one)
