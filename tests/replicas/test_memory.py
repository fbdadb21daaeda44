"""The register in memory where there are replicas: loaded from one, and right by what the primary says."""

import io

import orjson
from sqlalchemy import make_url

from db.engine import engine as engine_of
from db.reading.resident.keeping import Keeper
from db.reading.resident.revision import Revision
from db.servers.databases import Databases
from tests.keeping import anew, brought, until
from tests.pair import Pair
from tests.replicas.test_reading import changed
from tests.web.conftest import logged as logged

LOADED = "the register is held in memory"


async def test_what_the_replica_lacks_is_taken_in_from_the_primary(servers: Pair, logged: io.StringIO) -> None:
    databases = Databases(engine_of(servers.primary.address()), [servers.replica.address()])
    servers.caught_up()
    async with databases.kept():
        before = await changed(databases, "Det Gamle")
        servers.caught_up()
        servers.pause()
        try:
            after = await changed(databases, "Det Nye")
            keeper = Keeper(make_url(servers.primary.address()), None, lambda: [make_url(servers.replica.address())])
            async with keeper.kept():
                await until(lambda: keeper.current() is not None)
                revision = await brought(keeper)
        finally:
            servers.resume()

    assert loaded(logged) == [before], "from the replica, which had not seen the last change"
    assert revision.number == after
    assert names(revision) == names(anew(servers.primary.address()))


async def test_a_replica_with_another_past_is_not_believed(servers: Pair, logged: io.StringIO) -> None:
    """It was made the primary of its own, and has a change that ours has not."""
    servers.caught_up()
    servers.replica.promote()
    databases = [Databases(engine_of(one.address())) for one in (servers.replica, servers.primary)]
    numbers = [await changed(one, name) for one, name in zip(databases, ("Forkert", "Rigtigt"), strict=True)]
    keeper = Keeper(make_url(servers.primary.address()), None, lambda: [make_url(servers.replica.address())])
    async with keeper.kept():
        await until(lambda: keeper.current() is not None)
        revision = await brought(keeper)
    for one in databases:
        await one.primary.engine.dispose()

    assert loaded(logged) == numbers, "first from the replica, and then from the primary"
    assert "Rigtigt" in names(revision)
    assert "Forkert" not in names(revision)


def names(revision: Revision) -> list[str]:
    return [unit.name for unit in revision.by_name.after(None)]


def loaded(logged: io.StringIO) -> list[int]:
    """The revisions that were loaded, one after the other."""
    lines = [orjson.loads(line) for line in logged.getvalue().splitlines()]
    return [line["revision"] for line in lines if line["event"] == LOADED]
