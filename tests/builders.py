"""A small hand-made register: a region with a hospital, whose every value is known to the tests that ask for it."""

from datetime import date
from typing import Any

from domain.addresses import Address, ElectronicAddress
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Cvr, ProviderNumber, Shak, gln_of, sor_code_of
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import Facts, GeographicalRelation, UnitKind

TODAY = date(2026, 11, 22)
OPENED = date(2000, 1, 1)

REGION, HOSPITAL, SURGERY, THEATRE, WARD, MEDICINE, DIALYSIS, KIDNEY, COMPANY = (
    sor_code_of(serial) for serial in range(9001, 9010)
)
REGION_NUMBER, THEATRE_NUMBER, MEDICINE_NUMBER, SILENT_NUMBER = (gln_of(579000990000 + n) for n in range(4))

STREET = Address(
    street="Regionsgade", house_number="1", post_code="4100", district="Ringsted", municipality="0329", region="1085"
)
GATE = Address(street="Hospitalsvej", house_number="9", post_code="4000", district="Roskilde", municipality="0265")
HALL = Address(street="Skalpelstræde", house_number="2", floor="3", door="tv", post_code="4000", district="Roskilde")
ROOM = Address(street="Nyrestien", house_number="7 B", post_code="4700", district="Næstved")
SWITCHBOARD = ElectronicAddress(phone="70100100", website="region.example", email="post@region.example")
WARD_PHONE = ElectronicAddress(phone="70100106")

RENAMED = date(2020, 1, 1)
SUCCEEDED = date(2025, 1, 1)
MOVES = date(2027, 6, 1)
CLOSES = date(2028, 1, 1)

_MAILBOX = {
    "region": "1085",
    "system": "WinLAB",
    "supplier": "AH-support",
    "network": "41000035001",
    "administrator": "106",
}


def hospital() -> Lives:
    """The region and a company beside it, from 2000 on, with a past, a present and plans."""
    return Lives(
        units=(
            _life(
                REGION,
                "IE",
                _facts(
                    "Region Prøve",
                    None,
                    "550881000005103",
                    cvr=Cvr("33257872"),
                    postal=STREET.id,
                    electronic=SWITCHBOARD.id,
                ),
            ),
            _life(
                HOSPITAL,
                "SI",
                _facts(
                    "Prøve Hospital",
                    REGION,
                    "22232009",
                    shak=Shak("1301"),
                    visiting=GATE.id,
                    inherits_location_number=True,
                ),
            ),
            _surgery(),
            _life(THEATRE, "OE", _facts("Operationsgangen", SURGERY, "551611000005102")),
            _ward(),
            _life(
                MEDICINE,
                "OE",
                _facts(
                    "Medicinsk Afdeling",
                    HOSPITAL,
                    "550851000005109",
                    shak=Shak("130102"),
                    electronic=WARD_PHONE.id,
                    provider_numbers=(ProviderNumber("077410"),),
                    specialities=("394589003", "394584008"),
                    local_attributes=("M1", None, "kælder"),
                ),
            ),
            _life(DIALYSIS, "OE", _facts("Dialyse", MEDICINE, "550851000005109"), end=SUCCEEDED),
            _life(
                KIDNEY,
                "OE",
                _facts(
                    "Dialyse og Nyre",
                    MEDICINE,
                    "550851000005109",
                    shak=Shak("1301011"),
                    activity=ROOM.id,
                    inherits_location_number=True,
                    provider_numbers=(ProviderNumber("077410"),),
                ),
                SUCCEEDED,
                CLOSES,
            ),
            _life(
                COMPANY,
                "IE",
                _facts(
                    "Åhavens Lægehus ApS",
                    None,
                    "550891000005100",
                    postal=ROOM.id,
                    electronic=WARD_PHONE.id,
                    cvr=Cvr("64942212"),
                ),
            ),
        ),
        numbers=(
            _number(REGION_NUMBER, REGION),
            _number(THEATRE_NUMBER, THEATRE, internal_only=True),
            _number(MEDICINE_NUMBER, MEDICINE),
            _number(SILENT_NUMBER, COMPANY, not_active=True),
        ),
        capabilities=(
            Capability(MEDICINE_NUMBER, MessageType("DIS01", "D0133L"), Direction.RECEIVE, Period(OPENED)),
            Capability(MEDICINE_NUMBER, MessageType("REF01", "H0130R"), Direction.SEND, Period(OPENED)),
            Capability(MEDICINE_NUMBER, MessageType("DIS01", "D0130L"), Direction.RECEIVE, Period(OPENED, RENAMED)),
        ),
        successions=(Succession(KIDNEY, DIALYSIS, SUCCEEDED),),
        addresses=(STREET, GATE, HALL, ROOM),
        electronic_addresses=(SWITCHBOARD, WARD_PHONE),
        code_values=(CodeValue(CodeList.ADMINISTRATOR, "106", "106", None, Period(date(1900, 1, 1)), explained=False),),
    )


def _surgery() -> UnitLife:
    """Was called something else until 2020; has a postal address of its own."""
    before = _facts(
        "Skærestuen", HOSPITAL, "550851000005109", shak=Shak("130101"), postal=HALL.id, inherits_location_number=True
    )
    after = _facts(
        "Kirurgisk Afdeling",
        HOSPITAL,
        "550851000005109",
        shak=Shak("130101"),
        postal=HALL.id,
        inherits_location_number=True,
        geographical_relation=GeographicalRelation.OTHER_MOTHER,
        geographical_parent=MEDICINE,
    )
    return _unit(SURGERY, "OE", (Version(Period(OPENED, RENAMED), before), Version(Period(RENAMED), after)))


def _ward() -> UnitLife:
    """Under surgery, and from next summer under medicine."""
    facts = {"shak": Shak("1301011"), "inherits_location_number": True}
    here = _facts("Sengeafsnit Ærø", SURGERY, "550851000005109", **facts)
    there = _facts("Sengeafsnit Ærø", MEDICINE, "550851000005109", **facts)
    return _unit(WARD, "OE", (Version(Period(OPENED, MOVES), here), Version(Period(MOVES), there)))


def _facts(name: str, parent: Any, type: str, **more: Any) -> Facts:
    return Facts(name=name, parent=parent, type=type, **more)


def _life(code: Any, kind: str, facts: Facts, start: date = OPENED, end: date | None = None) -> UnitLife:
    return _unit(code, kind, (Version(Period(start, end), facts),))


def _unit(code: Any, kind: str, timeline: tuple[Version[Facts], ...]) -> UnitLife:
    return UnitLife(sor_code=code, kind=UnitKind(kind), first_from=timeline[0].valid.start, timeline=timeline)


def _number(gln: Any, holder: Any, **flags: bool) -> NumberLife:
    box = Mailbox(holder=holder, **_MAILBOX, **flags)  # type: ignore[arg-type]
    return NumberLife(gln=gln, first_from=OPENED, timeline=(Version(Period(OPENED), box),))
