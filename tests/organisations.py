"""Four organisations that are alike: an owner, an institution and two units each, with numbers and plans.

Who may do what to which of them is asked of all alike, so that nothing but whose they are makes the difference.
"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.addresses import Address, ElectronicAddress
from domain.identifiers import Cvr, Gln, SorCode, gln_of, sor_code_of
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, UnitKind

OPENED = date(2000, 1, 1)
PLANNED = date(2027, 3, 1)
DISCHARGE = MessageType("DIS01", "D0133L")
PLACE = Address(street="Prøvegade", house_number="1", post_code="4000", district="Roskilde")
PHONE = ElectronicAddress(phone="70100200")
ADMINISTRATION = "554041000005106"
CLINICAL = "550851000005109"


class Organisation(NamedTuple):
    """The codes of its units, and the numbers that the first three hold."""

    name: str
    type: str
    owner: SorCode
    institution: SorCode
    unit: SorCode
    sister: SorCode
    numbers: tuple[Gln, Gln, Gln]


def _organisation(name: str, type: str, serial: int) -> Organisation:
    owner, institution, unit, sister = (sor_code_of(serial + n) for n in range(4))
    first, second, third = (gln_of(579000970000 + serial + n) for n in range(3))
    return Organisation(name, type, owner, institution, unit, sister, (first, second, third))


REGION = _organisation("Region Egen", "550881000005103", 9211)
NEIGHBOUR = _organisation("Region Nabo", "550881000005103", 9221)
MUNICIPALITY = _organisation("Prøve Kommune", "547211000005108", 9231)
COMPANY = _organisation("Åhavens Lægehus ApS", "550891000005100", 9241)
ORGANISATIONS = (REGION, NEIGHBOUR, MUNICIPALITY, COMPANY)
COMPANY_CVR = Cvr("64942212")


def register() -> Lives:
    """All four, from 2000 on; every unit is to be renamed on PLANNED."""
    units = [unit for one in ORGANISATIONS for unit in _units(one)]
    numbers = [number for one in ORGANISATIONS for number in _numbers(one)]
    return Lives(
        units=tuple(units),
        numbers=tuple(numbers),
        capabilities=tuple(Capability(one.gln, DISCHARGE, Direction.RECEIVE, Period(OPENED)) for one in numbers),
        addresses=(PLACE,),
        electronic_addresses=(PHONE,),
    )


def _units(one: Organisation) -> list[UnitLife]:
    cvr = COMPANY_CVR if one is COMPANY else None
    owner = Facts(name=one.name, type=one.type, postal=PLACE.id, electronic=PHONE.id, cvr=cvr)
    return [
        _unit(one.owner, UnitKind.INSTITUTION_OWNER, owner),
        _unit(one.institution, UnitKind.HEALTH_INSTITUTION, _below(one.owner, "Forvaltning", ADMINISTRATION)),
        _unit(one.unit, UnitKind.ORGANIZATIONAL_UNIT, _below(one.institution, "Afdeling", CLINICAL)),
        _unit(one.sister, UnitKind.ORGANIZATIONAL_UNIT, _below(one.institution, "Søsterafdeling", CLINICAL)),
    ]


def _below(parent: SorCode, name: str, type: str) -> Facts:
    return Facts(name=name, parent=parent, type=type, local_attributes=("intern",) if type == CLINICAL else ())


def _unit(code: SorCode, kind: UnitKind, facts: Facts) -> UnitLife:
    renamed = replace(facts, name=f"{facts.name} ny")
    timeline = (Version(Period(OPENED, PLANNED), facts), Version(Period(PLANNED), renamed))
    return UnitLife(sor_code=code, kind=kind, first_from=OPENED, timeline=timeline)


def _numbers(one: Organisation) -> list[NumberLife]:
    """The unit's is internal only."""
    holders = (one.owner, one.institution, one.unit)
    return [
        NumberLife(
            gln=gln,
            first_from=OPENED,
            timeline=(Version(Period(OPENED), _mailbox(holder, internal_only=holder == one.unit)),),
        )
        for holder, gln in zip(holders, one.numbers, strict=True)
    ]


def _mailbox(holder: SorCode, internal_only: bool) -> Mailbox:
    return Mailbox(
        holder=holder,
        region="1085",
        system="WinLAB",
        supplier="AH-support",
        network="41000035001",
        administrator="106",
        internal_only=internal_only,
    )
