"""How many units of each kind come and go on which days: counting those in force takes no look at any of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from domain.units import Unit, UnitKind

Lives = Mapping[UnitKind, Mapping[date, int]]
"""Of each kind how many more are in force from a day on than before; days on which it is as many are left out."""

NO_LIVES: Lives = {kind: {} for kind in UnitKind}


def after(lives: Lives, gone: Iterable[Unit], come: Iterable[Unit]) -> Lives:
    changed = {kind: dict(days) for kind, days in lives.items()}
    for units, sign in ((gone, -1), (come, 1)):
        for kind, day, more in _steps(units):
            days = changed[kind]
            now = days.pop(day, 0) + sign * more
            if now:
                days[day] = now
    return changed


def in_force(lives: Lives, kinds: Iterable[UnitKind], day: date) -> int:
    """How many units of some kinds are in force on a day."""
    return sum(more for kind in set(kinds) for since, more in lives[kind].items() if since <= day)


def _steps(units: Iterable[Unit]) -> Iterator[tuple[UnitKind, date, int]]:
    for unit in units:
        yield unit.kind, unit.valid.start, 1
        if unit.valid.end is not None:
            yield unit.kind, unit.valid.end, -1
