"""What differs between two registers, told as plainly as it is meant: unit by unit, day by day."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.records import Lives
from domain.units import UnitKind
from tests.naive import Stated, effective, facts_on, kind_of, own_number, standing


class Difference(NamedTuple):
    before: Stated | None
    after: Stated | None
    via: SorCode


def differences(
    before: Lives, after: Lives, day: date, then: date | None = None
) -> Iterator[tuple[SorCode, InheritableField, Difference]]:
    """Of every unit in force in both registers, each on its day, the values that differ and through whom."""
    then = then or day
    for unit in sorted({*standing(before, day)} & {*standing(after, then)}):
        for field in InheritableField:
            old, new = effective(before, unit, field, day), effective(after, unit, field, then)
            if (old and old[:2]) != (new and new[:2]):
                yield unit, field, Difference(old, new, _via(before, after, unit, field, day, then))


def _via(before: Lives, after: Lives, unit: SorCode, field: InheritableField, day: date, then: date) -> SorCode:
    """The first one on the way up that says something else itself."""
    told = _says(before, unit, field, day)
    if told != _says(after, unit, field, then):
        return unit
    facts = facts_on(after, unit, then)
    assert facts is not None
    assert facts.parent is not None
    climbing = {InheritableField.ELECTRONIC_ADDRESS, InheritableField.LOCATION_NUMBER}
    return _via(before, after, facts.parent, field if field in climbing else InheritableField.POSTAL_ADDRESS, day, then)


def _says(register: Lives, unit: SorCode, field: InheritableField, day: date) -> object:
    """The value it states, or else the unit it leaves it to, or else nothing."""
    facts = facts_on(register, unit, day)
    assert facts is not None
    if field is InheritableField.LOCATION_NUMBER:
        return own_number(register, unit, day) or (facts.parent if facts.inherits_location_number else None)
    if field is InheritableField.ELECTRONIC_ADDRESS:
        return facts.electronic or facts.parent
    if field is InheritableField.ACTIVITY_ADDRESS and kind_of(register, unit) is not UnitKind.ORGANIZATIONAL_UNIT:
        return None
    stated = [facts.postal]
    if field is not InheritableField.POSTAL_ADDRESS:
        stated.insert(0, facts.visiting)
    if field is InheritableField.ACTIVITY_ADDRESS:
        stated.insert(0, facts.activity)
    return next((one for one in stated if one is not None), facts.parent)
