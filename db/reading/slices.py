"""Rows become pages: units with their sort keys, one page for each list that was asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, TypeVar, overload

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
    """A page of units of each list that there are rows of, each in the order of the rows, which come list by list."""
    units, lists = rows.units(found), {}
    start = 0
    for code, count in Counter(map(_LIST, found)).items():
        end = start + min(count, page.first)
        keys = Keys(tuple(found[start:end]), _key)
        lists[code] = Slice(tuple(units[start:end]), keys, count > page.first, page.after is not None)
        start += count
    return lists


_LIST = itemgetter(rows.WIDTH)


def _key(row: Row) -> SortKey:
    return tuple(row[KEY:])


class Keys(Sequence[SortKey]):
    """The sort keys of some items: equal to a tuple of them, but made one by one."""

    __slots__ = ("_items", "_key")

    def __init__(self, items: tuple[T, ...], key: Callable[[T], SortKey]) -> None:
        self._items: tuple[Any, ...] = items
        self._key: Callable[[Any], SortKey] = key

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> SortKey: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SortKey]: ...
    def __getitem__(self, place: int | slice) -> SortKey | Sequence[SortKey]:
        if isinstance(place, slice):
            return Keys(self._items[place], self._key)
        return self._key(self._items[place])

    def __iter__(self) -> Iterator[SortKey]:
        return map(self._key, self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Keys, tuple)) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


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
