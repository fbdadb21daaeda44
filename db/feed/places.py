"""Where units stand: each and all above it, on a day of its own."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Date, Integer, Select, bindparam, func, literal, select, true
from sqlalchemy import column as named

from db.reading import days
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.reading.standing import DEEPEST
from domain.identifiers import SorCode
from domain.periods import Moment

Place = tuple[SorCode, date]
ALL: ColumnElement[int] = literal(0)


async def places(db: Snapshot, asked: Sequence[Place], moment: Moment) -> list[tuple[SorCode, ...]]:
    """For each unit and day the unit and those above it that day, nearest first, as known at the moment's instant.

    A unit that is not in force that day stands alone.
    """
    if not asked:
        return []
    distinct = list(dict.fromkeys(asked))
    given = parameters(moment, codes=[code for code, _ in distinct], days=[day for _, day in distinct])
    found: defaultdict[int, list[SorCode]] = defaultdict(list)
    for place, code in await db.rows(_climbing(sources(moment)), given):
        found[place].append(code)
    told = {one: tuple(found[place]) for place, one in enumerate(distinct, start=1)}
    return [told[one] for one in asked]


@cache
def _climbing(known: Sources) -> Select[*tuple[Any, ...]]:
    asked = (
        func.unnest(bindparam("codes", type_=ARRAY(BigInteger)), bindparam("days", type_=ARRAY(Date)))
        .table_valued(named("code", BigInteger), named("day", Date), with_ordinality="place")
        .render_derived(name="asked")
    )
    start = select(asked.c.place, asked.c.code, asked.c.day, literal(0, Integer).label("steps")).cte(
        "climbing", recursive=True
    )
    version = known.version("said")
    # Row by row, by index: how few are climbed from is more than the planner can know.
    above = (
        select(version.parent)
        .where(
            version.sor_code == start.c.code,
            days.holds(version.valid, start.c.day),
            days.lasts(version.valid, start.c.day),
        )
        .offset(ALL)
        .lateral("above")
    )
    path = start.union_all(
        select(start.c.place, above.c.parent, start.c.day, start.c.steps + 1)
        .join_from(start, above, true())
        .where(above.c.parent.is_not(None), start.c.steps < DEEPEST)
    )
    return select(path.c.place, path.c.code).order_by(path.c.place, path.c.steps)
