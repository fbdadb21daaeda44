"""Pages made in memory. Their sort keys are those of the postgres reader, and are made for who asks for them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from db.reading.lists import Order, OrderField, Page, Slice, SortKey
from db.reading.orders import AFTER_ALL, PARTS, fitting
from db.reading.resident.names import SortNames
from db.reading.slices import Keys
from domain.units import Unit

T = TypeVar("T")
Key = Callable[[T], SortKey]


EMPTY: Slice[Any] = Slice((), (), more=False)
"""Most units have nothing below them: they have this."""

EMPTY_AFTER: Slice[Any] = Slice((), (), more=False, earlier=True)

# A frozen dataclass's own constructor takes several times as long.
_new: Callable[[type[Slice[Any]]], Slice[Any]] = object.__new__
_set_items: Callable[[Slice[Any], tuple[Any, ...]], None]
_set_keys: Callable[[Slice[Any], Sequence[SortKey]], None]
_set_more: Callable[[Slice[Any], bool], None]
_set_earlier: Callable[[Slice[Any], bool], None]
_set_total: Callable[[Slice[Any], int | None], None]
_set_items, _set_keys, _set_more, _set_earlier, _set_total = (
    getattr(Slice, name).__set__ for name in ("items", "keys", "more", "earlier", "total")
)


def made(items: tuple[T, ...], key: Key[T], more: bool, earlier: bool) -> Slice[T]:
    if not items:
        return EMPTY_AFTER if earlier else EMPTY
    page = _new(Slice)
    _set_items(page, items)
    _set_keys(page, Keys(items, key))
    _set_more(page, more)
    _set_earlier(page, earlier)
    _set_total(page, None)
    return page


class Listing:
    """Pages in an order, all behind the same place. `children`: how many a unit has, which one of the orders asks.

    Raises `StrangeSortKey` for a place in another order.
    """

    def __init__(self, order: Order, page: Page, names: SortNames, children: Callable[[Unit], int]) -> None:
        self._field = OrderField.NAME if order.field is OrderField.TREE else order.field
        self._descending = order.descending
        self._first = page.first
        self._after = None if page.after is None else fitting(page.after, PARTS[self._field])
        self._key = _key(self._field, names, children)
        self.plain = self._field is OrderField.NAME and not self._descending and self._after is None
        self.empty: Slice[Unit] = EMPTY if self._after is None else EMPTY_AFTER

    def page(self, units: Sequence[Unit]) -> Slice[Unit]:
        """Of units in any order."""
        return self._cut(sorted(units, key=self._key))

    def by_name(self, units: tuple[Unit, ...]) -> Slice[Unit]:
        """Of units that stand by name and code."""
        if self.plain:
            first = self._first
            return made(units, self._key, False, False) if len(units) <= first else self._cut(units)
        return self._cut(units) if self._field is OrderField.NAME else self.page(units)

    def begin(self, units: Sequence[Unit]) -> Slice[Unit]:
        """Of units in this order that come behind the place, one more than the page holds if there are more."""
        return made(tuple(units[: self._first]), self._key, len(units) > self._first, self._after is not None)

    def _cut(self, units: Sequence[Unit]) -> Slice[Unit]:
        return cut(units, self._key, self._first, self._after, self._descending)


def cut(units: Sequence[T], key: Key[T], first: int, after: SortKey | None, descending: bool) -> Slice[T]:
    """At most `first` of items, which stand in the order of their keys, behind a place; downwards, if so asked."""
    start, end = 0, len(units)
    if descending:
        end = end if after is None else bisect_left(units, after, key=key)
        start = max(end - first, 0)
        shown, more = tuple(reversed(units[start:end])), start > 0
    else:
        start = start if after is None else bisect_right(units, after, key=key)
        shown, more = tuple(units[start : start + first]), end > start + first
    return made(shown, key, more, after is not None)


def _key(field: OrderField, names: SortNames, children: Callable[[Unit], int]) -> Key[Unit]:
    match field:
        case OrderField.VALID_FROM:
            return lambda unit: (unit.valid.start, unit.sor_code)
        case OrderField.TYPE:  # a unit without a type comes after all types
            return lambda unit: (AFTER_ALL if unit.type is None else unit.type, names[unit.name], unit.sor_code)
        case OrderField.CHANGED_AT:
            return lambda unit: (unit.changed, unit.sor_code)
        case OrderField.CHILD_COUNT:
            return lambda unit: (children(unit), unit.sor_code)
        case OrderField.SOR_CODE:
            return lambda unit: (unit.sor_code,)
        case _:
            return lambda unit: (names[unit.name], unit.sor_code)
