"""The units below some units, with the way down to each: the recursion of every question about subtrees."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.sql.selectable import TableValuedAlias

from db.reading import days, orders, standing
from db.reading.lists import Filter
from db.reading.standing import COLUMNS, Reading

CODES = bindparam("codes", type_=ARRAY(BigInteger))
"""The units asked about, in every statement under this name."""

STEPS = bindparam("steps", type_=Integer)
"""How far down to go, in every statement under this name."""


ALWAYS: ColumnElement[Any] = literal_column("'(,)'::daterange", DATERANGE())


def counted(filter: Filter) -> tuple[str, ...]:
    """The columns that counting the units of a filter needs."""
    return ("sor_code",) if filter == Filter() else COLUMNS


def each_asked() -> TableValuedAlias:
    """The units asked about as a table of one column, `sor_code`."""
    return func.unnest(CODES).table_valued(column("sor_code", BigInteger)).render_derived(name="asked")


@cache
def under(reading: Reading, columns: tuple[str, ...] = COLUMNS) -> FromClause:
    """All below each of the units asked about: columns `asked`, `steps` from 1, `place` from there, and the unit's."""
    asked = each_asked()
    first = reading.children(asked.c.sor_code, "first")
    if reading.ever:
        first, columns = reading.ever_below(asked.c.sor_code, ALWAYS, "first"), (*COLUMNS, "during")
    seeds = (
        select(
            asked.c.sor_code.label("asked"),
            literal(1, Integer).label("steps"),
            orders.place(orders.TOP, first).label("place"),
            *standing.columns(first, columns),
        )
        .join_from(asked, first, true())
        .where(first.c.sor_code != asked.c.sor_code, STEPS >= 1)
    )
    return _downward(seeds, reading, columns)


@cache
def including(reading: Reading, columns: tuple[str, ...] = COLUMNS) -> FromClause:
    """The same with each unit asked about itself, `steps` 0, where it stands."""
    top = reading.units("top")
    said = standing.columns(top, columns)
    if reading.ever:
        said, columns = [*standing.columns(top), ALWAYS.label("during")], (*COLUMNS, "during")
    seeds = select(
        top.c.sor_code.label("asked"), literal(0, Integer).label("steps"), orders.TOP.label("place"), *said
    ).where(top.c.sor_code == func.any(CODES))
    return _downward(seeds, reading, columns)


def _downward(seeds: Select[*tuple[object, ...]], reading: Reading, columns: tuple[str, ...]) -> FromClause:
    """Carries whole rows, since fetching each of many thousands anew takes longer than all the rest.

    Who comes back to the unit asked about has gone round: no unit has two above it, so there is no other way to.
    """
    tree = seeds.cte("below", recursive=True)
    child = reading.children(tree.c.sor_code, "child")
    if reading.ever:
        child = reading.ever_below(tree.c.sor_code, tree.c.during, "child")
    tree = tree.union_all(
        select(tree.c.asked, tree.c.steps + 1, orders.place(tree.c.place, child), *standing.columns(child, columns))
        .join_from(tree, child, true())
        .where(tree.c.steps < STEPS, child.c.sor_code != tree.c.asked)
    )
    return select(tree).where(days.holds(tree.c.during, tree.c.day)).subquery("stood_below") if reading.ever else tree
