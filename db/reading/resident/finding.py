"""Units of the whole register, page by page and counted, told of a revision as far as that takes no long look."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from db.reading.reader import Filter, Order, OrderField, Page, Slice
from db.reading.resident import filters, lives
from db.reading.resident.entries import holds
from db.reading.resident.filters import Test
from db.reading.resident.pages import Listing
from db.reading.resident.revision import Revision
from domain.units import Unit, UnitKind

LOOKED_AT = 20_000
"""Versions that are looked at for one page, a few milliseconds: who asks for what is rarer is answered by an index of
the database, which holds up nobody else."""

FOR_EACH = 10
"""Versions that are looked at besides for each unit of the page: most units have had a few."""


class TooFar(Exception):
    """More would have to be looked at than is good for the others who wait."""


def find(register: Revision, day: date, test: Test | None, order: Order, page: Page) -> Slice[Unit]:
    """A page of the units in force, by name or by SOR code. Raises `TooFar`."""
    if order.field not in (OrderField.NAME, OrderField.SOR_CODE):
        raise TooFar(f"the register is not kept by {order.field.value}")
    listing = Listing(order, page, register.names, lambda unit: 0)
    candidates = (
        _by_name(register, day, order, page) if order.field is OrderField.NAME else _by_code(register, day, order, page)
    )
    found = (unit for unit in _at_most(candidates, page.first) if unit is not None and (test is None or test(unit)))
    return listing.begin([*islice(found, page.first + 1)])


def count(register: Revision, day: date, filter: Filter, test: Test | None) -> int:
    """How many units in force a filter finds. Raises `TooFar`."""
    if test is None or filters.test(replace(filter, kinds=None)) is None:
        return lives.in_force(register.lives, UnitKind if filter.kinds is None else filter.kinds, day)
    if len(register.by_name) > LOOKED_AT:
        raise TooFar("all units would have to be looked at")
    return sum(1 for unit in register.by_name.after(None) if holds(unit, day) and test(unit))


def _by_name(register: Revision, day: date, order: Order, page: Page) -> Iterator[Unit | None]:
    """Behind the page's place, None for each version that is not in force."""
    versions = (
        register.by_name.before(page.after)
        if order.descending
        else register.by_name.after(None if page.after is None else (*page.after, date.max))
    )
    return (unit if holds(unit, day) else None for unit in versions)


def _by_code(register: Revision, day: date, order: Order, page: Page) -> Iterator[Unit | None]:
    bound = None if page.after is None else page.after[0]
    codes = register.by_code.before(bound) if order.descending else register.by_code.after(bound)
    return (None if (entry := register.entries.get(code)) is None else entry.on(day) for code in codes)


def _at_most(candidates: Iterator[Unit | None], wanted: int) -> Iterator[Unit | None]:
    most = LOOKED_AT + FOR_EACH * wanted
    yield from islice(candidates, most)
    for _ in candidates:
        raise TooFar(f"more than {most} versions would have to be looked at")
