"""One request, one register: what is answered from memory and what the database answers are of the same change set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from db.reading.lists import Filter, IdentifierSystem, Order, OrderField, Page
from db.reading.postgres import PostgresReader
from db.reading.resident.reader import ResidentReader
from db.reading.resident.revision import Revision
from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import UnitStatus
from tests.builders import HOSPITAL, MEDICINE, SURGERY, TODAY
from tests.keeping import anew, brought, kept
from tests.writers import Desk, desk, named, opened, stored

TOMORROW = Moment(TODAY + timedelta(days=1))
"""What is changed today holds from tomorrow on."""

BY_PLACE = Order(OrderField.TREE)
ALL = Filter()
CLOSED_TOO = Filter(statuses=(UnitStatus.ACTIVE, UnitStatus.CLOSING, UnitStatus.CLOSED))
NEW = "Medicinsk Center"
OLD = "Medicinsk Afdeling"
KINDS = [("ORGANIZATIONAL_UNIT", 6), ("INSTITUTION_OWNER", 2), ("HEALTH_INSTITUTION", 1)]
"""With the one that is closed, before another department is opened."""


@pytest.fixture
async def address(database: str) -> str:
    await stored(database)
    return database


@pytest.fixture
async def office(address: str) -> AsyncIterator[Desk]:
    async with desk(address) as opened:
        yield opened


class Late:
    """Who keeps a register and has not yet heard of what was committed last."""

    async def newest(self) -> Revision | None:
        return None

    async def at_least(self, number: int) -> Revision | None:
        return None


@asynccontextmanager
async def reader(address: str, office: Desk, revision: Revision) -> AsyncIterator[ResidentReader]:
    """One that began with a revision."""
    async with kept(address) as keeper, Snapshot(office.readers) as snapshot:
        yield ResidentReader(revision, PostgresReader(snapshot), keeper)


async def told(reader: ResidentReader, code: SorCode = MEDICINE) -> list[str]:
    """A unit's name, as it is in memory."""
    return [unit.name for unit in await reader.units([code], TOMORROW) if unit is not None]


async def found(reader: ResidentReader, code: SorCode = MEDICINE) -> list[str]:
    """The same, asked in an order that only the database knows."""
    page = await reader.find(TOMORROW, ALL, BY_PLACE, Page(50))
    return [unit.name for unit in page.items if unit.sor_code == code]


async def test_what_the_database_answers_is_of_the_revision_from_which_was_answered_before(
    address: str, office: Desk
) -> None:
    before = anew(address)
    await office.carry_out(named(MEDICINE, NEW))
    await office.carry_out(opened(HOSPITAL, "Ny Afdeling"))

    async with reader(address, office, before) as asked:
        assert await told(asked) == [OLD]
        assert await found(asked) == [OLD]
        assert [len(one) for one in await asked.histories([MEDICINE], TOMORROW)] == [1]
        assert await asked.facets(TOMORROW, CLOSED_TOO, "KIND") == KINDS
        assert await told(asked) == [OLD]
        assert asked.revision == before.number
        assert asked.statements == 4


async def test_who_asks_the_database_first_gets_a_revision_as_new_as_it(address: str, office: Desk) -> None:
    before = anew(address)
    await office.carry_out(named(MEDICINE, NEW))

    async with reader(address, office, before) as asked:
        assert await found(asked) == [NEW]
        assert await told(asked) == [NEW]
        assert asked.revision == anew(address).number > before.number


async def test_where_no_revision_is_as_new_the_database_answers_all(address: str, office: Desk) -> None:
    before = anew(address)
    await office.carry_out(named(MEDICINE, NEW))

    async with Snapshot(office.readers) as snapshot:
        asked = ResidentReader(before, PostgresReader(snapshot), Late())
        assert await found(asked) == [NEW]
        assert await told(asked) == [NEW]
        assert asked.revision is None


async def test_questions_side_by_side_are_answered_of_one_register(address: str, office: Desk) -> None:
    before = anew(address)
    await office.carry_out(named(MEDICINE, NEW))

    async with reader(address, office, before) as asked:
        assert [*await asyncio.gather(found(asked), found(asked), told(asked), found(asked))] == [[OLD]] * 4

    async with reader(address, office, before) as asked:
        first = asyncio.create_task(found(asked))
        await asyncio.sleep(0)
        answers = [await told(asked), await first, await found(asked)]
        assert answers == [answers[0]] * 3


async def test_the_database_is_looked_at_once_and_not_for_what_was_known_before(address: str, office: Desk) -> None:
    await office.carry_out(named(MEDICINE, NEW))
    revision = anew(address)
    assert revision.recorded is not None
    lately, past = (Moment(TOMORROW.at, revision.recorded - ago) for ago in (timedelta(0), timedelta(microseconds=1)))

    async with reader(address, office, revision) as asked:
        [unit] = await asked.units([MEDICINE], lately)
        assert unit is not None
        assert (unit.name, asked.statements) == (NEW, 0)

    async with reader(address, office, revision) as asked:
        [unit] = await asked.units([MEDICINE], past)
        assert unit is not None
        assert (unit.name, asked.statements) == (OLD, 1)
        assert await found(asked) == await found(asked) == [NEW]
        assert asked.statements == 4


async def test_what_is_asked_to_be_known_later_is_not_known_later_than_the_revision(address: str, office: Desk) -> None:
    before = anew(address)
    await office.carry_out(named(MEDICINE, NEW))

    async with reader(address, office, before) as asked:
        assert await told(asked) == [OLD]
        [unit] = await asked.units([MEDICINE], Moment(TOMORROW.at, datetime(2100, 1, 1, tzinfo=UTC)))
        assert unit is not None
        assert unit.name == OLD


async def test_before_anything_was_recorded_nothing_is_known(database: str) -> None:
    nothing = anew(database)
    await stored(database)

    async with desk(database) as office, reader(database, office, nothing) as asked:
        assert await told(asked) == []
        assert await found(asked) == []
        assert (await asked.totals()).units == 0


async def test_a_renewed_view_is_of_the_newest_revision(address: str, office: Desk) -> None:
    async with kept(address) as keeper, Snapshot(office.readers) as snapshot:
        asked = ResidentReader(keeper.current(), PostgresReader(snapshot), keeper)
        assert await told(asked) == [OLD]
        await office.carry_out(named(MEDICINE, NEW))
        assert await told(asked) == [OLD]

        await asked.renew()

        assert await told(asked) == [NEW]
        assert asked.revision == (await brought(keeper)).number
        assert asked.statements == 0


async def test_what_a_trial_has_written_is_read_from_its_connection_until_the_view_is_renewed(
    address: str, office: Desk
) -> None:
    async with reader(address, office, anew(address)) as asked, office.writers.connect() as connection:
        assert await told(asked, SURGERY) == ["Kirurgisk Afdeling"]
        await connection.exec_driver_sql(f"UPDATE unit_version SET name = 'Tried' WHERE sor_code = {SURGERY}")

        await asked.renew(within=connection)
        assert (await told(asked, SURGERY), asked.revision) == (["Tried"], None)
        known = await asked.identified(IdentifierSystem.SHAK, ["1301"], TOMORROW)
        assert asked.statements == 2
        assert len(known) == 1

        await connection.rollback()
        await asked.renew()
        assert await told(asked, SURGERY) == ["Kirurgisk Afdeling"]
        assert asked.statements == 2
