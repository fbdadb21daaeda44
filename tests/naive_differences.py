"""What differs between two registers, told as plainly as it is meant: unit by unit, day by day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.records import Lives, NumberLife
from domain.units import UnitKind
from tests.naive import Stated, effective, facts_on, kind_of, own_number, standing


class Difference(NamedTuple):
    before: Stated | None
    after: Stated | None
    via: SorCode


def differences(
    before: Lives, after: Lives, day: date, then: date | None = None, public: bool = False
) -> Iterator[tuple[SorCode, InheritableField, Difference]]:
    """Of every unit in force in both registers, each on its day, the values that differ and through whom.

    `public`: a hidden location number is none.
    """
    then = then or day
    if public:
        before, after = (replace(register, numbers=without_hidden(register.numbers)) for register in (before, after))
    for unit in sorted({*standing(before, day)} & {*standing(after, then)}):
        for field in InheritableField:
            old, new = shown(effective(before, unit, field, day)), shown(effective(after, unit, field, then))
            if (old and old[:2]) != (new and new[:2]):
                yield unit, field, Difference(old, new, _via(before, after, unit, field, day, then))


HIDDEN = Gln("hidden")


def without_hidden(numbers: tuple[NumberLife, ...]) -> tuple[NumberLife, ...]:
    """The numbers as the public sees them: a hidden one still stops the climb, but nobody knows it."""
    told = []
    for life in numbers:
        for version in life.timeline:
            gln = HIDDEN if version.value.internal_only or version.value.not_active else life.gln
            told.append(NumberLife(gln=gln, first_from=life.first_from, timeline=(version,)))
    return tuple(told)


def shown(stated: Stated | None) -> Stated | None:
    return None if stated is not None and stated.value == HIDDEN else stated


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
        number = own_number(register, unit, day)
        if number is not None:
            return None if number == HIDDEN else number
        return facts.parent if facts.inherits_location_number else None
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
