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
from db.reading.resident.among import LOOKED_AT, TooFar, among, placed
from db.reading.resident.entries import holds
from db.reading.resident.having import having
from db.reading.resident.pages import Listing
from db.reading.resident.revision import Revision
from db.reading.resident.there import there
from db.reading.resident.tree import child_count
from domain.units import Unit, UnitKind

SOME = LOOKED_AT // 20
"""Versions that are looked at where others can be found in another way."""

FOR_EACH = 10
"""Versions that are looked at besides for each unit of the page: most units have had a few."""


AT_ONCE = 200
"""Versions that are looked at together."""

T = TypeVar("T")


def find(register: Revision, day: date, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
    """A page of the units in force. Raises `TooFar`."""
    if order.field is OrderField.TREE:
        raise TooFar("the register is not kept by place")
    listing = Listing(order, page, register.names, partial(child_count, register, day=day))
    if not placed(filter):
        with suppress(TooFar):
            return listing.begin([*islice(_in_order(register, day, filter, order, page), page.first + 1)])
    return listing.page([*passing(register, filter, day)])


def count(register: Revision, day: date, filter: Filter) -> int:
    """How many units in force a filter finds. Raises `TooFar`."""
    if replace(filter, kinds=None, hidden_numbers=False) == Filter():
        return lives.in_force(register.lives, UnitKind if filter.kinds is None else filter.kinds, day)
    return sum(1 for _ in passing(register, filter, day))


def passing(register: Revision, filter: Filter, day: date) -> Iterable[Unit]:
    """The units in force that a filter asks for, in no order. Raises `TooFar`."""
    some, rest = among(register, filter, day), filter
    if some is None and (some := there(register, filter, day)) is not None:
        rest = replace(filter, post_code=None, municipality=None)
    if some is None:
        some = having(register, filter, day)
    if some is None and len(register.by_name) > LOOKED_AT:
        raise TooFar("all units would have to be looked at")
    units = (unit for unit in register.by_name.after(None) if holds(unit, day)) if some is None else some.values()
    return _those(units, filters.test(rest, register, day))


def _in_order(register: Revision, day: date, filter: Filter, order: Order, page: Page) -> Iterable[Unit]:
    """Those behind the page's place. Raises `TooFar` once more would have to be looked at."""
    if order.field not in (OrderField.NAME, OrderField.SOR_CODE):
        raise TooFar(f"the register is not kept by {order.field.value}")
    most = (SOME if _known_otherwise(filter) else LOOKED_AT) + FOR_EACH * page.first
    ways = _by_name if order.field is OrderField.NAME else _by_code
    return _those(chain.from_iterable(ways(register, day, order, page, most)), filters.test(filter, register, day))


def _known_otherwise(filter: Filter) -> bool:
    """By an address or by a word."""
    return any(asked is not None for asked in (filter.post_code, filter.municipality, filter.name_contains))


def _those(units: Iterable[Unit], test: filters.Test | None) -> Iterable[Unit]:
    return units if test is None else (unit for unit in units if test(unit))


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
