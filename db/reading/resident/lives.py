"""How many units of each kind come and go on which days: counting those in force takes no look at any of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from db.reading.resident.maps import Map
from domain.units import Unit, UnitKind

Lives = Mapping[UnitKind, Map[date, int]]
"""Of each kind how many more are in force from a day on than before; days on which it is as many are left out."""

NO_LIVES: Lives = {kind: Map() for kind in UnitKind}


def after(lives: Lives, gone: Sequence[Unit], come: Sequence[Unit]) -> Lives:
    return {kind: days.changed(dict(_told(days, _changes(kind, gone, come)))) for kind, days in lives.items()}


def in_force(lives: Lives, kinds: Iterable[UnitKind], day: date) -> int:
    """How many units of some kinds are in force on a day."""
    return sum(more for kind in set(kinds) for since, more in lives[kind].items() if since <= day)


def _changes(kind: UnitKind, gone: Sequence[Unit], come: Sequence[Unit]) -> Counter[date]:
    more = Counter([*_starts(kind, come), *_ends(kind, gone)])
    more.subtract(Counter([*_starts(kind, gone), *_ends(kind, come)]))
    return more


def _starts(kind: UnitKind, units: Sequence[Unit]) -> list[date]:
    return [unit.valid.start for unit in units if unit.kind is kind]


def _ends(kind: UnitKind, units: Sequence[Unit]) -> list[date]:
    return [end for unit in units if unit.kind is kind and (end := unit.valid.end) is not None]


def _told(days: Map[date, int], changes: Mapping[date, int]) -> Iterator[tuple[date, int | None]]:
    for day, more in changes.items():
        if more:
            yield day, (days.get(day) or 0) + more or None
