"""Content hashes: what the register says of a unit on a day and of all below it, in few letters (docs/content-hash.md).

Consumers compute them too. So neither the form nor the words of a content change but with another `FORM`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

import orjson

from domain.addresses import Address, ElectronicAddress
from domain.location_numbers import Capability, LocationNumber
from domain.relations import Relation
from domain.units import Unit, UnitKind, UnitStatus, shares_place_of

FORM = "1"
"""Which form a hash is of; it begins with it."""

Told = dict[str, object]
"""A part of a content under the names of the API's fields; what is not said is left out."""


class Beside(NamedTuple):
    """What is told of a unit beside its version, of the same day. `number`: the one it holds, be it hidden or not."""

    postal: Told | None = None
    visiting: Told | None = None
    activity: Told | None = None
    electronic: Told | None = None
    number: LocationNumber | None = None
    messages: Sequence[Capability] = ()
    relations: Sequence[Relation] = ()


class Hashed(NamedTuple):
    """A content hash, and how many units it is over."""

    hash: str
    units: int


def hashed(own: str, below: Sequence[Hashed]) -> Hashed:
    """Of a unit whose own content has a hash, and of those directly below it, in any order."""
    lines = "\n".join([own, *sorted([one.hash for one in below])])
    return Hashed(f"{FORM}-{sha256(lines.encode()).hexdigest()}", 1 + sum([one.units for one in below]))


def own_hash(content: Told) -> str:
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def content(unit: Unit, beside: Beside, day: date) -> Told:
    """What everybody may read of a unit on a day, as far as it says so itself: nothing of what it inherits, of whom
    it is below, of other days, of when it was recorded, nor of what is hidden from some."""
    status, place = unit.status(day), unit.geographical_relation
    return _said(
        sorCode=str(unit.sor_code),
        kind=unit.kind.name,
        name=unit.name,
        type=_coded(unit.type),
        status=status.name if status in _OUT_OF_FORCE else None,
        identifiers=[{"system": system, "value": value} for system, value in _numbers(unit)],
        specialities=[*map(_coded, unit.specialities)],
        postalAddress=beside.postal,
        visitingAddress=beside.visiting,
        activityAddress=beside.activity,
        electronicAddress=beside.electronic,
        inheritsLocationNumber=unit.inherits_location_number,
        locationNumber=_mailbox(beside, day),
        geographicalParent=None if place is None else {"relation": place.name},
        relations=[*_related(unit, beside.relations, day)],
        **_characteristics(unit),
    )


def address(told: Address) -> Told:
    return _said(
        street=told.street,
        houseNumber=told.house_number,
        floor=told.floor,
        door=told.door,
        extra=told.extra,
        postCode=told.post_code,
        district=told.district,
        country=told.country,
        streetCode=told.street_code,
        east=_metres(told.east),
        north=_metres(told.north),
        municipality=_coded(told.municipality),
        region=_coded(told.region),
        darId=None if told.dar_id is None else str(told.dar_id),
        validationSkippedReason=told.validation_skipped_reason,
    )


def electronic_address(told: ElectronicAddress) -> Told:
    return _said(phone=told.phone, email=told.email, website=told.website, fax=told.fax)


def _numbers(unit: Unit) -> Iterator[tuple[str, str]]:
    first = (("SHAK", unit.shak), ("CVR", unit.cvr), ("P_NUMBER", unit.p_number))
    last = (("PHARMACY", unit.pharmacy_number), ("LOCAL", unit.local_code))
    for system, value in (*first, *(("YDERNUMMER", number) for number in unit.provider_numbers), *last):
        if value is not None:
            yield system, value


def _characteristics(unit: Unit) -> Told:
    """Those that units of its level have."""
    if unit.kind is UnitKind.HEALTH_INSTITUTION:
        return {"isTreatmentSite": unit.treatment_site}
    if unit.kind is UnitKind.ORGANIZATIONAL_UNIT:
        return {"ambulant": unit.ambulant, "inpatient": unit.inpatient, "reportingLevel": unit.reporting_level}
    return {}


def _mailbox(beside: Beside, day: date) -> Told | None:
    number = beside.number
    if number is None or number.internal_only or not number.active(day):
        return None
    messages = [
        {
            "messageType": _coded(f"{one.message_type.code} {one.message_type.version}"),
            "direction": one.direction.name,
        }
        for one in beside.messages
    ]
    return _said(
        gln=number.gln,
        region=_coded(number.region),
        system=_coded(number.system),
        supplier=_coded(number.supplier),
        network=_coded(number.network),
        administrator=_coded(number.administrator),
        note=number.note,
        messageTypes=messages,
    )


def _related(unit: Unit, relations: Iterable[Relation], day: date) -> Iterator[Told]:
    place = shares_place_of(unit)
    if place is not None and unit.valid.covers(day):
        yield {"type": "GEOGRAPHIC_PARENT", "sorCode": str(place)}
    for one in relations:
        if one.valid.covers(day):
            yield _said(type=one.type, sorCode=str(one.other), note=one.note)


def _coded(code: str | None) -> Told | None:
    return None if code is None else {"code": code}


def _metres(value: Decimal | None) -> float | None:
    """As JavaScript writes numbers: whole metres without a point."""
    if value is None:
        return None
    metres = float(value)
    return int(metres) if metres.is_integer() else metres


def _said(**told: object) -> Told:
    return {name: value for name, value in told.items() if value is not None and value != []}


_OUT_OF_FORCE = {UnitStatus.PLANNED, UnitStatus.CLOSED}
