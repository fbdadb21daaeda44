"""How many units of each kind come and go on which days: counting those in force takes no look at any of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from db.reading.resident.maps import Map
from domain.periods import Period
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
    were, are = _periods(kind, gone), _periods(kind, come)
    more = Counter([*_starts(are), *_ends(were)])
    more.subtract(Counter([*_starts(were), *_ends(are)]))
    return more


def _periods(kind: UnitKind, units: Sequence[Unit]) -> list[Period]:
    return [unit.valid for unit in units if unit.kind is kind]


def _starts(periods: Sequence[Period]) -> list[date]:
    return [valid.start for valid in periods]


def _ends(periods: Sequence[Period]) -> list[date]:
    return [end for valid in periods if (end := valid.end) is not None]


def _told(days: Map[date, int], changes: Mapping[date, int]) -> Iterator[tuple[date, int | None]]:
    for day, more in changes.items():
        if more:
            yield day, (days.get(day) or 0) + more or None
