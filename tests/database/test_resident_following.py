"""Who follows the feed and waits holds nothing of the register in memory."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.resident.reader import ResidentReader
from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode
from domain.periods import Moment
from resolvers.context import Context
from resolvers.feed.following import follow
from resolvers.feed.tail import Tail
from tests.builders import THEATRE, TODAY
from tests.following import filled, rename
from tests.keeping import kept, until


async def test_an_idle_follower_holds_no_revision_and_reads_a_changed_unit_from_the_newest(
    database: str, engine: AsyncEngine
) -> None:
    await filled(engine)
    tail = Tail(engine)
    async with kept(database) as keeper, tail.kept(), Snapshot(engine) as snapshot:
        reader = ResidentReader(keeper.current(), PostgresReader(snapshot), keeper)
        before = reader.revision
        following = follow(Context(reader, TODAY), tail, None, None, None)
        first = asyncio.ensure_future(anext(following))
        await until(lambda: before is not None and reader.revision is None)

        await rename(engine, THEATRE, "Stue 9")

        told = await first
        newest = keeper.current()
        assert newest is not None
        assert (told.sor_code, reader.revision) == (THEATRE, newest.number)
        [unit] = await reader.units([SorCode(THEATRE)], Moment(TODAY))
        assert unit is not None
        assert unit.name == "Stue 9"
