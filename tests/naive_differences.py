"""What differs between two registers, told as plainly as it is meant: unit by unit, day by day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.chronicles import InheritableValue
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.records import Lives, NumberLife
from domain.units import UnitKind
from tests.naive import Stated, effective, facts_on, kind_of, number_on, own_number, standing

NUMBER = InheritableField.LOCATION_NUMBER


class Counting(NamedTuple):
    """A value as it counts for a unit; `flags`: those of the version of a location number that holds on the day."""

    value: InheritableValue
    source: SorCode
    field: InheritableField
    flags: tuple[str, ...]

    @property
    def told(self) -> tuple[object, ...]:
        return self.value, self.source, self.flags


class Difference(NamedTuple):
    before: Counting | None
    after: Counting | None
    via: SorCode


def counting(register: Lives, unit: SorCode, field: InheritableField, day: date) -> Counting | None:
    stated = shown(effective(register, unit, field, day))
    if stated is None:
        return None
    return Counting(*stated, flags_of(register, stated.source, day) if field is NUMBER else ())


def flags_of(register: Lives, holder: SorCode, day: date) -> tuple[str, ...]:
    number = number_on(register, holder, day)
    assert number is not None
    raised = {"internal only": number.internal_only, "not active": number.not_active}
    return tuple(name for name, up in raised.items() if up)


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
            old, new = counting(before, unit, field, day), counting(after, unit, field, then)
            if (old and old.told) != (new and new.told):
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
            return None if number == HIDDEN else (number, flags_of(register, unit, day))
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
