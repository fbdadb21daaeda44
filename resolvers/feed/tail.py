"""The end of the feed as one process has it: read once, however many follow, and woken by the bell."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import structlog
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from db.feed.bell import Bell
from db.feed.reading import entries, standing
from db.reading.snapshot import Snapshot, TookTooLong
from db.writing.turns import Busy, TooMuch
from domain.feed import Position, Told

KEPT = 5_000
"""Entries kept for those who follow; who is further behind reads them from the database."""

BATCH = 500
POLL = 5.0
"""Seconds after which is looked without a ring: an entry may have been held up by a transaction without entries."""

NOT_NOW = (DBAPIError, PoolTimeout, OSError, TookTooLong, Busy, TooMuch)
"""What the database answers with that cannot be asked at the moment."""

log = structlog.stdlib.get_logger("sor.feed")


class Tail:
    """`interruptions`: how often the bell was lost; who has followed since before one can no longer be sure.

    `stopping`: nobody may follow any longer.
    """

    def __init__(self, engine: AsyncEngine, direct: URL | None = None) -> None:
        """`direct`: the address at which the bell is heard, where that of the engine is a pooler's."""
        self.interruptions = 0
        self.stopping = False
        self._followers = 0
        self._alone = asyncio.Event()
        self._alone.set()
        self._listening = asyncio.Event()
        self._begun = asyncio.Event()
        self._engine = engine
        self._bell = Bell(direct or engine.url, self._ring, self._lost)
        self._rung = asyncio.Event()
        self._moved = asyncio.Event()
        self._recent: deque[Told] = deque()
        self._start: Position | None = None
        self._end: Position | None = None

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Kept up to date from here to the end; then those who follow are told to resume elsewhere."""
        tasks = [asyncio.create_task(self._bell.listen()), asyncio.create_task(self._keep())]
        try:
            yield
        finally:
            await self.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self, within: float = 5.0) -> None:
        """Ends what is followed, each with the word to resume, and waits until all have ended."""
        self.stopping = True
        self._wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._alone.wait()

    @property
    def end(self) -> Position | None:
        """The last entry that is known; none before it has been looked."""
        return self._end

    @property
    def followers(self) -> int:
        return self._followers

    @contextmanager
    def followed(self) -> Iterator[None]:
        """By one more, as long as it lasts."""
        self._followers += 1
        self._alone.clear()
        try:
            yield
        finally:
            self._followers -= 1
            if not self._followers:
                self._alone.set()

    async def heard(self) -> int:
        """The interruptions so far, once the bell is heard and the end of the feed is known."""
        await self._begun.wait()
        await self._listening.wait()
        return self.interruptions

    def behind(self, position: Position) -> list[Told] | None:
        """What is known to have come behind a position; none if that is further back than is kept."""
        if self._start is None or position < self._start:
            return None
        found: list[Told] = []
        for told in reversed(self._recent):
            if told.position <= position:
                break
            found.append(told)
        return found[::-1]

    async def moved(self, position: Position, interruptions: int) -> None:
        """Waits until something came behind a position, or until it is no use to wait."""
        while not self.stopping and self.interruptions == interruptions:
            if self._end is not None and self._end > position:
                return
            await self._moved.wait()

    def _ring(self, _: str) -> None:
        self._listening.set()
        self._rung.set()

    def _lost(self) -> None:
        self._listening.clear()
        self.interruptions += 1
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def _keep(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._rung.wait()
            self._rung.clear()
            try:
                await self._read_on()
            except NOT_NOW as reason:
                log.warning("the feed cannot be read", reason=type(reason).__name__)
                await asyncio.sleep(1)

    async def _read_on(self) -> None:
        async with Snapshot(self._engine) as view:
            if self._end is None:
                self._start = self._end = (await standing(view)).end
                self._begun.set()
                self._wake()
            while found := await entries(view, self._end, None, None, BATCH):
                self._recent.extend(found)
                while len(self._recent) > KEPT:
                    self._start = self._recent.popleft().position
                self._end = found[-1].position
                self._wake()
