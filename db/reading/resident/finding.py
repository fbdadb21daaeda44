"""Units of the whole register, page by page and counted, told of a revision as far as that takes no long look."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import TypeVar

from db.reading.lists import Filter, Order, OrderField, Page, Slice
from db.reading.resident import filters, lives
from db.reading.resident.among import LOOKED_AT, TooFar, among
from db.reading.resident.entries import holds
from db.reading.resident.pages import Listing
from db.reading.resident.revision import Revision
from db.reading.resident.there import there
from db.reading.resident.tree import child_count
from domain.units import Unit, UnitKind

CLIMBED = LOOKED_AT // 20
"""Versions that are looked at where that takes a look at what is above each."""

FOR_EACH = 10
"""Versions that are looked at besides for each unit of the page: most units have had a few."""


AT_ONCE = 200
"""Versions that are looked at together."""

T = TypeVar("T")


def find(register: Revision, day: date, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
    """A page of the units in force. Raises `TooFar`."""
    if order.field is OrderField.TREE:
        raise TooFar("the register is not kept by place")
    test, some = filters.test(filter, register, day), among(register, filter, day)
    listing = Listing(order, page, register.names, partial(child_count, register, day=day))
    if some is None:
        with suppress(TooFar):
            found = _in_order(register, day, filter, order, page)
            return listing.begin([*islice((unit for unit in found if test is None or test(unit)), page.first + 1)])
        some = there(register, filter, day)
    if some is None:
        raise TooFar("more would have to be looked at, or put in order")
    return listing.page([unit for unit in some.values() if test is None or test(unit)])


def count(register: Revision, day: date, filter: Filter) -> int:
    """How many units in force a filter finds. Raises `TooFar`."""
    if replace(filter, kinds=None, hidden_numbers=False) == Filter():
        return lives.in_force(register.lives, UnitKind if filter.kinds is None else filter.kinds, day)
    test = filters.test(filter, register, day)
    return sum(1 for unit in candidates(register, filter, day) if test is None or test(unit))


def candidates(register: Revision, filter: Filter, day: date) -> Iterable[Unit]:
    """Units in force, and among them all that a filter asks for. Raises `TooFar`."""
    some = among(register, filter, day)
    if some is None:
        some = there(register, filter, day)
    if some is not None:
        return some.values()
    if len(register.by_name) > LOOKED_AT:
        raise TooFar("all units would have to be looked at")
    return (unit for unit in register.by_name.after(None) if holds(unit, day))


def _in_order(register: Revision, day: date, filter: Filter, order: Order, page: Page) -> Iterator[Unit]:
    """Those behind the page's place. Raises `TooFar` once more would have to be looked at."""
    if order.field not in (OrderField.NAME, OrderField.SOR_CODE):
        raise TooFar(f"the register is not kept by {order.field.value}")
    most = (LOOKED_AT if filters.quick(filter) else CLIMBED) + FOR_EACH * page.first
    ways = _by_name if order.field is OrderField.NAME else _by_code
    return chain.from_iterable(ways(register, day, order, page, most))


def _by_name(register: Revision, day: date, order: Order, page: Page, most: int) -> Iterator[list[Unit]]:
    """Those in force behind the page's place."""
    versions = (
        register.by_name.before(page.after)
        if order.descending
        else register.by_name.after(None if page.after is None else (*page.after, date.max))
    )
    for batch in _at_most(versions, most):
        # As `holds` says, without calling it for each of many thousands.
        yield [
            unit for unit in batch if (valid := unit.valid).start <= day and ((end := valid.end) is None or day < end)
        ]


def _by_code(register: Revision, day: date, order: Order, page: Page, most: int) -> Iterator[list[Unit]]:
    bound = None if page.after is None else page.after[0]
    codes = register.by_code.before(bound) if order.descending else register.by_code.after(bound)
    for batch in _at_most(codes, most):
        entries = register.entries.each(batch)
        yield [unit for entry in entries if entry is not None and (unit := entry.on(day)) is not None]


def _at_most(candidates: Iterator[T], most: int) -> Iterator[list[T]]:
    left = most
    while left and (batch := [*islice(candidates, min(AT_ONCE, left))]):
        left -= len(batch)
        yield batch
    for _ in candidates:
        raise TooFar(f"more than {most} versions would have to be looked at")
