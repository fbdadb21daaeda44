"""How many units of each kind come and go on which days: counting those in force takes no look at any of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from db.reading.resident.maps import Map
from domain.units import Unit, UnitKind

Lives = Mapping[UnitKind, Map[date, int]]
"""Of each kind how many more are in force from a day on than before; days on which it is as many are left out."""

NO_LIVES: Lives = {kind: Map() for kind in UnitKind}


def after(lives: Lives, gone: Iterable[Unit], come: Iterable[Unit]) -> Lives:
    changes: dict[UnitKind, Counter[date]] = {kind: Counter() for kind in lives}
    for units, sign in ((gone, -1), (come, 1)):
        for kind, day, more in _steps(units):
            changes[kind][day] += sign * more
    return {kind: days.changed(dict(_told(days, changes[kind]))) for kind, days in lives.items()}


def in_force(lives: Lives, kinds: Iterable[UnitKind], day: date) -> int:
    """How many units of some kinds are in force on a day."""
    return sum(more for kind in set(kinds) for since, more in lives[kind].items() if since <= day)


def _steps(units: Iterable[Unit]) -> Iterator[tuple[UnitKind, date, int]]:
    for unit in units:
        yield unit.kind, unit.valid.start, 1
        if unit.valid.end is not None:
            yield unit.kind, unit.valid.end, -1


def _told(days: Map[date, int], changes: Mapping[date, int]) -> Iterator[tuple[date, int | None]]:
    for day, more in changes.items():
        if more:
            yield day, (days.get(day) or 0) + more or None
