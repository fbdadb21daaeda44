"""Filters told in memory: what a unit in force says itself, where it is, by which number it is known."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from db.reading.effective import OWN
from db.reading.lists import Filter, IdentifierSystem, TextMatch
from db.reading.resident import known, numbered
from db.reading.resident.revision import Revision
from db.reading.resident.walking import upward
from db.reading.standing import OUT_OF_FORCE
from domain.addresses import Address
from domain.identifiers import Gln
from domain.inheritance import InheritableField
from domain.names import folded
from domain.units import Unit, UnitStatus

Test = Callable[[Unit], bool]

ELSEWHERE = ("under", "within", "effective_location_number", "inherits")
"""What is asked of what is above a unit, but for its postal address."""


def told(filter: Filter) -> bool:
    """Whether it can be told of any unit in memory whether a filter asks for it."""
    return (
        all(getattr(filter, name) is None for name in ELSEWHERE)
        and OUT_OF_FORCE.isdisjoint(filter.statuses or ())
        and InheritableField.LOCATION_NUMBER not in (filter.has_own or ())
    )


def found(filter: Filter) -> bool:
    """Whether the units of a filter can be found in memory: what is below one is walked."""
    return told(replace(filter, under=None, within=None))


def test(filter: Filter, register: Revision, day: date) -> Test | None:
    """Of a unit in force, wherever it stands in the tree; none, if nothing is asked."""
    tests = [*_of_itself(filter), *_of_its_values(filter, register, day)]
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else lambda unit: all(passes(unit) for passes in tests)


def _of_itself(filter: Filter) -> Iterator[Test]:
    if (kinds := filter.kinds) is not None:
        yield lambda unit: unit.kind in kinds
    if (statuses := filter.statuses) is not None:
        yield lambda unit: (UnitStatus.ACTIVE if unit.life.end is None else UnitStatus.CLOSING) in statuses
    if filter.types is not None:
        types = frozenset(filter.types)
        yield lambda unit: unit.type in types and unit.type is not None
    if filter.specialities is not None:
        specialities = frozenset(filter.specialities)
        yield lambda unit: not specialities.isdisjoint(unit.specialities)
    if filter.name_contains is not None:
        part = folded(filter.name_contains)
        yield lambda unit: part in folded(unit.name)
    if (since := filter.changed_since) is not None:
        yield lambda unit: unit.changed >= since
    for field in filter.has_own or ():
        yield _states(OWN[field])


def _states(field: str) -> Test:
    return lambda unit: getattr(unit, field) is not None


def _of_its_values(filter: Filter, register: Revision, day: date) -> Iterator[Test]:
    if filter.identifier is not None:
        yield _known_by(*filter.identifier, filter.hidden_numbers, register, day)
    if filter.post_code is not None or filter.municipality is not None:
        yield at(filter.post_code, filter.municipality, register, day)


def _known_by(system: IdentifierSystem, value: str, hidden: bool, register: Revision, day: date) -> Test:
    if system is IdentifierSystem.GLN:
        holders = {unit.sor_code for unit in numbered.holders(register, Gln(value), day, hidden)}
        return lambda unit: unit.sor_code in holders
    return lambda unit: value in known.said(unit, system)


def at(post_code: TextMatch | None, municipality: TextMatch | None, register: Revision, day: date) -> Test:
    """By its effective postal address. A unit that has none has neither code."""

    def passes(unit: Unit) -> bool:
        address = postal_address(register, unit, day)
        there = None if address is None else address.post_code, None if address is None else address.municipality
        return all(
            asked is None or matches(code, asked) for code, asked in zip(there, (post_code, municipality), strict=True)
        )

    return passes


def postal_address(register: Revision, unit: Unit, day: date) -> Address | None:
    """Its own, or else its nearest ancestor's."""
    for one in upward(register.entries, unit, day):
        if one.postal is not None:
            return register.addresses.get(one.postal)
    return None


def matches(text: str | None, asked: TextMatch) -> bool:
    """As `TextMatch` says; nothing matches nothing but `is_null`."""
    match asked:
        case TextMatch(is_null=bool(absent)):
            return (text is None) is absent
        case TextMatch(eq=str(told)):
            return text == told
        case TextMatch(among=tuple(values)):
            return text in values
        case TextMatch(starts_with=str(told)):
            return text is not None and text.startswith(told)
        case TextMatch(contains=str(told)):
            return text is not None and told in text
        case _:
            return False
