"""The bell of the feed: one connection of the process listens for what is told, and says so when it no longer can."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from sqlalchemy import URL

from db.engine import connect_args
from db.writing.change import CHANNEL

APPLICATION = "sor feed"
QUIET = 10.0
"""Seconds without a ring after which the connection is asked whether it is still there."""

ANSWERS_WITHIN = 10.0
SHORTEST, LONGEST = 0.1, 10.0
"""Seconds between attempts to listen again: twice as long each time."""

log = structlog.stdlib.get_logger("sor.feed")


class Bell:
    """Calls `rung` when something may have been told, with the number of the change set if it is of one, also each time
    it begins to listen; and `lost` when it was
    listening and no longer is. A ring is no promise: what was told may still be held up by an earlier transaction."""

    def __init__(
        self, url: URL, rung: Callable[[str], None], lost: Callable[[], None], application: str = APPLICATION
    ) -> None:
        self._url = url
        self._application = application
        self._rung = rung
        self._lost = lost
        self._wait = SHORTEST
        self._hurried = asyncio.Event()

    def hurry(self) -> None:
        """To be called by who knows that the database is there again: it is listened to at once."""
        self._hurried.set()

    async def listen(self) -> None:
        """For as long as the process runs; to be cancelled."""
        while True:
            try:
                await self._connected()
            except (psycopg.Error, OSError, TimeoutError) as reason:
                if self._wait in (SHORTEST, LONGEST):  # at once, and as long as it lasts now and then
                    log.warning("the bell of the feed is lost", reason=type(reason).__name__, again_in=self._wait)
            self._hurried.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._wait):
                    await self._hurried.wait()
            self._wait = min(self._wait * 2, LONGEST)

    async def _connected(self) -> None:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        told: dict[str, Any] = connect_args(self._url, self._application, 0)
        connection = await psycopg.AsyncConnection.connect(address, autocommit=True, **told)
        try:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._wait = SHORTEST
            self._rung("")
            await self._hear(connection)
        except (psycopg.Error, OSError, TimeoutError):
            self._lost()
            raise
        finally:
            await connection.close()

    async def _hear(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for ring in connection.notifies(timeout=QUIET):
                self._rung(ring.payload)
            async with asyncio.timeout(ANSWERS_WITHIN):
                await connection.execute("SELECT 1")
