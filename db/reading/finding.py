"""Units of the whole register by a filter, page by page and counted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, literal, select, true

from db.reading import filters, orders, rows, slices, standing
from db.reading.reader import Filter, Order, OrderField, Page, Slice
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import DEEPEST, Reading
from domain.periods import Moment
from domain.units import Unit


async def find(db: Snapshot, moment: Moment, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
    """A page of the units of a filter."""
    reading = standing.asked(moment, filter)
    statement = _by_place if order.field is OrderField.TREE else _by_itself
    found: Sequence[Row[*tuple[Any, ...]]] = await db.rows(statement(reading, filter, order, page), parameters(moment))
    return slices.slice_of(found, page, rows.unit, rows.WIDTH)


async def count(db: Snapshot, moment: Moment, filter: Filter) -> int:
    """How many units a filter finds."""
    reading = standing.asked(moment, filter)
    unit = reading.units()
    counted = select(func.count()).select_from(unit).where(filters.passes(filter, unit, reading))
    [(number,)] = await db.rows(counted, parameters(moment))
    return int(number)


def _by_itself(reading: Reading, filter: Filter, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    unit = reading.units()
    sorting = orders.sorting(order, unit, reading)
    return (
        select(*rows.columns(unit), *sorting.keys())
        .where(filters.passes(filter, unit, reading), sorting.after(page.after))
        .order_by(*sorting.by())
        .limit(slices.wanted(page))
    )


def _by_place(reading: Reading, filter: Filter, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    """In the order of the whole tree: each unit found tells its place by climbing to the top."""
    found = reading.units("found")
    start = (
        select(
            found.c.sor_code, found.c.parent, orders.place(orders.TOP, found).label("place"), literal(0).label("steps")
        )
        .where(filters.passes(filter, found, reading))
        .cte("climbed", recursive=True)
    )
    above = reading.one(start.c.parent, "above", ["sor_code", "parent", "sort_name"])
    climbed = start.union_all(
        select(
            start.c.sor_code,
            above.c.parent,
            orders.place(orders.TOP, above).concat(start.c.place),
            start.c.steps + 1,
        )
        .join_from(start, above, true())
        .where(start.c.steps < DEEPEST)
    )
    sorting = orders.depth_first(climbed.c.place, order.descending)
    paged = (
        select(climbed.c.sor_code, *sorting.keys())
        .where(climbed.c.parent.is_(None), sorting.after(page.after))
        .order_by(*sorting.by())
        .limit(slices.wanted(page))
        .subquery("paged")
    )
    unit, again = reading.one(paged.c.sor_code, "stood"), sorting.again(paged)
    return select(*rows.columns(unit), *again.keys()).join_from(paged, unit, true()).order_by(*again.by())
