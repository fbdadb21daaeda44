"""Files of a register's own making: units as a reader gives them, with SOR codes from serial numbers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing import stored
from domain.addresses import Address, ElectronicAddress
from domain.findings import Weight
from domain.identifiers import Gln, SorCode, gln_of, sor_code_of
from domain.importing import ImportReport
from domain.location_numbers import Mailbox
from domain.records import NumberLife, NumberRecord, UnitLife, UnitRecord
from domain.rules import Rule
from domain.units import FACTS, Facts, UnitKind
from resolvers.importing.reading import Item
from resolvers.imports import import_file

TODAY = date(2026, 11, 22)
SINCE = date(2020, 1, 1)
EVERYTHING = frozenset(FACTS)
PLACE = Address(street="Prøvevej", house_number="1", post_code="4000", district="Roskilde")
PHONE = ElectronicAddress(phone="70100101")
MAILBOX = {"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "41000035001"}


def code(serial: int) -> SorCode:
    return sor_code_of(70_000 + serial)


def gln(serial: int) -> Gln:
    return gln_of(579_000_970_000 + serial)


def owner(serial: int, **said: Any) -> UnitRecord:
    """A company with all that old data may lack."""
    kept = {"type": "550891000005100", "postal": PLACE.id, "electronic": PHONE.id, "inherits_location_number": False}
    record = _record(UnitKind.INSTITUTION_OWNER, serial, None, **{**kept, **said})
    return replace(record, addresses=(PLACE,), electronic_addresses=(PHONE,))


def institution(serial: int, under: int, **said: Any) -> UnitRecord:
    return _record(UnitKind.HEALTH_INSTITUTION, serial, under, **{"type": "394761003", **said})


def section(serial: int, under: int, **said: Any) -> UnitRecord:
    return _record(UnitKind.ORGANIZATIONAL_UNIT, serial, under, **{"type": "550851000005109", **said})


def _record(
    kind: UnitKind,
    serial: int,
    under: int | None,
    *,
    since: date = SINCE,
    first: date | None = None,
    last_day: date | None = None,
    updated: date | None = None,
    carries: frozenset[str] = EVERYTHING,
    number: NumberRecord | None = None,
    replaces: tuple[SorCode, ...] = (),
    replaced_by: tuple[SorCode, ...] = (),
    **facts: Any,
) -> UnitRecord:
    parent = None if under is None else code(under)
    return UnitRecord(
        sor_code=code(serial),
        kind=kind,
        facts=Facts(**{"name": f"Enhed {serial}", "parent": parent, "source_updated": updated, **facts}),
        since=since,
        first_from=first or since,
        last_day=last_day,
        carries=carries,
        number=number,
        replaces=replaces,
        replaced_by=replaced_by,
        where=f"line {serial}",
    )


def number(serial: int, holder: int, since: date = SINCE, **said: Any) -> NumberRecord:
    days = {name: said.pop(name) for name in ("first_from", "last_day") if name in said}
    mailbox = Mailbox(**{"holder": code(holder), **MAILBOX, **said})
    return NumberRecord(gln=gln(serial), mailbox=mailbox, since=since, **{"first_from": since, **days})


async def imported(engine: AsyncEngine, *items: Item, **wishes: Any) -> ImportReport:
    return await import_file(engine, iter(items), **{"source": "file.xml", "today": TODAY, **wishes})


def found(report: ImportReport) -> dict[tuple[Rule, Weight], int]:
    return {(one.rule, one.weight): one.count for one in report.found}


def messages(report: ImportReport, rule: Rule) -> list[tuple[str | None, str | None, str]]:
    """Of each finding of a rule whose, where and what."""
    findings = (finding for one in report.found if one.rule is rule for finding in one.examples)
    return [(finding.sor_code, finding.where, finding.message) for finding in findings]


async def units(engine: AsyncEngine, serials: Iterable[int]) -> dict[int, UnitLife]:
    """What the register holds of those units that it has."""
    serials = list(serials)
    async with engine.connect() as connection:
        lives = await stored.units(connection, [code(serial) for serial in serials])
    return {serial: lives[code(serial)] for serial in serials if code(serial) in lives}


async def numbers(engine: AsyncEngine, serials: Iterable[int]) -> dict[int, NumberLife]:
    serials = list(serials)
    async with engine.connect() as connection:
        lives = await stored.numbers(connection, [gln(serial) for serial in serials], ())
    return {serial: lives[gln(serial)] for serial in serials if gln(serial) in lives}


async def told(engine: AsyncEngine, serial: int) -> list[tuple[str, str, str]]:
    """Each version of a unit: its first day, the first day without it (or -), its name; ~ where it is carried back."""
    life = (await units(engine, [serial]))[serial]
    return [
        (str(v.valid.start), str(v.valid.end or "-"), ("~" if v.value.carried_back else "") + v.value.name)
        for v in life.timeline
    ]


async def held(engine: AsyncEngine, serial: int) -> list[tuple[str, str, SorCode]]:
    """Each version of a location number: its first day, the first day without it (or -), and who holds it."""
    life = (await numbers(engine, [serial]))[serial]
    return [(str(v.valid.start), str(v.valid.end or "-"), v.value.holder) for v in life.timeline]
