"""While the database is away memory answers by itself: of what, for how long, and when it does not."""

import asyncio
import time

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from db.reading.lists import Page
from db.reading.resident.keeping import UNREADABLE
from db.reading.snapshot import Snapshot
from tests.builders import THEATRE
from tests.fixtures.databases import Databases
from tests.halls import NOW, hall
from tests.keeping import BELL, cut, until
from tests.writers import desk, named, stored


@pytest.fixture
async def address(database: str) -> str:
    await stored(database)
    return database


async def test_what_is_held_is_answered_with_its_age_and_what_is_not_held_is_not(address: str) -> None:
    async with hall(address) as there:
        before = await there.name()
        await there.lost()
        name, age = await there.name()
        await asyncio.sleep(0.2)
        _, later = await there.name()
        told = there.readers.told()
        figures = there.readers.figures()

        with pytest.raises(OperationalError):
            await there.name(alone=False)
        with pytest.raises(OperationalError):
            await there.name(least=3)
        async with Snapshot(there.engine) as snapshot:
            reader = there.readers.reader(snapshot, alone=True)
            await reader.units([THEATRE], NOW)
            with pytest.raises(OperationalError):
                await reader.recent_changes(None, NOW, Page(1))

    assert before == ("Operationsgangen", None)
    assert name == "Operationsgangen"
    assert age is not None
    assert later is not None
    assert later >= age + 0.2
    assert (told["reader"], told["revision"]) == ("resident", 2)
    assert "No such file or directory" in str(told["away"])
    assert (figures["current"], figures["alone"], figures["revision"]) == (0, 1, 2)


async def test_it_is_heard_again_at_once_with_what_others_changed_meanwhile(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bell is listened to after ever longer pauses, unless it is known that somebody is there."""
    monkeypatch.setattr("db.feed.bell.SHORTEST", 600)
    monkeypatch.setattr("db.feed.bell.LONGEST", 600)
    async with hall(address) as there:
        await there.lost()
        async with desk(there.url) as office:
            answer = await office.carry_out(named(THEATRE, "Imens"))
        unaware = await there.name()
        await there.way.open()
        await until(lambda: there.keeper.current() is not None)
        revision = there.keeper.current()
        told = there.readers.told()

    assert unaware[0] == "Operationsgangen"
    assert revision is not None
    assert revision.number == answer.change_set == 3
    assert told == {"reader": "resident", "revision": 3}


async def test_whoever_looks_at_the_database_knows_that_it_is_there(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is the database asked again by itself, nor does the bell try to hear it again."""
    monkeypatch.setattr("db.reading.resident.reach.EVERY", 600)
    monkeypatch.setattr("db.feed.bell.SHORTEST", 600)
    monkeypatch.setattr("db.feed.bell.LONGEST", 600)
    async with hall(address) as there:
        await there.lost()
        why = there.keeper.reach.why
        await there.way.open()
        await until(lambda: there.keeper.current() is not None)

        assert why is not None
        assert there.keeper.reach.why is None


async def test_a_look_that_a_frozen_server_does_not_answer_is_given_up_once_another_lets_everybody_in(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a replica takes the place of a primary that closes no connection."""
    async with hall(address) as there:
        monkeypatch.setattr("db.reading.resident.line.LOOK", 1)
        there.way.freeze()
        frozen = time.monotonic()
        await until(lambda: there.keeper.looked > frozen, seconds=60)

        assert there.keeper.current() is not None


async def test_what_was_acknowledged_and_is_not_held_is_not_passed_over(address: str) -> None:
    async with hall(address) as there:
        await there.lost()
        before = there.readers.alone()
        there.readers.acknowledged(3)
        after = there.readers.alone()
        with pytest.raises(OperationalError):
            await there.name()

    assert before is not None
    assert (before.number, after) == (2, None)


async def test_after_its_time_it_answers_no_more(address: str) -> None:
    async with hall(address) as there:
        await there.lost()
        there.keeper.patience = there.keeper.age + 0.5
        held = there.readers.alone()
        await until(lambda: there.readers.alone() is None and there.keeper.why == UNREADABLE)
        told, figures = there.readers.told(), there.readers.figures()
        with pytest.raises(OperationalError):
            await there.name()

    assert held is not None
    assert told == {"reader": "postgres", "why": "The register is not held in memory: the database cannot be read."}
    assert figures == {"current": 0, "alone": 0}


async def test_with_no_time_at_all_it_never_answers_by_itself(address: str) -> None:
    async with hall(address, patience=0) as there:
        there.way.shut()
        await until(lambda: there.keeper.current() is None)
        await asyncio.sleep(1)
        with pytest.raises(OperationalError):
            await there.name()

        assert there.readers.alone() is None
        assert there.keeper.reach.why is None


async def test_while_only_the_bell_is_lost_the_database_answers(address: str) -> None:
    async with hall(address) as there:
        assert cut(address, BELL) == 1
        await there.readers.settled()
        found = await there.name()

        assert (found, there.readers.alone()) == (("Operationsgangen", None), None)
        await until(lambda: there.keeper.current() is not None)


async def test_a_database_that_lets_nobody_in_is_there_and_is_obeyed(address: str, databases: Databases) -> None:
    """Whoever took it from us meant us not to have it."""
    name = make_url(address).database
    async with hall(address) as there:
        with psycopg.connect(databases.address("postgres"), autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            await until(lambda: there.keeper.current() is None)
            await there.readers.settled()
            await asyncio.sleep(1.2)
            alone = there.readers.alone()
            with pytest.raises(OperationalError, match="is not currently accepting connections"):
                await there.name()
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
        await until(lambda: there.keeper.current() is not None)

    assert alone is None
