"""Behind a pooler in transaction mode: nothing is asked that only lasts where it was asked."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import away
from db.engine import engine as engine_of
from db.pooling import Pooler as Mode
from db.reading.snapshot import Snapshot
from tests.clerks import Clerks, token
from tests.pair import DATABASE, USER, Pair
from tests.pooler import Pooler, pooling
from tests.replicas.test_serving import Process
from tests.web.conftest import reason, serving, sor

LIMITS = text("SELECT current_setting('statement_timeout'), current_setting('jit'), current_setting('timezone')")


@pytest.fixture
def poolers(servers: Pair) -> Iterator[tuple[Pooler, Pooler]]:
    with pooling(servers.primary.address()) as one, pooling(servers.replica.address()) as other:
        yield one, other


def address(pooler: Pooler) -> str:
    return f"postgresql://{USER}@127.0.0.1:{pooler.port}/{DATABASE}"


async def test_every_transaction_sets_its_own_limits(poolers: tuple[Pooler, Pooler]) -> None:
    """Of those that write, and of views."""
    pooler, _ = poolers
    engine = engine_of(address(pooler), pooler=Mode.TRANSACTION)
    for _ in range(3):
        async with engine.connect() as connection:
            assert tuple((await connection.execute(LIMITS)).one()) == ("15s", "off", "UTC")
        async with Snapshot(engine) as view:
            assert await view.rows(LIMITS) == [("15s", "off", "UTC")]
    await engine.dispose()
    assert pooler.refused == []


async def test_without_the_setting_the_pooler_refuses_what_is_set_for_good(poolers: tuple[Pooler, Pooler]) -> None:
    pooler, _ = poolers
    with pytest.raises(psycopg.OperationalError):
        await psycopg.AsyncConnection.connect(address(pooler), options="-c jit=off")
    assert pooler.refused == ["options"]


def test_who_has_a_pooler_says_where_the_primary_is(poolers: tuple[Pooler, Pooler]) -> None:
    done = sor("check", SOR_DATABASE_URL=address(poolers[0]), SOR_POOLER="transaction")

    assert done.returncode == 2
    assert "it is required with SOR_POOLER, and leads to the primary itself" in reason(done)


@pytest.mark.parametrize("reader", ["postgres", "resident"])
def test_a_server_works_behind_poolers(
    servers: Pair, poolers: tuple[Pooler, Pooler], tmp_path: Path, reader: str
) -> None:
    of_primary, of_replica = poolers
    settings = {"SOR_DATABASE_URL": address(of_primary), "SOR_REPLICA_URLS": address(of_replica)}
    settings |= {"SOR_POOLER": "transaction", "SOR_DIRECT_URL": servers.primary.address(), "SOR_READER": reader}
    settings |= {"SOR_DATA_DIR": str(tmp_path), "SOR_TODAY": "2026-11-22"}
    with ExitStack() as stack:
        at, running = stack.enter_context(serving(**settings))
        process = Process(at, token(tmp_path))
        process.until(reader=reader)
        process.reads(of_replica.port)
        for number in range(12):
            revision = process.rename(f"Rum {number} {reader}")
            assert process.name(revision) == f"Rum {number} {reader}"
        clerks = Clerks(at, process.token)
        with clerks.at_work():
            running.terminate()
        assert len(clerks.acknowledged) >= 8
        assert set(clerks.unanswered.values()) <= {"broken off", "UNAVAILABLE"}
    assert of_primary.lent > 12
    assert of_replica.lent > 0
    assert (of_primary.refused, of_replica.refused) == ([], [])


async def test_nothing_is_prepared_unless_the_pooler_knows_how(poolers: tuple[Pooler, Pooler]) -> None:
    """This one forgets: a statement that is kept is known where it was prepared, and nowhere else."""
    pooler, _ = poolers
    for mode, fails in ((Mode.TRANSACTION, False), (Mode.PREPARED, True)):
        engine = engine_of(address(pooler), pooler=mode)
        async with Snapshot(engine) as first:
            instant = await first.read_at()
        async with Snapshot(engine) as second:
            if fails:
                with pytest.raises(DBAPIError, match="does not exist"):
                    await second.read_at()
            else:
                assert await second.read_at() == instant
        await engine.dispose()


async def test_a_pooler_whose_server_is_away_is_as_good_as_none(servers: Pair) -> None:
    """It takes whoever comes, and loses them as soon as they ask."""
    with pooling(servers.primary.address()) as pooler:
        engine = engine_of(address(pooler), pooler=Mode.TRANSACTION)
        async with Snapshot(engine) as view:
            await view.read_at()
        servers.primary.end()
        try:
            with pytest.raises(DBAPIError) as lost:
                await engine.connect()
            assert away(lost.value)
        finally:
            servers.primary.start()
            await engine.dispose()
