"""Writers of the register: somebody of the SOR office, each time with connections and a context of their own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.excerpt import Range
from db.writing.lives import write
from db.writing.turns import limits
from domain.identifiers import SorCode, sor_code_of
from domain.operations import Alter, Create, Issue, NewNumber, Operation, Said
from domain.periods import Period, Version
from domain.permissions import Actor, Role
from domain.recording import ActorKind, Recorder
from domain.records import UnitLife
from domain.units import Facts, UnitKind
from resolvers.context import Context, Writing
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Answer, Options
from tests.builders import HOSPITAL, OPENED, TODAY, hospital
from tests.fixtures.databases import connected

OFFICE = Actor("Kontoret", Role.SOR_OFFICE, subject="office-1")
DEPARTMENT = "550851000005109"
NUMBERS = Range(579000800000, 579000800499)
BOX = NewNumber(
    said={
        "region": "1085",
        "system": "WinLAB",
        "supplier": "AH-support",
        "network": "41000035001",
        "administrator": "106",
    }
)
ONCE = Options()
TOMORROW = TODAY + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where writers come to: connections to read with, and as many to write with as one process has."""

    readers: AsyncEngine
    writers: AsyncEngine

    async def carry_out(
        self, *operations: Operation, options: Options = ONCE, actor: Actor = OFFICE, today: date = TODAY
    ) -> Answer:
        async with self.opened(actor, today) as ctx:
            return await carry_out(ctx, operations, options)

    @asynccontextmanager
    async def opened(self, actor: Actor = OFFICE, today: date = TODAY) -> AsyncIterator[Context]:
        """What one request works in."""
        async with Snapshot(self.readers) as snapshot:
            ctx = Context(PostgresReader(snapshot), today, actor, writing=Writing(self.writers, NUMBERS))
            try:
                yield ctx
            finally:
                await ctx.take_back()


@asynccontextmanager
async def desk(address: str) -> AsyncIterator[Desk]:
    readers = engine_of(address, "test reading")
    writers = engine_of(address, "test writing", limits(15))
    yield Desk(readers, writers)
    await writers.dispose()
    await readers.dispose()


async def stored(address: str, wards: Sequence[SorCode] = ()) -> None:
    """The hospital, with as many more departments in it."""
    lives, recorder = hospital(), Recorder(ActorKind.SYSTEM, "test")
    more = tuple(ward(code, f"Afsnit {number}") for number, code in enumerate(wards))
    async with connected(address) as engine, change(engine, recorder, note="the hospital") as writing:
        await write(writing, replace(lives, units=(*lives.units, *more)))


def wards(count: int) -> list[SorCode]:
    return [sor_code_of(9101 + number) for number in range(count)]


def named(unit: SorCode, name: str, version: int | None = None) -> Alter:
    return Alter(unit=unit, said=Said(facts={"name": name}), version=version)


def noted(unit: SorCode, words: str) -> Alter:
    return Alter(unit=unit, said=Said(facts={"local_attributes": (words, None, None)}))


def opened(parent: SorCode, name: str) -> Create:
    facts = {"name": name, "type": DEPARTMENT}
    return Create(kind=UnitKind.ORGANIZATIONAL_UNIT, parent=parent, said=Said(facts=facts))


def issued(unit: SorCode) -> Issue:
    return Issue(unit=unit, number=BOX)


def ward(code: SorCode, name: str) -> UnitLife:
    facts = Facts(name=name, parent=HOSPITAL, type=DEPARTMENT)
    version = Version(Period(OPENED), facts)
    return UnitLife(sor_code=code, kind=UnitKind.ORGANIZATIONAL_UNIT, first_from=OPENED, timeline=(version,))
