"""Random registers: small, with moves, closures, plans, and values own and inherited at every level; and their storing.

A register is a `Lives`: the common form in which registers are stored.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from math import prod
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.copying import copied
from db.reading.snapshot import Snapshot
from domain.addresses import Address, ElectronicAddress
from domain.identifiers import Cvr, Gln, PNumber, ProviderNumber, Shak, SorCode, gln_of, sor_code_of
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import FACTS, Facts, UnitKind

FIRST_DAY = date(2020, 1, 1)
DAYS = 30
"""Everything happens within so many days, so that things happen on the same days now and then."""

ADDRESSES = (
    Address(street="Prøvevej", house_number="1", post_code="4000", district="Roskilde", region="1085"),
    Address(street="Eksempelgade", house_number="22", post_code="8000", district="Aarhus C", region="1082"),
    Address(street="Ærøvej", house_number="3 B", post_code="2100", district="København Ø", municipality="0101"),
    Address(street="Havnen", municipality="0265"),
)
ELECTRONIC_ADDRESSES = (ElectronicAddress(phone="70100101"), ElectronicAddress(phone="70100202"))
NAMES = ("Ærø Lægehus", "Østre Klinik", "Åby Skole", "Klinik Øst", "Aaby Klinik", "Lægerne ved Åen", "100% Klinik_A")
TYPES = ("550621000005101", "551411000005104")
PROVIDERS = (ProviderNumber("077410"), ProviderNumber("000077"))
SPECIALITIES = ("394589003", "394584008")
SHAKS = (Shak("1301"), Shak("130101"), Shak("1301011"))

days = st.integers(-2, DAYS + 2).map(lambda days: FIRST_DAY + timedelta(days=days))
"""Days to ask for: before, through and after all that happens."""


def code(serial: int) -> SorCode:
    """The SOR code of the unit with a number in a random register, from 0."""
    return sor_code_of(1001 + serial)


def number(serial: int) -> Gln:
    return gln_of(579000000000 + serial)


@st.composite
def registers(draw: st.DrawFn, most: int = 9) -> Lives:
    """Up to `most` units under one or two owners."""
    units: list[UnitLife] = []
    for serial in range(draw(st.integers(1, most))):
        life = draw(_unit(serial, units))
        if life is not None:
            units.append(life)
    return Lives(
        units=tuple(units),
        numbers=tuple(number for unit in units for number in draw(numbers_of(unit))),
        successions=tuple(draw(_successions(units))),
        addresses=ADDRESSES,
        electronic_addresses=ELECTRONIC_ADDRESSES,
    )


def life_of(unit: UnitLife) -> Period:
    return Period(unit.timeline[0].valid.start, unit.timeline[-1].valid.end)


@st.composite
def _unit(draw: st.DrawFn, serial: int, above: Sequence[UnitLife]) -> UnitLife | None:
    kind = UnitKind.INSTITUTION_OWNER
    if above and serial != 1:
        kind = draw(st.sampled_from(UnitKind))
    if kind is not UnitKind.INSTITUTION_OWNER and not _parents(kind, above):
        kind = UnitKind.HEALTH_INSTITUTION
    versions: list[Version[Facts]] = []
    for period in _pieces(draw(st.lists(st.integers(0, DAYS), min_size=1, max_size=4)), draw(st.booleans())):
        parent: UnitLife | None = None
        if kind is not UnitKind.INSTITUTION_OWNER:
            fitting = [unit for unit in _parents(kind, above) if life_of(unit).covers(period.start)]
            if not fitting:
                if versions:
                    break
                continue
            parent = draw(st.sampled_from(fitting))
        kept = period if parent is None else period.overlap(life_of(parent))
        assert kept is not None
        versions.append(Version(kept, draw(facts_said(None if parent is None else parent.sor_code))))
        if kept != period:
            break
    if not versions:
        return None
    first_from = versions[0].valid.start - timedelta(days=draw(st.sampled_from([0, 0, 400])))
    return UnitLife(sor_code=code(serial), kind=kind, first_from=first_from, timeline=tuple(versions))


def _parents(kind: UnitKind, above: Sequence[UnitLife]) -> list[UnitLife]:
    owners = kind is UnitKind.HEALTH_INSTITUTION
    return [unit for unit in above if (unit.kind is UnitKind.INSTITUTION_OWNER) is owners]


def _pieces(cuts: Sequence[int], closes: bool) -> Iterator[Period]:
    """Periods one after the other; open at the end, unless the unit closes."""
    told = [FIRST_DAY + timedelta(days=cut) for cut in sorted(set(cuts))]
    yield from (Period(start, end) for start, end in pairwise(told))
    if not closes or len(told) == 1:
        yield Period(told[-1])


_SAID: Mapping[str, Sequence[Any]] = {
    "name": NAMES,
    "type": (None, *TYPES),
    "shak": (None, *SHAKS),
    "cvr": (None, None, Cvr("33257872")),
    "p_number": (None, None, PNumber("1003367890")),
    "pharmacy_number": (None, None, "362,1"),
    "provider_numbers": ((), (), PROVIDERS[:1], PROVIDERS),
    "specialities": ((), (), SPECIALITIES[1:], SPECIALITIES),
    "local_code": (None, "A1"),
    "postal": (None, None, *(address.id for address in ADDRESSES)),
    "visiting": (None, None, *(address.id for address in ADDRESSES)),
    "activity": (None, None, *(address.id for address in ADDRESSES)),
    "electronic": (None, None, *(address.id for address in ELECTRONIC_ADDRESSES)),
    "inherits_location_number": (True, True, False, None),
}


def facts_said(parent: SorCode | None) -> st.SearchStrategy[Facts]:
    """Drawn as one number and taken apart: many small draws would make a register slow to make."""
    return st.integers(0, prod(map(len, _SAID.values())) - 1).map(lambda drawn: _taken_apart(drawn, parent))


def _taken_apart(drawn: int, parent: SorCode | None) -> Facts:
    said = {}
    for name, choices in _SAID.items():
        drawn, chosen = divmod(drawn, len(choices))
        said[name] = choices[chosen]
    return Facts(parent=parent, **said)


@st.composite
def numbers_of(draw: st.DrawFn, unit: UnitLife) -> list[NumberLife]:
    """None, one, or two after each other; they may outlive the unit."""
    serial = int(unit.sor_code) // 10**10 * 10
    lives: list[NumberLife] = []
    start = life_of(unit).start
    for taken in range(draw(st.sampled_from([0, 0, 1, 2]))):
        cuts = draw(st.lists(st.integers(0, DAYS), min_size=1, max_size=3))
        pieces = [piece for piece in _pieces(cuts, draw(st.booleans())) if piece.start >= start]
        versions = [Version(piece, draw(_mailbox(unit.sor_code))) for piece in pieces]
        if not versions:
            break
        lives.append(NumberLife(gln=number(serial + taken), first_from=pieces[0].start, timeline=tuple(versions)))
        if pieces[-1].end is None:
            break
        start = pieces[-1].end
    return lives


def _mailbox(holder: SorCode) -> st.SearchStrategy[Mailbox]:
    flags = st.sampled_from([False, False, True])
    return st.builds(Mailbox, holder=st.just(holder), region=st.just("1084"), internal_only=flags, not_active=flags)


@st.composite
def _successions(draw: st.DrawFn, units: Sequence[UnitLife]) -> list[Succession]:
    codes = [unit.sor_code for unit in units]
    pairs = draw(st.lists(st.tuples(st.sampled_from(codes), st.sampled_from(codes)), max_size=2, unique=True))
    return [Succession(one, other, draw(days)) for one, other in pairs if one != other]


CODE_VALUE = ("list", "code", "valid", "name_da", "name_en", "parent", "levels", "explained")
CAPABILITY = ("gln", "code", "code_version", "direction", "valid")


async def stored(connection: AsyncConnection, lives: Lives) -> None:
    """Writes a register into an empty one, all in the caller's transaction."""
    await copied(connection, "address", ("id", *_names(Address)), _contents(lives.addresses))
    electronic = _contents(lives.electronic_addresses)
    await copied(connection, "electronic_address", ("id", *_names(ElectronicAddress)), electronic)
    values = [tuple(getattr(value, name) for name in CODE_VALUE) for value in lives.code_values]
    await copied(connection, "code_value", CODE_VALUE, values)
    units = ((unit.sor_code, unit.kind, unit.first_from, life_of(unit)) for unit in lives.units)
    await copied(connection, "unit", ("sor_code", "kind", "first_from", "life"), units)
    await copied(connection, "unit_version", ("sor_code", "valid", *FACTS), _versions(lives.units))
    glns = ((number.gln, number.first_from) for number in lives.numbers)
    await copied(connection, "location_number", ("gln", "first_from"), glns)
    mailbox = _names(Mailbox)
    await copied(connection, "location_number_version", ("gln", "valid", *mailbox), _number_versions(lives.numbers))
    capabilities = ((one.gln, *one.message_type, one.direction, one.valid) for one in lives.capabilities)
    await copied(connection, "message_capability", CAPABILITY, capabilities)
    successions = ((one.successor, "REPLACES", one.predecessor, Period(one.since)) for one in lives.successions)
    await copied(connection, "unit_relation", ("sor_code", "type", "other", "valid"), successions)


