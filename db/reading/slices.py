"""Rows become pages: units with their sort keys, one page for each list that was asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, TypeVar, overload

from db.reading import rows
from db.reading.lists import Page, Slice, SortKey
from domain.identifiers import SorCode
from domain.units import Unit

Row = rows.Row
T = TypeVar("T")


def wanted(page: Page) -> int:
    """How many rows to ask for: one more than the page holds tells whether more follow."""
    return page.first + 1


Listed = tuple[SorCode, Unit, SortKey]
"""A unit in the list of the unit with that code, with its sort key there."""


def listed(found: Sequence[Row]) -> list[Listed]:
    """Of rows that say behind the unit whose list it is in, and then its sort key."""
    return [*zip(map(_LIST, found), rows.units(found), map(_KEY, found), strict=True)]


def sorted_units(found: Sequence[Row]) -> list[tuple[Unit, SortKey]]:
    """Of rows that say behind the unit its sort key."""
    return [*zip(rows.units(found), map(_SORTED, found), strict=True)]


def by_list(found: Sequence[Listed], page: Page) -> dict[SorCode, Slice[Unit]]:
    """A page of units of each list that has any, each in the order in which they come, list by list."""
    lists = {}
    start = 0
    for code, count in Counter([one[0] for one in found]).items():
        shown = found[start : start + min(count, page.first)]
        _, units, keys = zip(*shown, strict=True)
        lists[code] = Slice(units, keys, count > page.first, page.after is not None)
        start += count
    return lists


_LIST, _KEY = itemgetter(rows.WIDTH), itemgetter(slice(rows.WIDTH + 1, None))
_SORTED = itemgetter(slice(rows.WIDTH, None))


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
