"""Writers wait for each other: two on one unit, fifty on three connections, and one that waits too long."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from graphql import GraphQLError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import engine as engine_of
from db.reading.snapshot import TookTooLong
from db.writing import turns
from db.writing.change import TREE_LOCK, change
from db.writing.turns import Busy, TooMuch
from domain.periods import Moment
from domain.recording import ActorKind, Recorder
from domain.rules import Rule
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Options
from schema.extensions.danish import DANISH
from schema.extensions.errors import told
from tests.builders import HOSPITAL, KIDNEY, TODAY
from tests.fixtures.databases import Databases
from tests.keeping import until
from tests.writers import TOMORROW, Desk, desk, named, noted, stored, wards

SOMEBODY = Recorder(ActorKind.SYSTEM, "test")
WARDS = wards(50)
PAIRS = 5
LOOK = Moment(TODAY)
PATIENCE = 0.3
QUEUE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
TOUCH = "UPDATE unit SET version = version WHERE sor_code = 90051000016003"
LOCK = b"SELECT pg_advisory_xact_lock(%s)"


@pytest.fixture(scope="module")
async def address(databases: Databases) -> AsyncIterator[str]:
    with databases.clone() as address:
        await stored(address, WARDS)
        yield address


@pytest.fixture
async def office(address: str) -> AsyncIterator[Desk]:
    async with desk(address) as one:
        yield one


@contextmanager
def somebody_writing(address: str) -> Iterator[psycopg.Connection[Any]]:
    """Somebody elsewhere, who holds the tree lock until the end."""
    with psycopg.connect(address) as connection:
        connection.execute(LOCK, (TREE_LOCK,))
        yield connection
        connection.rollback()


async def waiting_for_it(address: str, count: int) -> None:
    """Once so many do."""
    await until(lambda: seen(address, QUEUE) == (count,))


def seen(address: str, statement: str, *asked: object) -> tuple[Any, ...]:
    with psycopg.connect(address) as connection:
        row = connection.execute(statement.encode(), asked).fetchone()
    assert row is not None
    return row


def unit(address: str, code: int) -> tuple[str, str | None, int]:
    """Name, note and version of a unit as it is from tomorrow on."""
    name, note, version = seen(
        address,
        "SELECT name, local_attributes[1], version FROM unit_version JOIN unit USING (sor_code)"
        " WHERE sor_code = %s AND valid @> %s",
        code,
        TOMORROW,
    )
    return name, note, version


async def test_two_changes_of_different_fields_at_once_both_hold(address: str, office: Desk) -> None:
    for number, code in enumerate(WARDS[:PAIRS]):
        one, other = await asyncio.gather(
            office.carry_out(named(code, f"Navn {number}")), office.carry_out(noted(code, f"Note {number}"))
        )

        assert (one.errors, other.errors) == ((), ())
        assert unit(address, code) == (f"Navn {number}", f"Note {number}", 3)


async def test_of_two_changes_that_build_on_the_same_version_one_wins(address: str, office: Desk) -> None:
    for number, code in enumerate(WARDS[PAIRS : 2 * PAIRS]):
        names = [f"Første {number}", f"Anden {number}"]
        answers = await asyncio.gather(*(office.carry_out(named(code, name, version=1)) for name in names))

        [won] = [name for name, answer in zip(names, answers, strict=True) if answer.change_set]
        [error] = [error for answer in answers for error in answer.errors]
        assert error.rule is Rule.STALE_VERSION
        assert unit(address, code) == (won, None, 2)


async def test_fifty_writers_wait_for_three_connections_and_readers_do_not_wait_for_them(
    address: str, office: Desk
) -> None:
    """Whatever writers do, whoever reads is answered: by connections that writers never take. Who waited for them would
    be waited for here."""
    with somebody_writing(address):
        writers = [asyncio.create_task(office.carry_out(noted(code, "alle på en gang"))) for code in WARDS]
        await waiting_for_it(address, turns.AT_ONCE)
        for _ in range(20):
            async with office.opened() as ctx:
                [found] = await ctx.reader.units([HOSPITAL], LOOK)
            assert found is not None
        [connections] = seen(address, QUEUE)
        assert not any(writer.done() for writer in writers)
    answers = await asyncio.gather(*writers)

    assert connections == turns.AT_ONCE
    assert [answer.errors for answer in answers] == [()] * len(WARDS)
    assert {unit(address, code)[1] for code in WARDS} == {"alle på en gang"}


async def test_who_waits_for_the_tree_lock_for_too_long_is_told_to_come_again(
    address: str, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.writing.change.WAIT", PATIENCE)
    before = unit(address, KIDNEY)
    with somebody_writing(address), pytest.raises(Busy) as busy:
        await office.carry_out(named(KIDNEY, "Nyre"))

    assert "Try again" in str(busy.value)
    assert unit(address, KIDNEY) == before
    await office.carry_out(named(KIDNEY, "Nyre"))
    assert unit(address, KIDNEY)[0] == "Nyre"


async def test_a_statement_timeout_while_waiting_for_the_tree_lock_is_the_others_too(address: str) -> None:
    engine = engine_of(address, "test", turns.limits(PATIENCE))
    with somebody_writing(address), pytest.raises(Busy):
        async with change(engine, SOMEBODY):
            pass
    await engine.dispose()


async def test_who_waits_for_a_connection_for_too_long_is_told_to_come_again(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.writing.turns.WAIT_FOR_CONNECTION", PATIENCE)
    engine = engine_of(address, "test", turns.limits(15))
    with somebody_writing(address):
        ahead = [asyncio.create_task(nothing(engine)) for _ in range(turns.AT_ONCE)]
        await waiting_for_it(address, turns.AT_ONCE)
        with pytest.raises(Busy):
            await nothing(engine)
    await asyncio.gather(*ahead)
    await engine.dispose()


async def nothing(engine: Any) -> None:
    async with change(engine, SOMEBODY):
        pass


async def test_of_two_that_wait_for_each_other_one_is_told_to_come_again(address: str, office: Desk) -> None:
    """A deadlock: with somebody who changes a unit without having taken the tree lock, and then wants the tree lock."""
    with psycopg.connect(address) as careless:

        async def meet() -> None:
            async with change(office.writers, SOMEBODY) as opened:
                waiting.append(asyncio.create_task(asyncio.to_thread(careless.execute, LOCK, (TREE_LOCK,))))
                await waiting_for_it(address, 1)
                await opened.connection.execute(text(TOUCH))

        waiting: list[asyncio.Task[object]] = []
        careless.execute("SET LOCAL deadlock_timeout = '10s'")
        careless.execute(TOUCH.encode())
        with pytest.raises(Busy):
            await meet()
        await waiting[0]
        careless.rollback()


async def test_a_change_that_takes_too_long_is_told_to_do_less(
    address: str, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dawdle() -> None:
        async with change(office.writers, SOMEBODY) as opened:
            await opened.record()
            await asyncio.sleep(2 * PATIENCE)
            await opened.connection.execute(text("SELECT 1"))

    monkeypatch.setattr("db.writing.change.MOST", PATIENCE)
    [before] = seen(address, "SELECT count(*) FROM change_set")
    with pytest.raises(TooMuch) as stopped:
        await dawdle()

    assert "nothing of it was done" in str(stopped.value)
    assert seen(address, "SELECT count(*) FROM change_set") == (before,)


async def test_a_dry_run_that_is_read_for_too_long_gives_way(
    address: str, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.writing.change.READ_WITHIN", PATIENCE)
    begun = time.perf_counter()
    async with office.opened() as ctx:
        await carry_out(ctx, [named(KIDNEY, "Prøvet")], Options(dry_run=True))
        await office.carry_out(noted(KIDNEY, "ventede kort"))
        waited = time.perf_counter() - begun
        with pytest.raises(TookTooLong):
            await ctx.reader.units([KIDNEY], LOOK)

    assert waited > PATIENCE
    assert unit(address, KIDNEY)[1] == "ventede kort"


@pytest.mark.parametrize(
    ("error", "code", "sort"), [(Busy(), "BUSY", "UNAVAILABLE"), (TooMuch(), "TOOK_TOO_LONG", "BAD_REQUEST")]
)
def test_each_is_told_with_a_code_and_a_sentence(error: Exception, code: str, sort: str) -> None:
    answer = told(GraphQLError("hidden", path=["changeUnit"], original_error=error))

    assert answer.extensions == {"code": code, "classification": sort, "messageDa": DANISH[code]}
    assert answer.message == str(error)


async def test_a_view_whose_connection_is_lost_tells_so_whatever_else_it_is_asked(address: str, office: Desk) -> None:
    async with office.opened() as ctx:
        await ctx.reader.units([HOSPITAL], LOOK)
        seen(
            address,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'test reading'",
        )
        for _ in range(2):
            with pytest.raises(DBAPIError) as lost:
                await ctx.reader.own_numbers([HOSPITAL], LOOK)
            answer = told(GraphQLError("hidden", path=["unit"], original_error=lost.value))
            assert (answer.extensions or {})["code"] == "UNAVAILABLE"


def test_a_database_that_is_away_is_told_without_its_words() -> None:
    lost = DBAPIError("SELECT secret", {}, psycopg.OperationalError("connection to /run/secret refused"))
    answer = told(GraphQLError("hidden", path=["unit"], original_error=lost))

    assert answer.extensions == {
        "code": "UNAVAILABLE",
        "classification": "UNAVAILABLE",
        "messageDa": DANISH["UNAVAILABLE"],
    }
    assert "idempotencyKey" in answer.message
    assert "secret" not in str(answer.formatted)
