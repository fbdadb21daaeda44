"""A subtree, flat: depth first, each unit with its place in it, in one statement however large it is."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, func, select

from db.reading import below, days, filters, orders, rows, slices, standing, whole
from db.reading.lists import Filter, Page, Slice
from db.reading.reader import SubtreeNode
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment

MANY = 1_000
"""Who asks for so many units wants the whole subtree, and mostly gets it."""


async def subtree(
    db: Snapshot, root: SorCode, moment: Moment, filter: Filter, page: Page, max_depth: int | None
) -> Slice[SubtreeNode]:
    """A page of the subtree, the root first. A filter takes units out of the list, not what is below them."""
    all_of_it = page == Page(page.first) and page.first >= MANY and filter == Filter() and max_depth is None
    if all_of_it and (found := await whole.whole(db, root, moment, page.first)) is not None:
        return found
    asked = _page(standing.asked(moment, filter), filter, page)
    # One step further down than is shown, for the numbers of children.
    given = parameters(moment, codes=[root], steps=standing.bounded(max_depth) + 1)
    told = await db.rows(asked, given)
    return slices.page_of(_nodes(root, told, moment), [row[_PLACE:] for row in told], page)


async def subtree_count(db: Snapshot, root: SorCode, moment: Moment, filter: Filter, max_depth: int | None) -> int:
    """How many units `subtree` would list on all its pages."""
    asked = _count(standing.asked(moment, filter), filter)
    [(count,)] = await db.rows(asked, parameters(moment, codes=[root], steps=standing.bounded(max_depth)))
    return int(count)


@lru_cache(standing.REMEMBERED)
def _page(reading: Reading, filter: Filter, page: Page) -> Select[*tuple[Any, ...]]:
    tree = below.including(reading)
    children = (
        select(tree.c.parent, func.count().filter(days.holds(tree.c.valid)).label("number"))
        .group_by(tree.c.parent)
        .subquery("children")
    )
    sorting = orders.depth_first(tree.c.place)
    found = (
        select(*rows.columns(tree), tree.c.steps, func.coalesce(children.c.number, 0, type_=Integer), *sorting.keys())
        .join_from(tree, children, children.c.parent == tree.c.sor_code, isouter=True)
        .where(tree.c.steps < below.STEPS, filters.passes(filter, tree, reading), sorting.after(page.after))
        .order_by(*sorting.by())
        .limit(slices.wanted(page))
    )
    return kept(found, filter == Filter() and page.after is None)


@lru_cache(standing.REMEMBERED)
def _count(reading: Reading, filter: Filter) -> Select[*tuple[Any, ...]]:
    tree = below.including(reading, below.counted(filter))
    return select(func.count()).select_from(tree).where(filters.passes(filter, tree, reading))


_PLACE = rows.WIDTH + 2


def _nodes(root: SorCode, found: Sequence[rows.Row], moment: Moment) -> list[SubtreeNode]:
    """What stands above a unit came before it, unless it is on another page, was filtered out or the unit is not in
    force: then others may have stood above it."""
    ways: dict[SorCode | None, tuple[SorCode, ...]] = {}
    nodes = []
    for row, unit in zip(found, rows.units(found), strict=True):
        now = unit.life.covers(moment.at)
        above = ways.get(unit.parent) if now else None
        if above is None:
            above = (root, *orders.codes_on_the_way(row[_PLACE]))[:-1]
        if now:
            ways[unit.parent] = above
            ways[unit.sor_code] = (*above, unit.sor_code)
        nodes.append(SubtreeNode(unit, row[rows.WIDTH], above, row[rows.WIDTH + 1]))
    return nodes
