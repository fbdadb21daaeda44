"""A unit of SOR XML: an InstitutionOwner, HealthInstitution or OrganizationalUnit as a record."""

from operator import attrgetter
from typing import NamedTuple

from domain import identifiers
from domain.addresses import Address
from domain.identifiers import SorCode
from domain.records import NumberRecord, UnitRecord
from domain.rules import Rule, Violated
from domain.units import FACTS, NAME_LENGTH, Facts, UnitKind
from formats.sor_xml_addresses import electronic, place
from formats.sor_xml_days import Days, days
from formats.sor_xml_elements import Part
from formats.sor_xml_facts import facts, others
from formats.sor_xml_numbers import CHOICE, number
from formats.values import brief, yes_or_no

UNITS = {
    "InstitutionOwner": UnitKind.INSTITUTION_OWNER,
    "HealthInstitution": UnitKind.HEALTH_INSTITUTION,
    "OrganizationalUnit": UnitKind.ORGANIZATIONAL_UNIT,
}

_ALWAYS = frozenset({"name", "parent", "type", "postal", "electronic", CHOICE, "source_updated"})
_INSTITUTION = _ALWAYS | {"visiting", "shak", "pharmacy_number"}
_ORGANIZATIONAL = _INSTITUTION | {
    *("activity", "local_code", "provider_numbers", "specialities"),
    *("ambulant", "inpatient", "reporting_level"),
}
_SAID, _NOTHING = attrgetter(*FACTS), (None, (), False)
_PLACES = {
    UnitKind.INSTITUTION_OWNER: _ALWAYS,
    UnitKind.HEALTH_INSTITUTION: _INSTITUTION,
    UnitKind.ORGANIZATIONAL_UNIT: _ORGANIZATIONAL,
}
"""The facts that the format has a place for at each level, so that an empty place says there is none."""


class Stands(NamedTuple):
    """Where a unit stands in the file: under `parent`, or why it cannot be told. v2 has CVR numbers of owners."""

    parent: SorCode | None = None
    refusal: Violated | None = None
    v2: bool = False


def unit(part: Part, stands: Stands) -> UnitRecord | None:
    """The record; none if its code, name, days or parent cannot be used, which the notes tell."""
    kind = UNITS[part.name]
    if stands.refusal is not None:
        part.notes.refuse(stands.refusal.rule, stands.refusal.message)
    sor_code, name, lasting = _sor_code(part), _name(part), _days(part)
    own, inherits = _choice(part, kind, sor_code, lasting)
    places = _place(part, "Postal"), _place(part, "Visiting"), _place(part, "Activity")
    online = electronic(part.part("VirtualAddressInformation"))
    said = facts(
        part,
        name=name or "",
        parent=stands.parent,
        places=places,
        online=online,
        inherits=inherits,
        updated=lasting and lasting.updated,
    )
    replaces = others(part, "ReplacesEntityCollection", sor_code)
    replaced_by = others(part, "ReplacedByEntityCollection", sor_code)
    if sor_code is None or lasting is None or part.notes.refused:
        return None
    return UnitRecord(
        sor_code=sor_code,
        kind=kind,
        facts=said,
        since=lasting.since,
        first_from=lasting.first_from,
        last_day=lasting.last_day,
        carries=_carried(part, kind, said, stands.v2),
        addresses=tuple(dict.fromkeys(address for address in places if address is not None)),
        electronic_addresses=() if online is None else (online,),
        number=own,
        replaces=replaces,
        replaced_by=replaced_by,
        where=part.where,
    )


def _sor_code(part: Part) -> SorCode | None:
    written, where = part.text("SorIdentifier"), part.place("SorIdentifier")
    if written is None:
        part.notes.refuse(Rule.RECORD_INCOMPLETE, f"{part.name} has no SorIdentifier", where)
        return None
    return part.notes.required(identifiers.sor_code, written, where)


def _name(part: Part) -> str | None:
    written, where = part.text("EntityName"), part.place("EntityName")
    name = part.notes.one_line(written or "", "EntityName", where)
    if not name:
        part.notes.refuse(Rule.RECORD_INCOMPLETE, f"{part.name} has no EntityName", where)
    elif len(name) > NAME_LENGTH:
        part.notes.refuse(Rule.NAME_LENGTH, f"the name '{brief(name)}' has {len(name)} characters", where)
    return name


def _days(part: Part) -> Days | None:
    status = part.part("SorStatus")
    if status is None:
        part.notes.refuse(Rule.RECORD_INCOMPLETE, f"{part.name} has no SorStatus, so no validity")
        return None
    lasting, broken = days(status)
    for violated in broken:
        part.notes.refuse(violated.rule, violated.message, status.where)
    return lasting


def _choice(
    part: Part, kind: UnitKind, sor_code: SorCode | None, lasting: Days | None
) -> tuple[NumberRecord | None, bool | None]:
    """The unit's own location number, and whether it inherits one; not known where the file makes no choice."""
    option = part.part("OptionalEanLocationCode", "EanLocationCodeOption")
    entity = part.part("EanLocationCodeEntity")
    inherits = None
    if option is not None:
        entity = entity or option.part("EanLocationCodeEntity")
        inherits = option.value(yes_or_no, "EntityInheritedIndicator", "EntityInheritanceIndicator", fact=CHOICE)
    if entity is not None:
        return number(entity, sor_code, lasting), False
    if kind is UnitKind.INSTITUTION_OWNER:
        return None, False
    return None, inherits if option is None else bool(inherits)


def _place(part: Part, name: str) -> Address | None:
    return place(part.part(f"{name}AddressInformation"))


def _carried(part: Part, kind: UnitKind, said: Facts, v2: bool) -> frozenset[str]:
    """What the format has a place for, and whatever else is said; not what could not be read.

    Local attributes are internal: a file for the public leaves them all out, which does not say there are none.
    """
    told = {name for name, value in zip(FACTS, _SAID(said), strict=True) if value not in _NOTHING}
    if v2 and kind is UnitKind.INSTITUTION_OWNER:
        told.add("cvr")
    if part.has("LocalAttributeCollection"):
        told.add("local_attributes")
    if part.has("GeographicalParent"):
        told |= {"geographical_relation", "geographical_parent"}
    silent = {CHOICE} if said.inherits_location_number is None else set()
    return (_PLACES[kind] | told) - part.notes.unread - silent
