"""Which reader answers a request: the register held in memory while that is current, else the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import repeat

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import away
from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.resident import memory
from db.reading.resident.keeping import Keeper
from db.reading.resident.reader import ResidentReader
from db.reading.resident.revision import Revision
from db.reading.snapshot import Snapshot
from db.servers.databases import Databases
from db.waiting import hang_up, refuse_while

RESIDENT = "resident"
POSTGRES = "postgres"

PATIENCE = 2.0
AGAIN = 0.05
"""Seconds that a revision is waited for, and after which it is looked for again."""


class Readers:
    """Of one process. Without a `keeper` the database answers everything."""

    def __init__(self, source: AsyncEngine | Databases, keeper: Keeper | None = None) -> None:
        self._source = source
        self._keeper = keeper

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        memory.collect_seldom()
        async with memory.watched(), nullcontext() if self._keeper is None else self._keeper.kept():
            yield

    def reader(self, snapshot: Snapshot, alone: bool = False) -> Reader:
        """For one request. What has changed meanwhile is not in it, and what is held in memory is.

        `alone`: while the database is away, of the register as it was `age` seconds ago.
        """
        postgres = PostgresReader(snapshot)
        if self._keeper is None:
            return postgres
        revision = self._keeper.current()
        past = self.alone(snapshot.least) if alone and revision is None else None
        held = past or revision
        if held is not None:
            snapshot.least = max(snapshot.least, held.number)
        reader = ResidentReader(held, postgres, self._keeper)
        if past is not None:
            reader.alone(self._keeper.looked)
        return reader

    @property
    def current(self) -> bool:
        """Whether memory answers, and is known to hold all that is committed."""
        return self._keeper is not None and self._keeper.current() is not None

    def alone(self, least: int = 0) -> Revision | None:
        """What memory answers from while no server can be asked, with a change set at least; none while one can, and
        where what is held is too old."""
        followed = isinstance(self._source, Databases) and self._source.followed
        return None if self._keeper is None or followed else self._keeper.alone(least)

    def spare(self, engine: AsyncEngine) -> None:
        """From now on nobody asks the primary on these connections while there is no use in it: they stay, and nobody
        is answered on any."""
        if self._keeper is not None:
            reach = self._keeper.reach
            refuse_while(engine, lambda: reach.silent)
            reach.hung_up.append(partial(hang_up, engine))

    @property
    def unsettled(self) -> bool:
        """Whether something was lost, and nobody knows yet whether the database was."""
        return self._keeper is not None and self._keeper.reach.unsettled

    async def settled(self) -> None:
        """Waits until it is known who answers; not for long."""
        if self._keeper is not None and self._keeper.current() is None:
            await self._keeper.reach.settled()

    def acknowledged(self, number: int) -> None:
        """The writer of a change set is about to be told that it is made: whoever asks this process sees it."""
        if self._keeper is not None:
            self._keeper.acknowledged(number)

    async def reach(self, number: int) -> int:
        """Waits until readers have the change set with this number, though not for long; the number of the newest one
        that they have."""
        newest = await self._newest(number)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for wait in repeat(AGAIN):
                    if isinstance(newest, int) and newest >= number:
                        break
                    await asyncio.sleep(wait)
                    newest = await self._newest(number)
        if isinstance(newest, DBAPIError):
            raise newest
        return newest

    def told(self) -> dict[str, object]:
        """Which reader answers now and, if it is the database though it need not be, why."""
        if self._keeper is None:
            return {"reader": POSTGRES}
        if (revision := self._keeper.current()) is not None:
            return {"reader": RESIDENT, "revision": revision.number}
        if (revision := self.alone()) is not None:
            now, age = datetime.now(UTC), timedelta(seconds=self._keeper.age)
            since, until = now - age, now - age + timedelta(seconds=self._keeper.patience)
            away = (
                f"Nobody could ask the database since {_written(since)}: {self._keeper.reach.why} Memory answers of "
                f"revision {revision.number}, which was current then, until {_written(until)} (SOR_STALE_LIMIT)."
            )
            return {"reader": RESIDENT, "revision": revision.number, "age": round(age.total_seconds()), "away": away}
        return {"reader": POSTGRES, "why": f"The register is not held in memory: {self._keeper.why}."}

    def figures(self) -> dict[str, float]:
        """Of what is held in memory: its `revision`, its `versions` of units, and how many seconds ago all that was
        committed was in it (`age`); `current` is 1 while it answers, `alone` while it does so because the database is
        away. Nothing, where nothing is held."""
        if self._keeper is None:
            return {}
        current = self._keeper.current()
        revision = current or self.alone()
        if revision is None:
            return {"current": 0, "alone": 0}
        return {
            "current": float(current is not None),
            "alone": float(current is None),
            "revision": revision.number,
            "versions": len(revision.by_name),
            "age": self._keeper.age,
        }

    async def _newest(self, number: int) -> int | DBAPIError:
        """The newest one, if need be of the primary; or what is in the way, which may be over in a moment."""
        revision = None if self._keeper is None else self._keeper.current()
        if self._keeper is not None and revision is not None and revision.number < number:
            revision = await self._keeper.newest()
        if revision is None:
            revision = self.alone()
        if revision is not None:
            return revision.number
        try:
            async with Snapshot(self._source, least=number) as snapshot:
                newest = await PostgresReader(snapshot).newer(0)
        except DBAPIError as error:
            if not away(error):
                raise
            return error
        return 0 if newest is None else newest.newest


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")
