"""Effective values that were worked out of a revision: kept by unit until a change bears on them.

They are worked out when they are first asked for. A later revision keeps those that a change has not touched: those of
all units but the changed ones and what is below them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from math import isqrt

from db.reading.reader import Missing
from db.reading.resident.changing import Entries
from domain.identifiers import SorCode
from domain.inheritance import Held, InheritableField
from domain.units import Unit

MOST = 10
"""Shelves of one revision: those used last, of five fields on two days."""

TOUCHED = 5_000
"""Units that a change may bear on; of more, all is forgotten rather than each looked for."""

Bucket = dict[int, Held | None]


class Shelf:
    """One field on one day, by the identity of the version that a value counts for. Versions are those of a revision
    that holds this shelf: it keeps them alive. A change copies the buckets it touches, as `maps.Map` does."""

    __slots__ = ("_buckets",)

    def __init__(self, buckets: tuple[Bucket, ...]) -> None:
        self._buckets = buckets

    def each(self, units: Iterable[Unit]) -> list[Held | Missing | None]:
        buckets, count, missing = self._buckets, len(self._buckets), Missing.MISSING
        return [buckets[mark % count].get(mark, missing) for mark in map(id, units)]

    def keep(self, unit: Unit, found: Held | None) -> None:
        mark = id(unit)
        self._buckets[mark % len(self._buckets)][mark] = found

    def without(self, units: Collection[Unit]) -> "Shelf":
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

    def __init__(self, units: int, known: dict[tuple[InheritableField, date], Shelf] | None = None) -> None:
        self._units = units
        self._known = known or {}

    def of(self, field: InheritableField, day: date) -> Shelf:
        shelf = self._known.pop((field, day), None)
        if shelf is None:
            shelf = Shelf(tuple({} for _ in range(2 * isqrt(self._units) | 1)))
            while len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
        self._known[field, day] = shelf
        return shelf

    def after(self, units: int, touched: Collection[Unit] | None) -> "Shelves":
        """Those of the next revision. `touched`: versions that a change bears on; None for more than are worth it."""
        if touched is None:
            return Shelves(units)
        return Shelves(units, {key: shelf.without(touched) for key, shelf in self._known.copy().items()})


def borne_on(before: Entries, after: Entries, codes: Collection[SorCode]) -> list[Unit] | None:
    """The versions on whose effective values a change of these units bears: theirs and those of all below them, on
    every day. None for too many."""
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

    def __init__(self, entries: Entries, shelf: Shelf, day: date) -> None:
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
