"""Units as they stand on the day asked: each with the version of it that counts, as one table of named columns."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, select

from db.reading import days
from db.reading.reader import Filter
from db.reading.sources import Sources, sources
from domain.periods import Moment
from domain.units import FACTS, UnitStatus

OUT_OF_FORCE = {UnitStatus.PLANNED, UnitStatus.CLOSED}


class Reading(NamedTuple):
    """What a statement reads: the tables of `sources`, and in them the units in force, or `ever` all there are.

    Out of force a closed unit stands as on its last day, a planned one as on its first.
    """

    sources: Sources
    ever: bool = False

    def units(self, name: str = "stood") -> FromClause:
        """The units under a name of one's own: columns of `COLUMNS`."""
        return _units(self, name)


COLUMNS = (
    *("sor_code", "kind", "first_from", "life", "version", "changed", "day"),
    *("valid", "folded_name", "sort_name"),
    *FACTS,
)
"""`day` is the day the unit stands as on; `version` and `changed` count and date its recorded changes."""


def in_force(moment: Moment) -> Reading:
    return Reading(sources(moment))


def ever(moment: Moment) -> Reading:
    return Reading(sources(moment), ever=True)


def asked(moment: Moment, filter: Filter) -> Reading:
    """Units in force, unless the filter asks for others."""
    return Reading(sources(moment), ever=not OUT_OF_FORCE.isdisjoint(filter.statuses or ()))


def columns(units: FromClause, names: Iterable[str] = COLUMNS) -> list[ColumnElement[object]]:
    return [units.c[name] for name in names]


@cache
def _units(reading: Reading, name: str) -> FromClause:
    unit, version = reading.sources.unit(f"{name}_unit"), reading.sources.version(f"{name}_version")
    day = days.clamped(unit.life) if reading.ever else days.DAY
    told = [getattr(version, column).label(column) for column in ("valid", "folded_name", "sort_name", *FACTS)]
    stood: Select[*tuple[object, ...]] = (
        select(
            unit.sor_code,
            unit.kind,
            unit.first_from,
            unit.life,
            unit.version,
            unit.recorded.label("changed"),
            day.label("day"),
            *told,
        )
        .join_from(unit, version, version.sor_code == unit.sor_code)
        .where(days.holds(version.valid, day))
    )
    return stood.subquery(name)
