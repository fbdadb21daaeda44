"""A register on whose way somebody may stand: the way to PostgreSQL that can be shut, and who keeps the register."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from db.reading.choosing import Readers
from db.reading.resident.keeping import Keeper
from db.reading.snapshot import Snapshot
from domain.periods import Moment
from tests.builders import THEATRE, TODAY
from tests.keeping import until

SOCKET = ".s.PGSQL.5432"
NOW = Moment(TODAY)


@dataclass(slots=True)
class Way:
    """A way to a PostgreSQL, that can be shut."""

    url: URL
    folder: Path
    open_: asyncio.Server | None = None
    used: list[asyncio.StreamWriter] = field(default_factory=list)
    going: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def address(self) -> str:
        """Of the same database; whoever serves this socket is no user of PostgreSQL's own."""
        url = self.url.difference_update_query(["requirepeer"]).update_query_dict({"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    async def open(self) -> None:
        self.open_ = await asyncio.start_unix_server(self._go, self.folder / SOCKET)

    def shut(self) -> None:
        assert self.open_ is not None
        self.open_.close()
        (self.folder / SOCKET).unlink(missing_ok=True)
        for writer in self.used:
            writer.transport.abort()
        self.used.clear()

    def freeze(self) -> None:
        """Nobody who is connected hears anything more, and no connection is closed; others are let in."""
        for writer in self.used:
            writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def left(self) -> None:
        """Shut, and once all have gone who were on it."""
        self.shut()
        for one in self.going:
            one.cancel()
        await asyncio.gather(*self.going, return_exceptions=True)

    async def _go(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.used.append(writer)
        going = asyncio.current_task()
        assert going is not None
        self.going.add(going)
        going.add_done_callback(self.going.discard)
        there = await asyncio.open_unix_connection(f"{self.url.query['host']}/{SOCKET}")
        self.used.append(there[1])
        await asyncio.gather(_carried(reader, there[1]), _carried(there[0], writer))


async def _carried(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    try:
        while some := await source.read(65536):
            to.write(some)
            await to.drain()
    except OSError:
        pass
    finally:
        to.close()


@dataclass(frozen=True, slots=True)
class Hall:
    """A register on whose way one may stand, and who keeps it."""

    way: Way
    keeper: Keeper
    readers: Readers
    url: str
    engine: AsyncEngine

    async def name(self, alone: bool = True, least: int = 0) -> tuple[str, float | None]:
        """What the theatre is called, and how old that is."""
        async with Snapshot(self.engine, least=least) as snapshot:
            reader = self.readers.reader(snapshot, alone)
            [unit] = await reader.units([THEATRE], NOW)
        assert unit is not None
        return unit.name, getattr(reader, "age", None)

    async def lost(self) -> None:
        self.way.shut()
        await until(lambda: self.keeper.current() is None)
        await self.readers.settled()


@asynccontextmanager
async def hall(url: str, patience: float = 60) -> AsyncIterator[Hall]:
    folder = Path(tempfile.mkdtemp(prefix="sor-way-"))
    way = Way(make_url(url), folder)
    await way.open()
    keeper = Keeper(make_url(way.address), None, patience=patience)
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(keeper.kept())
            await until(lambda: keeper.current() is not None)
            engine = engine_of(way.address)
            stack.push_async_callback(engine.dispose)
            yield Hall(way, keeper, Readers(engine, keeper), url, engine)
    finally:
        await way.left()
        shutil.rmtree(folder)
