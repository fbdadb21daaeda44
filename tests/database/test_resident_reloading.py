"""The register is loaded anew and PostgreSQL is lost in the midst of it: what was held is answered from, or is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from db.reading.resident import room, touched
from db.reading.resident.keeping import UNREADABLE
from tests.builders import THEATRE
from tests.halls import Hall, hall
from tests.keeping import LINE, anew, brought, until
from tests.materials import contents
from tests.writers import stored

CHANGE = (
    "WITH made AS (INSERT INTO change_set (recorded, actor_kind, actor_name) VALUES (now(), 'SYSTEM', 'test')"
    " RETURNING id, recorded) SELECT set_config('sor.change_set', id::text, true),"
    " set_config('sor.recorded', recorded::text, true) FROM made"
)
WAITING = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND application_name = %s"


@pytest.fixture
async def address(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a register of which any change has all read anew."""
    monkeypatch.setattr(touched, "MOST_CHANGE_SETS", 0)
    await stored(database)
    return database


@asynccontextmanager
async def reloading(there: Hall, identity: bool = False) -> AsyncIterator[None]:
    """Inside, all is being read anew, and comes no further than the capabilities."""
    with psycopg.connect(there.url) as locking, psycopg.connect(there.url, autocommit=True) as other:
        locking.execute("LOCK TABLE message_capability IN ACCESS EXCLUSIVE MODE")
        if identity:
            other.execute("UPDATE feed SET identity = gen_random_uuid()")
        with other.transaction():
            other.execute(CHANGE)
            other.execute("UPDATE unit_version SET name = 'Et nyt navn' WHERE sor_code = %s", [THEATRE])
        while other.execute(WAITING, [LINE]).fetchone() == (0,):  # noqa: ASYNC110, nobody tells of it
            await asyncio.sleep(0.01)
        yield


async def test_what_was_held_is_answered_from_when_the_database_is_lost_while_all_is_loaded_anew(address: str) -> None:
    async with hall(address) as there:
        async with reloading(there):
            meanwhile = await there.name()
            there.way.shut()
            await until(lambda: there.keeper.reach.why is not None)
            alone = await there.name()
        await there.way.open()
        await until(lambda: there.keeper.current() is not None)
        after = await there.name()
        kept = contents(await brought(there.keeper))

    assert meanwhile == ("Et nyt navn", None), "the database is there, and has what memory lacks"
    assert alone[0] == "Operationsgangen"
    assert alone[1] is not None
    assert after == ("Et nyt navn", None)
    assert kept == contents(anew(address))


async def test_what_a_writer_was_told_while_all_is_loaded_anew_is_not_passed_over(address: str) -> None:
    async with hall(address) as there, reloading(there):
        there.readers.acknowledged(3)
        there.way.shut()
        await until(lambda: there.keeper.reach.why is not None)
        alone = there.readers.alone()

    assert alone is None


async def test_a_register_that_is_another_one_by_now_is_not_answered_from(address: str) -> None:
    async with hall(address) as there, reloading(there, identity=True):
        there.way.shut()
        await until(lambda: there.keeper.why == UNREADABLE)
        alone = there.readers.alone()

    assert alone is None


async def test_where_memory_is_short_one_register_at_a_time_is_held(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hall(address) as there:
        monkeypatch.setattr(room, "LITTLE", 2.0)
        async with reloading(there):
            there.way.shut()
            await until(lambda: there.keeper.why == UNREADABLE)
            alone = there.readers.alone()
        await there.way.open()
        await until(lambda: there.keeper.current() is not None)
        after = await there.name()

    assert alone is None
    assert after == ("Et nyt navn", None)
