"""What a unit's version says, field by field, as text for a reader: codes as codes, addresses on one line."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from uuid import UUID

from domain.location_numbers import LocationNumber
from domain.units import Facts


class TimelineField(Enum):
    """What a change may touch. Characteristics: ambulant, inpatient, reporting level, treatment site."""

    NAME = "name"
    TYPE = "type"
    STATUS = "status"
    PARENT = "parent"
    POSTAL_ADDRESS = "postal address"
    VISITING_ADDRESS = "visiting address"
    ACTIVITY_ADDRESS = "activity address"
    ELECTRONIC_ADDRESS = "electronic address"
    LOCATION_NUMBER = "location number"
    SPECIALITIES = "specialities"
    IDENTIFIERS = "identifiers"
    CHARACTERISTICS = "characteristics"
    MESSAGE_TYPES = "message types"
    RELATIONS = "relations"


Teller = Callable[[Facts, Mapping[UUID, str]], str | None]


def number_told(before: LocationNumber | None, after: LocationNumber | None) -> tuple[str | None, str | None]:
    """A location number before and after: the number and its flags and, where only details changed, those."""
    if before is None or after is None or before.gln != after.gln:
        return _number(before), _number(after)
    differing = [name for name in _DETAILS if getattr(before, name) != getattr(after, name)]
    return _number(before, differing), _number(after, differing)


def _number(number: LocationNumber | None, details: list[str] | None = None) -> str | None:
    if number is None:
        return None
    told = [f"{name.replace('_', ' ')} {getattr(number, name)}" for name in details or () if getattr(number, name)]
    flags = [("internal only", number.internal_only), ("not active", number.not_active)]
    return ", ".join([number.gln, *told, *(name for name, raised in flags if raised)])


_DETAILS = ("region", "system", "supplier", "network", "administrator")


def _listed(parts: Iterator[str]) -> str | None:
    return ", ".join(parts) or None


def _identifiers(facts: Facts) -> Iterator[str]:
    named: list[tuple[str, str | None]] = [
        ("SHAK", facts.shak),
        ("CVR", facts.cvr),
        ("P-number", facts.p_number),
        *(("ydernummer", number) for number in facts.provider_numbers),
        ("pharmacy number", facts.pharmacy_number),
        ("local code", facts.local_code),
    ]
    return (f"{name} {number}" for name, number in named if number is not None)


def _characteristics(facts: Facts) -> Iterator[str]:
    named = [
        ("ambulant", facts.ambulant),
        ("inpatient", facts.inpatient),
        ("reporting level", facts.reporting_level),
        ("treatment site", facts.treatment_site),
    ]
    return (f"{name}: {'yes' if answer else 'no'}" for name, answer in named if answer is not None)


def _place(facts: Facts) -> str | None:
    if facts.geographical_relation is None:
        return None
    relation = facts.geographical_relation.name
    return relation if facts.geographical_parent is None else f"{relation} {facts.geographical_parent}"


def _address(field: str) -> Teller:
    def told(facts: Facts, written: Mapping[UUID, str]) -> str | None:
        known = getattr(facts, field)
        return None if known is None else written[known]

    return told


TELLERS: Mapping[TimelineField, Teller] = {
    TimelineField.NAME: lambda facts, _: facts.name,
    TimelineField.TYPE: lambda facts, _: facts.type,
    TimelineField.PARENT: lambda facts, _: None if facts.parent is None else str(facts.parent),
    TimelineField.POSTAL_ADDRESS: _address("postal"),
    TimelineField.VISITING_ADDRESS: _address("visiting"),
    TimelineField.ACTIVITY_ADDRESS: _address("activity"),
    TimelineField.ELECTRONIC_ADDRESS: _address("electronic"),
    TimelineField.SPECIALITIES: lambda facts, _: _listed(iter(facts.specialities)),
    TimelineField.IDENTIFIERS: lambda facts, _: _listed(_identifiers(facts)),
    TimelineField.CHARACTERISTICS: lambda facts, _: _listed(_characteristics(facts)),
    TimelineField.RELATIONS: lambda facts, _: _place(facts),
}
"""How each field of a version is told. The status and the location number are no part of what it says."""
