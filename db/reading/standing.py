"""Units as they stand on the day asked: each with the version of it that counts, as one table of named columns."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, literal_column, select
from sqlalchemy.dialects.postgresql import DATERANGE

from db import tables
from db.reading import days
from db.reading.lists import Filter
from db.reading.sources import Sources, sources
from domain.periods import Moment
from domain.units import FACTS, UnitStatus

DEEPEST = 64
"""Steps up or down that a statement goes at most. Real trees have about ten."""

REMEMBERED = 256
"""Statements kept of each kind of question: making one takes longer than many a question."""

OUT_OF_FORCE = {UnitStatus.PLANNED, UnitStatus.CLOSED}


COLUMNS = (
    *("sor_code", "kind", "first_from", "life", "version", "changed", "day"),
    *("valid", "folded_name", "sort_name"),
    *FACTS,
)
"""`day` is the day the unit stands as on; `version` and `changed` count and date its recorded changes."""


class Reading(NamedTuple):
    """What a statement reads: the tables of `sources`, and in them the units in force, or `ever` all there are; `now`:
    those in force are asked for, perhaps among others.

    Out of force a closed unit stands as on its last day, a planned one as on its first.
    """

    sources: Sources
    ever: bool = False
    now: bool = True

    def units(self, name: str = "stood") -> FromClause:
        """The units under a name of one's own: columns of `COLUMNS`."""
        return _units(self, name)

    def one(self, code: ColumnElement[int], name: str, names: Iterable[str] = COLUMNS) -> FromClause:
        """The unit with a code of the row before it: one step up, or the rest of a unit of which the code is known.

        A step is taken row by row, by index. The planner cannot know how many rows a recursion has, and would rather
        read the whole register at each step.
        """
        unit = self.units(name)
        found = select(*columns(unit, names)).where(unit.c.sor_code == code).correlate_except(unit)
        return found.limit(literal_column("1")).lateral(name)

    def above(self, code: ColumnElement[int], day: ColumnElement[date], name: str) -> FromClause:
        """The unit with a code of the row before it as it stands on a day of that row: one step up from a unit that
        stands as on that day."""
        unit = self.sources.unit(f"{name}_unit")
        return (
            _stood(self.sources, name, days.clamped(unit.life, day))
            .where(unit.sor_code == code)
            .correlate_except(unit, self.sources.version(f"{name}_version"))
            .limit(literal_column("1"))
            .lateral(name)
        )

    def children(self, code: ColumnElement[int], name: str, names: Iterable[str] = COLUMNS) -> FromClause:
        """The units directly below that of a code of the row before them: one step down, taken in the same way."""
        unit = self.units(name)
        found = select(*columns(unit, names)).where(unit.c.parent == code).correlate_except(unit)
        return found.offset(literal_column("0")).lateral(name)

    def ever_below(self, code: ColumnElement[int], during: ColumnElement[Any], name: str) -> FromClause:
        """Every version of a unit that says that it is directly below that of a row before it on some days of that row,
        with these days (`during`).

        A unit stands below another one if it does so on the day it stands as on: who walks down finds it by all the
        ways that it ever had, and picks the one `during` which that day is.
        """
        unit, version = self.sources.unit(f"{name}_unit"), self.sources.version(f"{name}_version")
        shared = version.valid.op("*", return_type=DATERANGE())(during)
        return (
            _versions(unit, version, days.clamped(unit.life))
            .add_columns(shared.label("during"))
            .where(version.parent == code, days.meet(version.valid, during))
            .correlate_except(unit, version)
            .offset(literal_column("0"))
            .lateral(name)
        )


def in_force(moment: Moment) -> Reading:
    return Reading(sources(moment))


def ever(moment: Moment) -> Reading:
    return Reading(sources(moment), ever=True)


def asked(moment: Moment, filter: Filter) -> Reading:
    """Units in force, unless the filter asks for others."""
    ever = not OUT_OF_FORCE.isdisjoint(filter.statuses or ())
    return Reading(sources(moment), ever=ever, now=not ever or not OUT_OF_FORCE.issuperset(filter.statuses or ()))


def columns(units: FromClause, names: Iterable[str] = COLUMNS) -> list[ColumnElement[object]]:
    return [units.c[name] for name in names]


def bounded(depth: int | None) -> int:
    """How many steps a statement goes where so many are asked for."""
    return DEEPEST if depth is None else min(depth, DEEPEST)


@cache
def _units(reading: Reading, name: str) -> FromClause:
    unit = reading.sources.unit(f"{name}_unit")
    return _stood(reading.sources, name, days.clamped(unit.life) if reading.ever else days.DAY).subquery(name)


def _stood(sources: Sources, name: str, day: ColumnElement[date]) -> Select[*tuple[object, ...]]:
    """Each unit with the version of it that holds on a day."""
    unit, version = sources.unit(f"{name}_unit"), sources.version(f"{name}_version")
    return _versions(unit, version, day).where(days.holds(version.valid, day), days.lasts(version.valid, day))


def _versions(
    unit: type[tables.Unit], version: type[tables.UnitVersion], day: ColumnElement[date]
) -> Select[*tuple[object, ...]]:
    told = [getattr(version, column).label(column) for column in ("valid", "folded_name", "sort_name", *FACTS)]
    return select(
        unit.sor_code,
        unit.kind,
        unit.first_from,
        unit.life,
        unit.version,
        unit.recorded.label("changed"),
        day.label("day"),
        *told,
    ).join_from(unit, version, version.sor_code == unit.sor_code)
