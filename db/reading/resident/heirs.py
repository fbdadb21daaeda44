"""Heirs told of a revision: the units whose effective value is stated by another one, found by walking down from it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from db.reading.heirs import BESIDE, CLIMBING
from db.reading.lists import Order, Page, Slice
from db.reading.resident.entries import Entry
from db.reading.resident.location_numbers import held
from db.reading.resident.pages import Listing
from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.units import Unit, UnitKind


class Asked(NamedTuple):
    """Whose value of which field is taken over on which day; `include_self` counts the source among its own heirs."""

    register: Revision
    field: InheritableField
    day: date
    include_self: bool


def heirs(asked: Asked, codes: Sequence[SorCode], page: Page) -> list[Slice[Unit]]:
    """By name. Raises `StrangeSortKey` for a page after a place in another order."""
    listing = Listing(Order(), page, asked.register.names, lambda unit: 0)
    return [listing.page([*_heirs(asked, code)]) for code in codes]


def heir_counts(asked: Asked, codes: Sequence[SorCode]) -> list[int]:
    return [sum(1 for _ in _heirs(asked, code)) for code in codes]


def _heirs(asked: Asked, code: SorCode) -> Iterator[Unit]:
    beside = BESIDE.get(asked.field, ())
    only_organizational = asked.field is InheritableField.ACTIVITY_ADDRESS
    for unit in _taking(asked, code):
        if only_organizational and unit.kind is not UnitKind.ORGANIZATIONAL_UNIT:
            continue
        if unit.sor_code == code:
            if asked.include_self:
                yield unit
        elif all(getattr(unit, name) is None for name in beside):
            yield unit


def _taking(asked: Asked, code: SorCode) -> Iterator[Unit]:
    """The unit, if it states something, and all below it that take the climbing value over from it."""
    entries, day = asked.register.entries, asked.day
    entry = entries.get(code)
    top = None if entry is None else entry.on(day)
    if entry is None or top is None:
        return
    climbing = _states(asked, entry, top)
    if not climbing and all(getattr(top, name) is None for name in BESIDE.get(asked.field, ())):
        return
    yield top
    waiting = [*entry.below.on(day)] if climbing else []
    while waiting:
        unit = waiting.pop()
        entry = entries.get(unit.sor_code)
        if unit.sor_code != code and entry is not None and _takes(asked, entry, unit):
            yield unit
            waiting += entry.below.on(day)


def _states(asked: Asked, entry: Entry, unit: Unit) -> bool:
    climbing = CLIMBING.get(asked.field)
    return held(entry, asked.day) is not None if climbing is None else getattr(unit, climbing) is not None


def _takes(asked: Asked, entry: Entry, unit: Unit) -> bool:
    if asked.field is InheritableField.LOCATION_NUMBER and unit.inherits_location_number is not True:
        return False
    return not _states(asked, entry, unit)
