"""Whether the database can be had at all, asked as soon as memory can no longer be known to be current."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from sqlalchemy import URL

from db.address import places, plain
from db.engine import connect_args, shut, unavailable
from db.reading.resident.line import APPLICATION

EVERY = 0.5
"""Seconds after which is asked again, as long as there is doubt."""

WITHIN = 2.0
"""Seconds within which a server lets somebody in; one that is frozen takes connections, and does not."""

SILENT = f"The database has not let anybody in for {WITHIN:g} seconds."
NOBODY = "None of the database's servers that could be asked so far lets anybody in."
EXPIRED = "timeout expired"
"""What psycopg says of each server that lets nobody in, also where it has asked others after it."""

log = structlog.stdlib.get_logger("sor.resident")


class Reach:
    """`why`: in a sentence, what keeps everybody from the database; none while it is there. `unsettled`: something was
    lost, and nobody knows yet whether the database was. `hung_up`: is called when it has been silent for so long that
    there is no use in waiting for an answer, again and again.

    A server that is there and lets us in no more (a password, a database that was dropped) is not away: what it
    refuses is not to be had elsewhere.
    """

    def __init__(self, url: URL, sure: Callable[[], bool], found: Callable[[], None]) -> None:
        """`sure`: whether there is nothing to ask. `found`: to be called when the database is there after a doubt."""
        self.why: str | None = None
        self.unsettled = False
        self._url = url
        self._told: dict[str, Any] = connect_args(url, f"{APPLICATION} reach", WITHIN)
        self._told["connect_timeout"] = round(WITHIN)
        servers = len(places(url))
        self._within = WITHIN if servers == 1 else 2 * WITHIN * servers  # each may have two addresses
        self.hung_up: list[Callable[[], None]] = []
        self._sure = sure
        self._found = found
        self._asked = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []
        self._occasion = object()
        self._since = 0.0

    @property
    def silent(self) -> str | None:
        """`why`, if it is that connections are made and nobody is let in; of several servers, at one of them, and none
        of the others can be written to."""
        return self.why if self.why is SILENT else None

    def doubt(self) -> None:
        """Something was lost. From any thread; who then waits for what it means has it asked at once."""
        self._occasion = object()
        self.unsettled = self.why is None

    def there(self) -> None:
        """It was heard of."""
        self._occasion = object()
        self._settle(None)

    async def settled(self) -> None:
        """Waits until what was lost is known to be the database, or not to be; not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * WITHIN):
                while self.unsettled:
                    waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.append(waiting)
                    self._asked.set()
                    await waiting

    async def watch(self) -> None:
        """For as long as the process runs; to be cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._asked.wait()
            self._asked.clear()
            if self._sure():
                self._settle(None)
                continue
            if not self.unsettled:
                self.doubt()
            occasion = self._occasion
            why = await self._why()
            if occasion is self._occasion:
                again = self.silent is not None
                self._settle(why)
                if again and self.silent is not None:
                    self._hang_up()
            else:  # more was lost meanwhile, or it was found
                self._asked.set()

    async def _why(self) -> str | None:
        """What keeps everybody from the database now."""
        try:
            async with asyncio.timeout(self._within):
                connection = await psycopg.AsyncConnection.connect(plain(self._url), **self._told)
            await connection.close()
        except TimeoutError:  # of several the last may not have been asked
            return SILENT if self._within == WITHIN else NOBODY
        except (psycopg.Error, OSError) as error:
            if EXPIRED in str(error):
                return SILENT
            return None if shut(error) else str(unavailable(self._url, error))
        return None

    def _hang_up(self) -> None:
        for hung_up in self.hung_up:
            hung_up()

    def _settle(self, why: str | None) -> None:
        before, doubted = self.why, self.unsettled
        self.why, self.unsettled = why, False
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)
        if why is not None and before is None:
            self._since = time.monotonic()
            log.warning("the database is away", why=why)
        if why is None and before is not None:
            log.info("the database is there again", seconds=round(time.monotonic() - self._since, 1))
        if why is None and (doubted or before is not None):
            self._found()
