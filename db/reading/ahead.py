"""What lies ahead: the days after today on which something of a unit begins or ends, the nearest first."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    inspect,
    literal_column,
    select,
    true,
    tuple_,
    union,
)

from db.reading import days
from db.reading.lists import Page
from db.reading.orders import fitting
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from domain.identifiers import SorCode
from domain.periods import Moment

UNTIL = bindparam("until", type_=Date)
UNDER = bindparam("under", type_=BigInteger)
AFTER_DAY, AFTER_CODE = bindparam("after_day", type_=Date), bindparam("after_code", type_=BigInteger)
MOST = bindparam("most", type_=Integer)


async def ahead(
    db: Snapshot, moment: Moment, until: date | None, under: SorCode | None, page: Page
) -> list[tuple[date, SorCode]]:
    """By day and SOR code. `under`: of units that are, or ever will be, below one; that is more than those that are so
    on the day."""
    after = (moment.at, 0) if page.after is None else fitting(page.after, (date, int))
    given = parameters(
        moment, until=until or date.max, under=under, after_day=after[0], after_code=after[1], most=page.first
    )
    found = await db.rows(_ahead(sources(moment), under is not None), given)
    return [(day, code) for day, code in found]


@cache
def _ahead(known: Sources, scoped: bool) -> Select[*tuple[Any, ...]]:
    days_ahead = union(*_parts(known)).subquery("ahead")
    c = days_ahead.c
    scope = c.code.in_(select(_below_ever(known).c.sor_code)) if scoped else true()
    return (
        select(c.day, c.code)
        .where(tuple_(c.day, c.code) > tuple_(AFTER_DAY, AFTER_CODE), scope)
        .order_by(c.day, c.code)
        .limit(MOST)
    )


def _parts(known: Sources) -> Iterator[Select[*tuple[Any, ...]]]:
    version, number, relation, exchanged = (
        _rows(one) for one in (known.version(), known.number(), known.relation(), known.capability())
    )
    holder = _rows(known.number("holding"))
    for rows, code in (
        (version, version.c.sor_code),
        (number, number.c.holder),
        (relation, relation.c.sor_code),
        (relation, relation.c.other),
    ):
        yield from (select(day.label("day"), code.label("code")).where(within) for day, within in _days(rows))
    for day, within in _days(exchanged):
        held = select(day.label("day"), holder.c.holder.label("code"))
        yield held.join_from(exchanged, holder, holder.c.gln == exchanged.c.gln).where(within)


def _rows(entity: Any) -> FromClause:
    rows: FromClause = inspect(entity).selectable
    return rows


def _days(rows: FromClause) -> Iterator[tuple[ColumnElement[Any], ColumnElement[bool]]]:
    start, end = days.starts(rows.c.valid), days.ends(rows.c.valid)
    yield start, (start > days.DAY) & (start <= UNTIL)
    yield end, ~func.upper_inf(rows.c.valid) & (end > days.DAY) & (end <= UNTIL)


def _below_ever(known: Sources) -> CTE:
    """A unit and all that are below it on the day or later, one under another on whatever days."""
    tree = select(UNDER.label("sor_code")).cte("below_ever", recursive=True)
    version = known.version("below")
    child = (
        select(version.sor_code)
        .where(version.parent == tree.c.sor_code, days.lasts(version.valid))
        .offset(literal_column("0"))
        .lateral("child")
    )
    return tree.union(select(child.c.sor_code).join_from(tree, child, true()))
