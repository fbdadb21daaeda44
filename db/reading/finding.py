"""Units of the whole register by a filter, page by page and counted."""

from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, FromClause, Select, func, literal, literal_column, select, true

from db.reading import filters, orders, rows, slices, standing
from db.reading.lists import Filter, Order, OrderField, Page, Slice
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import DEEPEST, Reading
from db.reading.written import kept
from domain.periods import Moment
from domain.units import Unit


async def find(db: Snapshot, moment: Moment, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
    """A page of the units of a filter."""
    statement = _by_place if order.field is OrderField.TREE else _by_itself
    asked = statement(standing.asked(moment, filter), filter, order, page)
    found = await db.rows(asked, parameters(moment), slices.sorted_units)
    return slices.page_of([unit for unit, _ in found], [key for _, key in found], page)


async def count(db: Snapshot, moment: Moment, filter: Filter) -> int:
    """How many units a filter finds."""
    [(number,)] = await db.rows(_count(standing.asked(moment, filter), filter), parameters(moment))
    return int(number)


@lru_cache(standing.REMEMBERED)
def _count(reading: Reading, filter: Filter) -> Select[*tuple[Any, ...]]:
    unit = reading.units()
    return select(func.count()).select_from(unit).where(filters.passes(filter, unit, reading))


@lru_cache(standing.REMEMBERED)
def _by_itself(reading: Reading, filter: Filter, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    unit = reading.units()
    sorting = orders.sorting(order, unit, reading)
    found = (
        select(*rows.columns(unit), *sorting.keys())
        .where(filters.passes(filter, unit, reading), sorting.after(page.after))
        .order_by(*sorting.by())
        .limit(slices.wanted(page))
    )
    return kept(found, filter == Filter())


@lru_cache(standing.REMEMBERED)
def _by_place(reading: Reading, filter: Filter, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    """In the order of the whole tree. Units below one parent have its place before their own: it climbs for them."""
    asked = reading.units("asked")
    found = (
        select(asked.c.sor_code, asked.c.sort_name, func.coalesce(asked.c.parent, _NONE).label("parent"))
        .where(filters.passes(filter, asked, reading))
        .cte("found")
    )
    parents = _places(select(found.c.parent).distinct().subquery("parents"), reading)
    sorting = orders.depth_first(orders.place(parents.c.place, found), order.descending)
    paged = (
        select(found.c.sor_code, *sorting.keys())
        .join_from(found, parents, parents.c.parent == found.c.parent)
        .where(sorting.after(page.after))
        .order_by(*sorting.by())
        .limit(slices.wanted(page))
        .subquery("paged")
    )
    unit, again = reading.one(paged.c.sor_code, "stood"), sorting.again(paged)
    return select(*rows.columns(unit), *again.keys()).join_from(paged, unit, true()).order_by(*again.by())


_NONE = literal_column("0", BigInteger)
"""Stands for the parent that a root has not."""


def _places(parents: FromClause, reading: Reading) -> FromClause:
    """The place of each parent in the tree of the whole register."""
    start = select(
        parents.c.parent,
        func.nullif(parents.c.parent, _NONE, type_=BigInteger).label("next"),
        orders.TOP.label("place"),
        literal(0).label("steps"),
    ).cte("climbed", recursive=True)
    above = reading.one(start.c.next, "above", ["sor_code", "parent", "sort_name"])
    climbed = start.union_all(
        select(
            start.c.parent,
            above.c.parent,
            orders.place(orders.TOP, above).concat(start.c.place),
            start.c.steps + 1,
        )
        .join_from(start, above, true())
        .where(start.c.steps < DEEPEST)
    )
    return select(climbed.c.parent, climbed.c.place).where(climbed.c.next.is_(None)).subquery("places")
