"""One request, one view: opened by its first statement, asked in turns, the same whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Limits
from db.engine import engine as engine_of
from db.reading import units
from db.reading.lists import Filter, Order, Page
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot, TookTooLong
from db.writing.change import change
from domain.periods import Moment
from domain.recording import ActorKind, Recorder
from tests.builders import HOSPITAL, TODAY, hospital
from tests.registers import reading

CLERK = Recorder(ActorKind.PERSON, "Kontoret")
RENAME = text("UPDATE unit_version SET name = :name WHERE sor_code = :code")


async def renamed(engine: AsyncEngine, name: str) -> None:
    async with change(engine, CLERK) as opened:
        await opened.record()
        await opened.connection.execute(RENAME, {"name": name, "code": HOSPITAL})


async def name_of(db: Snapshot, moment: Moment) -> str:
    [unit] = await units.units(db, [HOSPITAL], moment)
    assert unit is not None
    return unit.name


@pytest.fixture
async def register(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    async with reading(engine, replace(hospital(), code_values=())):
        yield engine


async def test_a_view_stays_as_it_was_while_the_register_changes(register: AsyncEngine) -> None:
    async with Snapshot(register) as before:
        assert await name_of(before, Moment(TODAY)) == "Prøve Hospital"
        await renamed(register, "Nyt Hospital")
        assert await name_of(before, Moment(TODAY)) == "Prøve Hospital"

    async with Snapshot(register) as after:
        assert await name_of(after, Moment(TODAY)) == "Nyt Hospital"


async def test_a_view_is_of_the_instant_of_the_last_change_it_holds(register: AsyncEngine) -> None:
    await renamed(register, "Første Hospital")
    async with Snapshot(register) as first:
        read = await first.read_at()
        assert await first.read_at() == read
        assert first.statements == 1
    await renamed(register, "Andet Hospital")

    async with Snapshot(register) as second:
        assert await second.read_at() > read
        assert await name_of(second, Moment(TODAY)) == "Andet Hospital"
        assert await name_of(second, Moment(TODAY, read)) == "Første Hospital"


async def test_what_is_being_recorded_is_not_known_before_it_is_committed(register: AsyncEngine) -> None:
    """A clock would say otherwise: the change is recorded before the view is opened, and in it only afterwards."""
    await renamed(register, "Første Hospital")
    async with change(register, CLERK) as opened:
        await opened.record()
        await opened.connection.execute(RENAME, {"name": "Andet Hospital", "code": HOSPITAL})
        async with Snapshot(register) as early:
            read = await early.read_at()
            assert await name_of(early, Moment(TODAY)) == "Første Hospital"

    async with Snapshot(register) as late:
        assert await name_of(late, Moment(TODAY, read)) == "Første Hospital"


async def test_those_who_ask_side_by_side_take_turns(register: AsyncEngine) -> None:
    async with Snapshot(register) as db:
        names = await asyncio.gather(*(name_of(db, Moment(TODAY)) for _ in range(20)))

        assert names == ["Prøve Hospital"] * 20
        assert db.statements == 20


async def test_those_who_wait_for_their_turn_are_sent_together(register: AsyncEngine) -> None:
    async with Snapshot(register) as db:
        await asyncio.gather(*(name_of(db, Moment(TODAY)) for _ in range(20)))
        assert db.trips == 1, "the first opens the view for all"

        await asyncio.gather(*(db.rows(text(f"SELECT {number}")) for number in range(5)))
        assert (db.statements, db.trips) == (25, 2)


async def test_of_statements_that_go_together_all_fail_with_the_first_that_does(register: AsyncEngine) -> None:
    async with Snapshot(register) as db:
        alone = await db.rows(text("SELECT 1"))
        outcomes = await asyncio.gather(
            *(db.rows(text(f"SELECT 1 / {number}")) for number in (2, 0, 3)), return_exceptions=True
        )

    assert alone == [(1,)]
    assert all("division by zero" in str(outcome) for outcome in outcomes)


async def test_what_is_prepared_outlasts_what_else_is_asked_and_taken_back_there(register: AsyncEngine) -> None:
    async with register.connect() as connection:
        for _ in range(3):
            view = Snapshot(register, connection)
            [page] = await PostgresReader(view).children([HOSPITAL], Moment(TODAY), Filter(), Order(), Page(1))
            assert len(page.items) == 1
            for _ in range(7):  # more often than the driver would take to prepare a statement
                await connection.execute(text("SELECT 1"))
            await connection.rollback()


async def test_a_connection_that_was_lost_in_the_pool_is_not_noticed(register: AsyncEngine, database: str) -> None:
    async with Snapshot(register) as db:
        await name_of(db, Moment(TODAY))
    await lose_all(database)

    async with Snapshot(register) as db:
        assert await name_of(db, Moment(TODAY)) == "Prøve Hospital"
        await lose_all(database)
        with pytest.raises(DBAPIError) as lost:
            await name_of(db, Moment(TODAY))
        assert lost.value.connection_invalidated


async def test_who_is_interrupted_leaves_a_connection_that_nobody_uses_again(database: str) -> None:
    single = engine_of(database, limits=Limits(pool_size=1, overflow=0))
    try:
        async with Snapshot(single) as db:
            asking = asyncio.create_task(db.rows(text("SELECT pg_sleep(600)")))
            await sleeping(database, 1)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        async with Snapshot(single) as db:
            assert await db.rows(text("SELECT 1")) == [(1,)]
        await sleeping(database, 0)
    finally:
        await single.dispose()


async def sleeping(address: str, count: int) -> None:
    """Waits until so many sleep in a database."""
    asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    async with asyncio.timeout(60), await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        while await (await connection.execute(asleep)).fetchone() != (count,):  # noqa: ASYNC110, nobody tells of it
            await asyncio.sleep(0.01)


async def lose_all(address: str) -> None:
    """As a server does that is started again."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s"
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(others, (connection.info.dbname,))


