"""Who follows the feed and waits holds nothing of the register in memory, and no view of the database for long."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.resident.reader import ResidentReader
from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode
from domain.periods import Moment
from resolvers.context import Context
from resolvers.feed import following as feed
from resolvers.feed.following import follow
from resolvers.feed.tail import Tail
from tests.builders import KIDNEY, SURGERY, THEATRE, TODAY, WARD
from tests.following import filled, rename
from tests.keeping import kept, until

UNITS = (THEATRE, WARD, SURGERY, KIDNEY)


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


async def test_who_takes_long_to_read_what_came_together_reads_it_in_several_views(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database ends a view after a while; none lasts as long as this follower."""
    monkeypatch.setattr(feed, "SHORT", 0.3)
    await filled(engine)
    tail = Tail(engine)
    async with tail.kept(), Snapshot(engine, whole=1.5) as snapshot:
        reader = PostgresReader(snapshot)
        following = follow(Context(reader, TODAY), tail, None, None, None)
        told = asyncio.ensure_future(anext(following))
        await until(lambda: tail.followers == 1)
        for code in UNITS:
            await rename(engine, code, f"Nr. {code}")

        for code in UNITS:
            change = await told
            assert change.sor_code == code
            [unit] = await reader.units([code], Moment(TODAY))
            assert unit is not None
            assert unit.name == f"Nr. {code}"
            await asyncio.sleep(0.8)
            told = asyncio.ensure_future(anext(following))
        told.cancel()
