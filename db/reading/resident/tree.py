"""What is below units on a day, told of a revision: their children, and all the way down."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from itertools import islice

from db.reading.lists import Order, OrderField, Page, Slice
from db.reading.orders import PARTS, fitting
from db.reading.reader import SubtreeNode
from db.reading.resident.entries import NONE_BELOW
from db.reading.resident.filters import Test
from db.reading.resident.pages import Listing, cut, made
from db.reading.resident.places import Places
from db.reading.resident.revision import Revision
from db.reading.resident.walking import Walk
from db.reading.standing import bounded
from domain.identifiers import SorCode
from domain.units import Unit


def children(
    register: Revision, codes: Sequence[SorCode], day: date, test: Test | None, order: Order, page: Page
) -> list[Slice[Unit]]:
    """A page of each unit's children; of all that have none the same."""
    listing = Listing(order, page, register.names, partial(child_count, register, day=day))
    empty, by_name = listing.empty, listing.by_name
    found = []
    for entry in register.entries.each(codes):
        if entry is None or (below := entry.below) is NONE_BELOW:
            found.append(empty)
            continue
        units = below.on(day)
        found.append(by_name(units if test is None else tuple(filter(test, units))))
    return found


def child_counts(register: Revision, codes: Sequence[SorCode], day: date, test: Test | None) -> list[int]:
    below = [() if entry is None else entry.below.on(day) for entry in register.entries.each(codes)]
    return [_number(units, test) for units in below]


def child_count(register: Revision, unit: Unit, day: date) -> int:
    """In force, whatever is asked of the unit itself."""
    entry = register.entries.get(unit.sor_code)
    return 0 if entry is None else len(entry.below.on(day))


def descendants(
    register: Revision,
    codes: Sequence[SorCode],
    day: date,
    test: Test | None,
    order: Order,
    page: Page,
    max_depth: int | None,
) -> list[Slice[Unit]]:
    """A page of what stands below each unit. A filter does not end the way down."""
    walk = Walk(register.entries, day, bounded(max_depth))
    if order.field is OrderField.TREE:
        after = _place(page)
        return [
            _depth_first(walk, code, Places(register, code, day), test, order.descending, page.first, after)
            for code in codes
        ]
    listing = Listing(order, page, register.names, partial(child_count, register, day=day))
    return [listing.page(_below(walk, code, test)) for code in codes]


def descendant_counts(
    register: Revision, codes: Sequence[SorCode], day: date, test: Test | None, max_depth: int | None
) -> list[int]:
    walk = Walk(register.entries, day, bounded(max_depth))
    return [len(_below(walk, code, test)) for code in codes]


def subtree(
    register: Revision, root: SorCode, day: date, test: Test | None, page: Page, max_depth: int | None
) -> Slice[SubtreeNode]:
    """Depth first, the root first. A filter takes units out of the list, not what is below them."""
    walk, places = Walk(register.entries, day, bounded(max_depth)), Places(register, root, day)
    after, waiting = _place(page), walk.whole(root)
    if waiting and after is not None:
        waiting = walk.behind(root, after, places.step)
    nodes = walk.down(waiting)
    shown = [*islice(nodes if test is None else (node for node in nodes if test(node.unit)), page.first + 1)]
    return made(
        tuple(shown[: page.first]), lambda node: places.key(node.unit), len(shown) > page.first, after is not None
    )


def subtree_count(register: Revision, root: SorCode, day: date, test: Test | None, max_depth: int | None) -> int:
    walk = Walk(register.entries, day, bounded(max_depth))
    return _number((node.unit for node in walk.down(walk.whole(root))), test)


def subtree_codes(register: Revision, root: SorCode, day: date) -> set[SorCode]:
    walk = Walk(register.entries, day, bounded(None))
    return {node.unit.sor_code for node in walk.down(walk.whole(root))}


def _depth_first(
    walk: Walk, code: SorCode, places: Places, test: Test | None, descending: bool, first: int, after: str | None
) -> Slice[Unit]:
    if descending:
        return cut(_below(walk, code, test), places.key, first, None if after is None else (after,), descending)
    waiting = walk.below(code) if after is None else walk.behind(code, after, places.step)
    units = (unit for unit, _, _, _ in walk.down(waiting) if test is None or test(unit))
    shown = [*islice(units, first + 1)]
    return made(tuple(shown[:first]), places.key, len(shown) > first, after is not None)


def _below(walk: Walk, code: SorCode, test: Test | None) -> list[Unit]:
    """All below a unit, by place."""
    return [unit for unit, _, _, _ in walk.down(walk.below(code)) if test is None or test(unit)]


def _number(units: Iterable[Unit], test: Test | None) -> int:
    if test is None and isinstance(units, tuple):
        return len(units)
    return sum(1 for unit in units if test is None or test(unit))


def _place(page: Page) -> str | None:
    """Raises `StrangeSortKey` for a place in another order."""
    return None if page.after is None else str(fitting(page.after, PARTS[OrderField.TREE])[0])
