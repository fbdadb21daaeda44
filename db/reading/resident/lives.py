"""How many units of each kind come and go on which days: counting those in force takes no look at any of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from db.reading.resident.maps import Map
from domain.periods import Period
from domain.units import Unit, UnitKind


class Year(NamedTuple):
    """How many more are in force from its days on than before, each and together; days on which it is as many are left
    out."""

    together: int
    days: Mapping[date, int]


Lives = Mapping[UnitKind, Map[int, Year]]
"""Of each kind by the year; years in which nothing begins or ends are left out."""

NO_LIVES: Lives = {kind: Map() for kind in UnitKind}
_NOTHING = Year(0, {})


def after(lives: Lives, gone: Sequence[Unit], come: Sequence[Unit]) -> Lives:
    return {kind: years.changed(dict(_told(years, _changes(kind, gone, come)))) for kind, years in lives.items()}


def in_force(lives: Lives, kinds: Iterable[UnitKind], day: date) -> int:
    """How many units of some kinds are in force on a day."""
    return sum(_until(lives[kind], day) for kind in set(kinds))


def _until(years: Map[int, Year], day: date) -> int:
    days = (years.get(day.year) or _NOTHING).days
    earlier = sum(told.together for year, told in years.items() if year < day.year)
    return earlier + sum(more for since, more in days.items() if since <= day)


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


def _told(years: Map[int, Year], changes: Mapping[date, int]) -> Iterator[tuple[int, Year | None]]:
    by_year: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for day, more in changes.items():
        if more:
            by_year[day.year][day] = more
    for year, changed in by_year.items():
        before = (years.get(year) or _NOTHING).days
        days = {**before, **{day: before.get(day, 0) + more for day, more in changed.items()}}
        left = {day: more for day, more in days.items() if more}
        yield year, Year(sum(left.values()), left) if left else None
