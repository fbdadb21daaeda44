"""Reading where there are replicas: of one that is near, else of the primary, and never less than asked for."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import away
from db.engine import engine as engine_of
from db.migrating import migrate
from db.reading import units
from db.reading.choosing import Readers
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.servers.databases import Databases
from domain.feed import BEGINNING
from domain.periods import Moment
from resolvers.context import Context, Writing
from resolvers.feed import pages
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Answer, Options
from tests.builders import TODAY
from tests.keeping import until
from tests.pair import Pair, Postgres
from tests.tidy import MEDICINE
from tests.writers import NUMBERS, OFFICE, TOMORROW, named

LOOK = Moment(TOMORROW)
LAG, LITTLE = 60.0, 2.0


@asynccontextmanager
async def databases(servers: Pair, *replicas: str, lag: float = LAG) -> AsyncIterator[Databases]:
    """As a process has them, which has asked all of them."""
    opened = Databases(engine_of(servers.primary.address()), replicas, lag=lag)
    async with opened.kept():
        yield opened


@pytest.fixture
async def register(servers: Pair, request: pytest.FixtureRequest) -> AsyncIterator[Databases]:
    servers.caught_up()
    lag = getattr(request, "param", LAG)
    async with databases(servers, servers.replica.address(), lag=lag) as opened:
        await until(lambda: near(opened))
        yield opened


def near(opened: Databases) -> bool:
    return all(opened.why_not(one) is None for one in opened.replicas)


def views(opened: Databases) -> tuple[float, ...]:
    """Opened so far on the primary, and on its replicas."""
    return tuple(opened.figures()["views"].values())


async def name(view: Snapshot) -> str:
    [unit] = await units.units(view, [MEDICINE], LOOK)
    assert unit is not None
    return unit.name


async def read(opened: Databases, least: int = 0) -> str:
    async with Snapshot(opened, least=least) as view:
        return await name(view)


@asynccontextmanager
async def working(opened: Databases) -> AsyncIterator[Context]:
    """What one request of the office works in."""
    writers: AsyncEngine = engine_of(opened.primary.engine.url.render_as_string(hide_password=False))
    async with Snapshot(opened) as view:
        yield Context(PostgresReader(view), TODAY, OFFICE, writing=Writing(writers, NUMBERS))
    await writers.dispose()


async def renamed(ctx: Context, name: str) -> int:
    answer: Answer = await carry_out(ctx, [named(MEDICINE, name)], Options())
    assert answer.change_set is not None, answer.errors
    return answer.change_set


async def changed(opened: Databases, name: str) -> int:
    async with working(opened) as ctx:
        return await renamed(ctx, name)


@asynccontextmanager
async def paused(servers: Pair) -> AsyncIterator[None]:
    await asyncio.to_thread(servers.pause)
    try:
        yield
    finally:
        await asyncio.to_thread(servers.resume)


async def test_questions_go_to_the_replica_and_changes_to_the_primary(servers: Pair, register: Databases) -> None:
    for _ in range(5):
        assert await read(register) == "Medicinsk Afdeling"
    assert views(register) == (0, 5)

    async with working(register) as ctx:
        await renamed(ctx, "Første Navn")
        [unit] = await ctx.reader.units([MEDICINE], LOOK)

    assert unit is not None
    assert unit.name == "Første Navn"
    assert views(register) == (1, 5), "the answer of a change is read where it was made"
    servers.caught_up()
    assert await read(register) == "Første Navn"


async def test_replicas_take_turns(servers: Pair) -> None:
    async with databases(servers, *[servers.replica.address()] * 2) as opened:
        await until(lambda: near(opened))
        opened.replicas[1].name = "another"
        for _ in range(6):
            await read(opened)
        assert views(opened) == (0, 3, 3)


async def test_who_made_a_change_reads_it_though_the_replica_has_it_not(servers: Pair, register: Databases) -> None:
    before = await read(register)
    async with paused(servers):
        async with working(register) as ctx:
            revision = await renamed(ctx, "Andet Navn")
            [unit] = await ctx.reader.units([MEDICINE], LOOK)
            assert unit is not None
            assert unit.name == "Andet Navn"

        assert await read(register) == before, "who asks for nothing may be told what was"
        assert await read(register, revision) == "Andet Navn"
    servers.caught_up()
    of_primary, of_replica = views(register)
    assert await read(register, revision) == "Andet Navn"
    assert views(register) == (of_primary, of_replica + 1)


async def test_a_revision_is_reached_where_it_is(servers: Pair, register: Databases) -> None:
    readers = Readers(register)
    async with paused(servers):
        revision = await changed(register, "Tredje Navn")
        assert await readers.reach(revision) == revision
        began = time.monotonic()
        assert await readers.reach(revision + 1) == revision
        assert time.monotonic() - began > 1.5, "what nobody has yet is waited for"


async def test_the_feed_is_told_by_the_primary(servers: Pair, register: Databases) -> None:
    """Whose cursor is newer than the replica is told of no strange cursor."""
    async with paused(servers):
        async with working(register) as ctx:
            await renamed(ctx, "Fjerde Navn")
            cursor = await pages.position(ctx)
        await changed(register, "Femte Navn")
        async with working(register) as ctx:
            assert await ctx.reader.units([MEDICINE], LOOK)
            page = await pages.page(ctx, cursor, None, None, 100)
        assert [change.sor_code for change in page.changes] == [MEDICINE]
        async with working(register) as ctx:
            assert (await ctx.reader.feed_standing(BEGINNING)).end > BEGINNING
    servers.caught_up()


@pytest.mark.parametrize("register", [LITTLE], indirect=True)
async def test_a_replica_that_is_too_far_behind_is_not_asked(servers: Pair, register: Databases) -> None:
    [replica] = register.replicas
    async with paused(servers):
        await changed(register, "Sjette Navn")
        await until(lambda: replica.behind is not None and replica.behind > LITTLE)
        assert await read(register) == "Sjette Navn"
        why = register.why_not(replica)
        assert why is not None
        assert why.endswith("seconds behind, and may be 2 (SOR_REPLICA_LAG).")
        assert register.figures()["read"] == {replica.name: 0}
        assert register.figures()["behind"][replica.name] > LITTLE
    await until(lambda: near(register))
    of_primary, of_replica = views(register)
    assert await read(register) == "Sjette Navn"
    assert views(register) == (of_primary, of_replica + 1)


async def test_a_question_that_keeps_the_replica_from_following_ends_and_may_be_asked_again(
    servers: Pair, register: Databases
) -> None:
    async with Snapshot(register) as view:
        before = await name(view)
        await asyncio.to_thread(locked, servers.primary)
        with pytest.raises(DBAPIError) as ended:
            await again_and_again(view)
        assert away(ended.value)

    assert await read(register) == before


async def again_and_again(view: Snapshot) -> None:
    """Until the replica has come to where the table is locked, and waits no longer."""
    async with asyncio.timeout(60):
        while await name(view):  # noqa: ASYNC110, nobody tells of it
            await asyncio.sleep(0.05)


def locked(primary: Postgres) -> None:
    primary.ask("BEGIN; LOCK TABLE unit_version IN ACCESS EXCLUSIVE MODE; SELECT pg_current_xact_id(); COMMIT")


async def test_the_replica_of_another_register_is_not_asked(servers: Pair) -> None:
    servers.primary.ask("CREATE DATABASE another", "postgres")
    await asyncio.to_thread(migrate, servers.primary.address("another"))
    servers.caught_up()
    async with databases(servers, servers.replica.address("another")) as opened:
        assert await read(opened)
        assert views(opened) == (1, 0)
        assert opened.why_not(opened.replicas[0]) == "It has another register."
    servers.primary.ask("DROP DATABASE another WITH (FORCE)", "postgres")


async def test_a_replica_that_is_gone_is_done_without_and_taken_again(servers: Pair, register: Databases) -> None:
    [replica] = register.replicas
    expected = await read(register)
    async with Snapshot(register) as view:
        assert await name(view) == expected
        await asyncio.to_thread(servers.replica.end)
        with pytest.raises(DBAPIError) as lost:
            await name(view)
        assert away(lost.value)

    for _ in range(20):
        assert await read(register) == expected, "at once, before anybody has noticed"
    await until(lambda: not replica.answers)
    assert register.told()[1]["read"] is False

    await asyncio.to_thread(servers.replica.start)
    await until(lambda: near(register))
    of_primary, of_replica = views(register)
    assert await read(register) == expected
    assert views(register) == (of_primary, of_replica + 1)


async def test_questions_are_answered_while_the_primary_is_away(servers: Pair, register: Databases) -> None:
    readers = Readers(register)
    revision = await readers.reach(0)
    expected = await read(register)
    await asyncio.to_thread(servers.primary.end)
    try:
        for _ in range(20):
            assert await read(register) == expected
        assert await read(register, revision) == expected
        await until(lambda: register.without_primary() is not None)
        with pytest.raises(DBAPIError) as refused:
            await changed(register, "Ingen Steder")
        assert away(refused.value)
        with pytest.raises(DBAPIError):
            await readers.reach(revision + 1)
    finally:
        await asyncio.to_thread(servers.primary.start)
    await until(lambda: register.without_primary() is None)
    await changed(register, "Igen I Gang")


async def test_a_replica_that_was_promoted_is_none_any_more(servers: Pair, register: Databases) -> None:
    """Two that can be written to are two registers from then on; ours is the one that the address leads to."""
    [replica] = register.replicas
    await asyncio.to_thread(servers.replica.promote)
    await until(lambda: replica.strange is not None)
    assert register.why_not(replica) == "It is no replica any more: it was promoted, or never was one."
    _, of_replica = views(register)
    await changed(register, "Hos Den Rette")
    assert await read(register) == "Hos Den Rette"
    assert views(register)[1] == of_replica

    await asyncio.to_thread(servers.again, servers.replica)
    await until(lambda: near(register))