EMPTIED = (
    *("message_capability", "location_number_version", "location_number"),
    *("unit_relation", "unit_version", "unit", "address", "electronic_address"),
)


@asynccontextmanager
async def reading(engine: AsyncEngine, lives: Lives) -> AsyncIterator[Snapshot]:
    """A view of a database that holds one register, whatever it held before; nothing of that is archived."""
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers
        for table in EMPTIED:
            await connection.execute(text(f"DELETE FROM {table}"))
        await connection.execute(text("SET LOCAL session_replication_role = origin"))
        await stored(connection, lives)
    async with Snapshot(engine) as db:
        yield db


def _names(facts: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(facts))


def _contents(addresses: Sequence[Address] | Sequence[ElectronicAddress]) -> Iterator[tuple[object, ...]]:
    return ((address.id, *(getattr(address, name) for name in _names(type(address)))) for address in addresses)


def _versions(units: Sequence[UnitLife]) -> Iterator[tuple[object, ...]]:
    for unit in units:
        for version in unit.timeline:
            said = (getattr(version.value, name) for name in FACTS)
            yield unit.sor_code, version.valid, *(one.value if isinstance(one, Enum) else one for one in said)


def _number_versions(numbers: Sequence[NumberLife]) -> Iterator[tuple[object, ...]]:
    for life in numbers:
        for version in life.timeline:
            yield life.gln, version.valid, *(getattr(version.value, name) for name in _names(Mailbox))
