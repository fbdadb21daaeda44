"""The units directly below some units, page by page and counted: one statement for all of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, any_, func, select, true

from db.reading import filters, orders, rows, slices, standing
from db.reading.below import CODES, each_asked
from db.reading.lists import Filter, Order, Page, Slice
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit


async def children(
    db: Snapshot, codes: Sequence[SorCode], moment: Moment, filter: Filter, order: Order, page: Page
) -> list[Slice[Unit]]:
    """A page of each unit's children."""
    reading, first = standing.asked(moment, filter), filter == Filter() and page.after is None
    asked = _first(reading, order, page) if first else _page(reading, filter, order, page)
    found = await db.rows(asked, parameters(moment, codes=list(set(codes))), slices.listed)
    lists, none = slices.by_list(found, page), slices.empty(page)
    return [lists.get(code, none) for code in codes]


async def child_counts(db: Snapshot, codes: Sequence[SorCode], moment: Moment, filter: Filter) -> list[int]:
    """How many children each unit has."""
    asked = _counts(standing.asked(moment, filter), filter)
    counts = {row[0]: row[1] for row in await db.rows(asked, parameters(moment, codes=list(set(codes))))}
    return [counts.get(code, 0) for code in codes]


@lru_cache(standing.REMEMBERED)
def _first(reading: Reading, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    """First pages of all children. One walk along the index for all units asked about, which is why the plan that is
    made for all parameters is the one wanted: where the planner sees how many they are, it would read everything."""
    child = reading.units("child")
    sorting = orders.sorting(order, child, reading)
    ranked = (
        select(
            *rows.columns(child),
            child.c.parent.label("asked"),
            *sorting.keys(),
            func.row_number().over(partition_by=child.c.parent, order_by=sorting.by()).label("rank"),
        )
        .where(child.c.parent == any_(CODES))
        .subquery("ranked")
    )
    told = (column for column in ranked.c if column.name != "rank")
    # As they come out of the ranking, which the planner does not know of ranks: it would sort them a second time.
    order_by = (ranked.c.asked, *sorting.again(ranked).by())
    return kept(select(*told).where(ranked.c.rank <= slices.wanted(page)).order_by(*order_by))


@lru_cache(standing.REMEMBERED)
def _page(reading: Reading, filter: Filter, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    asked = each_asked()
    child = reading.children(asked.c.sor_code, "child")
    sorting = orders.sorting(order, child, reading)
    found = (
        select(*rows.columns(child), asked.c.sor_code.label("asked"), *sorting.keys())
        .correlate(asked)
        .select_from(child)
        .where(filters.passes(filter, child, reading), sorting.after(page.after))
        .order_by(*sorting.by())
        .limit(slices.wanted(page))
        .lateral("found")
    )
    return select(*found.c).join_from(asked, found, true()).order_by(found.c.asked, *sorting.again(found).by())


@lru_cache(standing.REMEMBERED)
def _counts(reading: Reading, filter: Filter) -> Select[*tuple[Any, ...]]:
    asked = each_asked()
    child = reading.children(asked.c.sor_code, "child")
    counted = select(asked.c.sor_code, func.count()).join_from(asked, child, filters.passes(filter, child, reading))
    return kept(counted.group_by(asked.c.sor_code), filter == Filter())
