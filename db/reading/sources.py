"""The tables as known now, or as known at an instant: every statement takes its tables from here."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import DateTime, Subquery, Table, bindparam, column, func, null, select, table, true, union_all
from sqlalchemy.orm import aliased

from db import tables
from db.tables import Recorded
from domain.periods import Moment

T = TypeVar("T", bound=Recorded)

INSTANT = DateTime(timezone=True)
KNOWN_AT = bindparam("known_at", type_=INSTANT)


class Sources(NamedTuple):
    """Where to read from; `then`: as known at the instant `known_at` rather than now.

    Each table under a name of one's own, so that a statement can have it more than once.
    """

    then: bool = False

    def unit(self, name: str = "unit") -> type[tables.Unit]:
        return _source(tables.Unit, name, self.then)

    def version(self, name: str = "version") -> type[tables.UnitVersion]:
        return _source(tables.UnitVersion, name, self.then)

    def relation(self, name: str = "relation") -> type[tables.UnitRelation]:
        return _source(tables.UnitRelation, name, self.then)

    def number(self, name: str = "number") -> type[tables.LocationNumberVersion]:
        return _source(tables.LocationNumberVersion, name, self.then)

    def capability(self, name: str = "capability") -> type[tables.MessageCapability]:
        return _source(tables.MessageCapability, name, self.then)

    def code_value(self, name: str = "code_value") -> type[tables.CodeValue]:
        return _source(tables.CodeValue, name, self.then)


def sources(moment: Moment) -> Sources:
    return Sources(then=moment.known_at is not None)


def parameters(moment: Moment, **others: Any) -> Mapping[str, Any]:
    """What the statements asked at a moment are given: the day, the instant and what else they name."""
    return {"at": moment.at, "known_at": moment.known_at, **others}


@cache
def _source(entity: type[T], name: str, then: bool) -> type[T]:
    """A table under a name; as known at an instant: live rows recorded by then, archived ones not yet superseded."""
    if not then:
        return aliased(entity, name=name)
    rows = every(entity)
    # The test stands outside of the union: only then can the planner look codes up through it by index.
    known = select(*(column for column in rows.c if column.name != "superseded")).where(
        rows.c.recorded <= KNOWN_AT, func.coalesce(rows.c.superseded > KNOWN_AT, true())
    )
    return aliased(entity, known.subquery(name))


def every(entity: type[Recorded]) -> Subquery:
    """All rows that a table has and ever had, with the instant at which each was `superseded`."""
    live: Table = entity.__table__  # type: ignore[attr-defined]
    archive = table(f"{live.name}_archive", *(column(c.name, c.type) for c in live.c), column("known"))
    return union_all(
        select(live, null().cast(INSTANT).label("superseded")),
        select(*(archive.c[c.name] for c in live.c), func.upper(archive.c.known, type_=INSTANT)),
    ).subquery()
