"""All the units below some units, page by page and counted: one statement for all of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from db.reading import below, filters, orders, rows, slices, standing
from db.reading.lists import Filter, Order, OrderField, Page, Slice
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit


async def descendants(
    db: Snapshot,
    codes: Sequence[SorCode],
    moment: Moment,
    filter: Filter,
    order: Order,
    page: Page,
    max_depth: int | None,
) -> list[Slice[Unit]]:
    """A page of what stands below each unit, at most `max_depth` steps down. A filter does not end the way down."""
    asked = _page(standing.asked(moment, filter), filter, order, page)
    given = parameters(moment, codes=list(set(codes)), steps=standing.bounded(max_depth))
    lists, none = slices.by_list(await db.rows(asked, given, slices.listed), page), slices.empty(page)
    return [lists.get(code, none) for code in codes]


async def descendant_counts(
    db: Snapshot, codes: Sequence[SorCode], moment: Moment, filter: Filter, max_depth: int | None
) -> list[int]:
    """How many units stand below each unit."""
    asked = _counts(standing.asked(moment, filter), filter)
    given = parameters(moment, codes=list(set(codes)), steps=standing.bounded(max_depth))
    counts = {row[0]: row[1] for row in await db.rows(asked, given)}
    return [counts.get(code, 0) for code in codes]


@lru_cache(standing.REMEMBERED)
def _page(reading: Reading, filter: Filter, order: Order, page: Page) -> Select[*tuple[Any, ...]]:
    tree = below.under(reading)
    sorting = (
        orders.depth_first(tree.c.place, order.descending)
        if order.field is OrderField.TREE
        else orders.sorting(order, tree, reading)
    )
    rank = func.row_number().over(partition_by=tree.c.asked, order_by=sorting.by()).label("rank")
    ranked = (
        select(*rows.columns(tree), tree.c.asked, *sorting.keys(), rank)
        .where(filters.passes(filter, tree, reading), sorting.after(page.after))
        .subquery("ranked")
    )
    found = (
        select(*(column for column in ranked.c if column.name != "rank"))
        .where(ranked.c.rank <= slices.wanted(page))
        .order_by(ranked.c.asked, ranked.c.rank)
    )
    return kept(found, filter == Filter() and page.after is None)


@lru_cache(standing.REMEMBERED)
def _counts(reading: Reading, filter: Filter) -> Select[*tuple[Any, ...]]:
    tree = below.under(reading, below.counted(filter))
    return select(tree.c.asked, func.count()).where(filters.passes(filter, tree, reading)).group_by(tree.c.asked)
