"""A small register in which every rule is kept, and the breaking of rules in a copy of it."""

from dataclasses import replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing.change import change
from db.writing.lives import write
from domain.addresses import Address, ElectronicAddress
from domain.checking import CheckReport
from domain.code_lists import CodeList, CodeValue
from domain.findings import Finding, Weight
from domain.identifiers import Cvr, PNumber, ProviderNumber, Shak, SorCode, gln_of, sor_code_of
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Period, Version
from domain.recording import ActorKind, Recorder
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.rules import Rule
from domain.units import Facts, UnitKind
from resolvers.checking import checked
from tests.fixtures.databases import connected

START, RENAMED, MERGED = date(2010, 1, 1), date(2018, 1, 1), date(2020, 1, 1)
ALWAYS = Period(START)
REGION, HOSPITAL, MEDICINE, HEART, LUNGS, COMPANY, CLINIC, DOCTOR = (sor_code_of(8001 + serial) for serial in range(8))
STRANGER = sor_code_of(7999)
HOSPITAL_NUMBER, CLINIC_NUMBER = (gln_of(579000980000 + serial) for serial in range(2))

CASTLE = Address(
    street="Borgvej", house_number="1", post_code="4000", district="Roskilde", municipality="0265", region="1085"
)
BRANCH = Address(street="Stationsvej", house_number="4", post_code="2100", district="København Ø", region="1084")
SWITCHBOARD = ElectronicAddress(phone="70100300", email="post@region.example")
COUNTER = ElectronicAddress(phone="70100301")

_ORGANISATION = "550851000005109"
_WARD = Facts(name="Hjerteafsnittet", parent=MEDICINE, type=_ORGANISATION, shak=Shak("1301011"))
_FACTS = {
    REGION: Facts(
        name="Region Tilsyn",
        type="550881000005103",
        cvr=Cvr("33257872"),
        postal=CASTLE.id,
        electronic=SWITCHBOARD.id,
    ),
    HOSPITAL: Facts(
        name="Tilsyn Hospital",
        parent=REGION,
        type="22232009",
        shak=Shak("1301"),
        p_number=PNumber("1003388394"),
        visiting=BRANCH.id,
    ),
    LUNGS: replace(_WARD, name="Lungeafsnittet", shak=Shak("1301012")),
    COMPANY: Facts(
        name="Tilsynets Læger ApS",
        type="550891000005100",
        cvr=Cvr("64942212"),
        postal=BRANCH.id,
        electronic=COUNTER.id,
    ),
    CLINIC: Facts(
        name="Tilsynets Læger",
        parent=COMPANY,
        type="394761003",
        p_number=PNumber("1003388395"),
        provider_numbers=(ProviderNumber("077410"),),
        specialities=("408443003",),
    ),
    DOCTOR: Facts(
        name="Konsultation 2",
        parent=CLINIC,
        type=_ORGANISATION,
        provider_numbers=(ProviderNumber("077410"),),
        local_code="K2",
        local_attributes=("stuen", None),
        activity=BRANCH.id,
        inherits_location_number=True,
    ),
}
_MEDICINE = Facts(
    name="Medicinsk Afdeling",
    parent=HOSPITAL,
    type=_ORGANISATION,
    shak=Shak("130101"),
    inherits_location_number=True,
    specialities=("394589003", "394584008"),
)


def tidy() -> Lives:
    """A region with a hospital, and a company with a clinic: renamed in 2018, two sections merged in 2020."""
    kinds = dict.fromkeys([REGION, COMPANY], "IE") | dict.fromkeys([HOSPITAL, CLINIC], "SI")
    lives = [_life(code, kinds.get(code, "OE"), _FACTS[code]) for code in _FACTS]
    return Lives(
        units=(
            *lives,
            _unit(MEDICINE, "OE", (replace(_MEDICINE, name="Afdeling M"), START, RENAMED), (_MEDICINE, RENAMED, None)),
            _unit(HEART, "OE", (_WARD, START, MERGED)),
        ),
        numbers=(_number(HOSPITAL_NUMBER, HOSPITAL), _number(CLINIC_NUMBER, CLINIC)),
        capabilities=tuple(
            Capability(gln, MessageType("DIS01", "D0133L"), Direction.RECEIVE, ALWAYS)
            for gln in (HOSPITAL_NUMBER, CLINIC_NUMBER)
        ),
        successions=(Succession(LUNGS, HEART, MERGED),),
        addresses=(CASTLE, BRANCH),
        electronic_addresses=(SWITCHBOARD, COUNTER),
        code_values=(CodeValue(CodeList.ADMINISTRATOR, "tilsynet", "Tilsynet", None, Period(date(1900, 1, 1))),),
    )


def _life(code: SorCode, kind: str, facts: Facts) -> UnitLife:
    return _unit(code, kind, (facts, START, None))


def _unit(code: SorCode, kind: str, *versions: tuple[Facts, date, date | None]) -> UnitLife:
    timeline = tuple(Version(Period(start, end), facts) for facts, start, end in versions)
    return UnitLife(sor_code=code, kind=UnitKind(kind), first_from=START, timeline=timeline)


def _number(gln: str, holder: SorCode) -> NumberLife:
    box = Mailbox(
        holder=holder,
        region="1085",
        system="WinLAB",
        supplier="AH-support",
        network="41000035001",
        administrator="tilsynet",
    )
    return NumberLife(gln=gln_of(int(gln[:12])), first_from=START, timeline=(Version(ALWAYS, box),))


async def stored(address: str) -> None:
    """Stores the tidy register in an empty one."""
    recorder = Recorder(ActorKind.SYSTEM, "test")
    async with connected(address) as engine, change(engine, recorder, note="the tidy register") as writing:
        await write(writing, tidy())


LOOSENED = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
        WHERE contype IN ('c', 'p', 'u', 'x', 'f') AND connamespace = 'public'::regnamespace AND conrelid <> 0
        ORDER BY contype = 'f' DESC, conname
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of, one.conname); END LOOP;
END $$
"""
"""Takes every key and check off every table, so that what they forbid can be stored."""


class Workbench:
    """The tidy register without its keys, seen by a connection that takes back what is changed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def checked_after(self, *statements: str, archived: bool = False) -> CheckReport:
        """What a check finds once the statements have changed what is stored, behind the archive's back if not said."""
        role = "origin" if archived else "replica"
        await self.connection.execute(text(f"SET LOCAL session_replication_role = {role}"))
        for statement in statements:
            changed = await self.connection.execute(text(statement))
            assert changed.rowcount, f"nothing to change: {statement}"
        return await checked(self.connection)

    async def found_after(self, *statements: str, archived: bool = False) -> list[Finding]:
        report = await self.checked_after(*statements, archived=archived)
        findings = [finding for one in report.unkept for finding in one.examples]
        assert len(findings) == report.broken + report.warned
        return findings


def broken(
    rule: Rule, sor_code: int | None, valid: Period | None, message: str, where: str | None = None
) -> list[Finding]:
    """The one finding of something broken."""
    return [Finding(rule, Weight.BROKEN, message, None if sor_code is None else str(sor_code), where, valid)]


def warned(
    rule: Rule, sor_code: int | None, valid: Period | None, message: str, where: str | None = None
) -> list[Finding]:
    """The one finding of something to be warned of."""
    return [replace(one, weight=Weight.WARNED) for one in broken(rule, sor_code, valid, message, where)]