async def test_nothing_is_asked_of_the_database_before_the_first_question(register: AsyncEngine) -> None:
    async with Snapshot(register) as db:
        assert db.statements == 0
    with pytest.raises(RuntimeError, match="closed"):
        await name_of(db, Moment(TODAY))


async def test_a_view_cannot_write(register: AsyncEngine) -> None:
    async with Snapshot(register) as db:
        with pytest.raises(DBAPIError, match="read-only"):
            await db.rows(text("UPDATE unit SET version = 99 RETURNING version"))

    async with Snapshot(register) as db:
        assert await db.rows(text("SELECT count(*) FROM unit WHERE version = 99")) == [(0,)]


async def test_a_statement_that_takes_too_long_ends_the_view_with_a_sentence(database: str) -> None:
    hurried = engine_of(database, limits=Limits(statement_timeout=0.5))
    try:
        async with Snapshot(hurried) as db:
            with pytest.raises(TookTooLong, match="smaller page"):
                await db.rows(text("SELECT pg_sleep(20)"))
            with pytest.raises(TookTooLong):
                await units.units(db, [HOSPITAL], Moment(date(2026, 1, 1)))
            assert db.statements == 1

        async with Snapshot(hurried) as db:
            assert await units.units(db, [HOSPITAL], Moment(date(2026, 1, 1))) == [None]
    finally:
        await hurried.dispose()


async def test_statements_that_take_too_long_together_end_the_view_too(register: AsyncEngine) -> None:
    each = text("SELECT pg_sleep(0.4)")
    async with Snapshot(register, whole=1) as db:
        with pytest.raises(TookTooLong, match="smaller page") as late:
            await asyncio.gather(*(db.rows(each) for _ in range(50)))
        with pytest.raises(TookTooLong):
            await db.rows(each)
        assert late.value.whole

    async with Snapshot(register, whole=1) as db:
        assert await db.rows(text("SELECT 1")) == [(1,)]


async def test_what_ends_a_statement_of_a_change_is_not_the_time_of_the_view_before_it(database: str) -> None:
    hurried = engine_of(database, limits=Limits(statement_timeout=3))
    try:
        async with hurried.connect() as writing, Snapshot(hurried, whole=2) as db:
            await db.rows(text("SELECT 1"))
            await db.renew(writing)
            with pytest.raises(TookTooLong) as late:
                await db.rows(text("SELECT pg_sleep(20)"))
            assert not late.value.whole
    finally:
        await hurried.dispose()


async def test_connections_go_back_to_where_they_came_from(database: str) -> None:
    single = engine_of(database, limits=Limits(pool_size=1, overflow=0))
    try:
        for _ in range(3):
            async with Snapshot(single) as db:
                assert await units.units(db, [HOSPITAL], Moment(TODAY)) == [None]
        async with single.begin() as connection:
            await connection.execute(text("CREATE TABLE written (by_all int)"))
    finally:
        await single.dispose()
