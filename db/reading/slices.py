"""Rows become pages: units with their sort keys, one page for each list that was asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row

from db.reading import rows
from db.reading.reader import Page, Slice
from domain.identifiers import SorCode
from domain.units import Unit

T = TypeVar("T")
Rows = Iterable[Row[*tuple[Any, ...]]]

KEY = rows.WIDTH + 1
"""Where the sort key begins in a row: behind the unit and the code of the unit whose list it is in."""


def wanted(page: Page) -> int:
    """How many rows to ask for: one more than the page holds tells whether more follow."""
    return page.first + 1


def by_list(found: Rows) -> dict[SorCode, list[Row[*tuple[Any, ...]]]]:
    """Rows by the code of the unit whose list they are in, each list in the order of the rows."""
    lists: defaultdict[SorCode, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in found:
        lists[row[rows.WIDTH]].append(row)
    return lists


def units(found: Sequence[Row[*tuple[Any, ...]]], page: Page) -> Slice[Unit]:
    return slice_of(found, page, rows.unit, KEY)


def slice_of(
    found: Sequence[Row[*tuple[Any, ...]]], page: Page, item: Callable[[Row[*tuple[Any, ...]]], T], key: int
) -> Slice[T]:
    """A page of what `item` makes of rows whose columns from `key` on are their sort keys."""
    shown = found[: page.first]
    return Slice(
        items=tuple(map(item, shown)),
        keys=tuple(tuple(row[key:]) for row in shown),
        more=len(found) > page.first,
        earlier=page.after is not None,
    )
