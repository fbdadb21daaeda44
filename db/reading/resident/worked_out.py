"""What was worked out of a revision and hangs on what is above a unit: kept by unit until a change bears on it.

It is worked out when it is first asked for. A later revision keeps what a change has not touched: that of all units but
the changed ones and what is below them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from math import isqrt
from typing import Any, Generic, TypeVar

from db.reading.kept import Missing
from db.reading.resident.entries import Entries
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
    """Of one revision, no more than `most`. Requests add to them while the next revision is made of this one."""

    def __init__(
        self, units: int, known: dict[tuple[object, date], Shelf[Any]] | None = None, most: int = MOST
    ) -> None:
        self._units = units
        self._known = known or {}
        self._most = most

    def of(self, kind: object, day: date) -> Shelf[Any]:
        shelf = self._known.pop((kind, day), None)
        if shelf is None:
            shelf = Shelf(tuple({} for _ in range(2 * isqrt(self._units) | 1)))
            while len(self._known) >= self._most:
                del self._known[next(iter(self._known))]
        self._known[kind, day] = shelf
        return shelf

    def after(self, units: int, touched: Collection[Unit] | None) -> "Shelves":
        """Those of the next revision. `touched`: versions that a change bears on; None for more than are worth it."""
        if touched is None:
            return Shelves(units, most=self._most)
        known = {key: shelf.without(touched) for key, shelf in self._known.copy().items()}
        return Shelves(units, known, self._most)


def borne_on(before: Entries, after: Entries, codes: Collection[SorCode]) -> list[Unit] | None:
    """The versions on which a change of these units bears: theirs and those of all below them, on every day. None for
    too many."""
    if len(codes) > TOUCHED:
        return None
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


def borne_up(before: Entries, after: Entries, codes: Collection[SorCode]) -> list[Unit] | None:
    """The versions of whose trees a change of these units is a change: theirs and those of all that ever were or will
    be above them. None for too many."""
    met = {*codes}
    waiting, touched = [*met], list[Unit]()
    while waiting and len(met) <= TOUCHED:
        code = waiting.pop()
        entries = (one for one in (before.get(code), after.get(code)) if one is not None)
        versions = [version for entry in entries for version in entry.versions]
        above = {version.parent for version in versions if version.parent is not None} - met
        touched += versions
        met |= above
        waiting += above
    return touched if len(met) <= TOUCHED else None


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
