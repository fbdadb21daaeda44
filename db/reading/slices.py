"""Rows become pages: units with their sort keys, one page for each list that was asked for."""

from collections.abc import Sequence
from typing import Any, TypeVar

from db.reading import rows
from db.reading.reader import Page, Slice, SortKey
from domain.identifiers import SorCode
from domain.units import Unit

Row = rows.Row
T = TypeVar("T")

KEY = rows.WIDTH + 1
"""Where the sort key begins in a row: behind the unit and the code of the unit whose list it is in."""


def wanted(page: Page) -> int:
    """How many rows to ask for: one more than the page holds tells whether more follow."""
    return page.first + 1


def units_by_list(found: Sequence[Row], page: Page) -> dict[SorCode, Slice[Unit]]:
    """A page of units of each list that there are rows of, each in the order of the rows."""
    lists: dict[SorCode, tuple[list[Unit], list[SortKey]]] = {}
    for row, unit in zip(found, rows.units(found), strict=True):
        of = row[rows.WIDTH]
        if of not in lists:
            lists[of] = ([], [])
        items, keys = lists[of]
        items.append(unit)
        keys.append(tuple(row[KEY:]))
    return {code: page_of(items, keys, page) for code, (items, keys) in lists.items()}


def page_of(items: Sequence[T], keys: Sequence[SortKey], page: Page) -> Slice[T]:
    """A page of what was found for it, which is one more than it holds where more follow."""
    return Slice(
        items=tuple(items[: page.first]),
        keys=tuple(keys[: page.first]),
        more=len(items) > page.first,
        earlier=page.after is not None,
    )


def empty(page: Page) -> Slice[Any]:
    return page_of((), (), page)
