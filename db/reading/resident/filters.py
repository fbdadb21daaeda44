"""Filters told in memory: those that ask only what a unit in force says itself."""

from collections.abc import Callable, Iterator

from db.reading.effective import OWN
from db.reading.lists import Filter
from db.reading.standing import OUT_OF_FORCE
from domain.inheritance import InheritableField
from domain.names import folded
from domain.units import Unit, UnitStatus

Test = Callable[[Unit], bool]

ELSEWHERE = (*("under", "within", "identifier", "effective_location_number", "inherits", "post_code", "municipality"),)
"""What is asked of a unit's place, its numbers or its effective values."""


def told(filter: Filter) -> bool:
    """Whether a filter can be told in memory."""
    return (
        all(getattr(filter, name) is None for name in ELSEWHERE)
        and OUT_OF_FORCE.isdisjoint(filter.statuses or ())
        and InheritableField.LOCATION_NUMBER not in (filter.has_own or ())
    )


def test(filter: Filter) -> Test | None:
    """Of a unit in force; none, if nothing is asked."""
    tests = [*_tests(filter)]
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else lambda unit: all(passes(unit) for passes in tests)


def _tests(filter: Filter) -> Iterator[Test]:
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
