"""What is said of a unit on a day, field by field, as text for a reader: codes as codes, addresses on one line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import groupby
from uuid import UUID

from domain.location_numbers import Capability, flags
from domain.relations import Relation
from domain.stories import Held, Said
from domain.units import Facts, UnitStatus


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


def status_told(said: Said) -> str | None:
    """Of a unit that is not open yet, none."""
    if said.facts is not None:
        return UnitStatus.ACTIVE.name
    return UnitStatus.CLOSED.name if said.closed else None


def number_told(before: Said, after: Said) -> tuple[str | None, str | None]:
    """The location number before and after: the number and its flags and, where only details changed, those; or that
    the unit chooses to inherit one."""
    one, other = before.number, after.number
    if one is None or other is None or one.gln != other.gln:
        return _number_or_choice(before), _number_or_choice(after)
    differing = [name for name in _DETAILS if getattr(one.mailbox, name) != getattr(other.mailbox, name)]
    return _number(one, differing), _number(other, differing)


def _number_or_choice(said: Said) -> str | None:
    if said.number is not None:
        return _number(said.number)
    return "inherited" if said.facts is not None and said.facts.inherits_location_number else None


def _number(number: Held, details: Iterable[str] = ()) -> str:
    mailbox = number.mailbox
    told = [f"{name.replace('_', ' ')} {getattr(mailbox, name)}" for name in details if getattr(mailbox, name)]
    return ", ".join([number.gln, *told, *flags(mailbox)])


def messages_told(capabilities: Iterable[Capability]) -> str | None:
    """`MEDDIS D0134L: receive, send; …`, by code, version and direction."""
    exchanged = sorted({(one.message_type, one.direction.value) for one in capabilities})
    each = groupby(exchanged, key=lambda one: one[0])
    told = (f"{code} {version}: {', '.join(way for _, way in ways)}" for (code, version), ways in each)
    return "; ".join(told) or None


def relations_told(facts: Facts | None, relations: Iterable[Relation]) -> str | None:
    """The place a unit shares and, by code, whom it replaces, is replaced by and cooperates with."""
    place = None if facts is None else _place(facts)
    beside = sorted((one.type, one.other, one.note or "") for one in relations)
    told = (f"{type_} {other}" + (f" ({note})" if note else "") for type_, other, note in beside)
    return ", ".join([*([place] if place else []), *told]) or None


_DETAILS = ("region", "system", "supplier", "network", "administrator", "note")


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
}
"""How each field of a version is told. Status, location number, messages and relations have dates of their own."""


def told(said: Said, written: Mapping[UUID, str]) -> dict[TimelineField, str | None]:
    """Every field of a unit on a day, in the order of `TimelineField`."""
    facts = said.facts
    of_version = {field: None if facts is None else tell(facts, written) for field, tell in TELLERS.items()}
    beside = {
        TimelineField.STATUS: status_told(said),
        TimelineField.LOCATION_NUMBER: _number_or_choice(said),
        TimelineField.MESSAGE_TYPES: messages_told(said.capabilities),
        TimelineField.RELATIONS: relations_told(facts, said.relations),
    }
    both = of_version | beside
    return {field: both[field] for field in TimelineField}
