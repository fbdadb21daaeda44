"""One request's view: a revision, and a database that is asked so that it tells of the same register."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from db.reading.postgres import PostgresReader
from db.reading.resident.revision import Revision
from domain.periods import Moment


class Keeping(Protocol):
    """Who keeps the register. None: it is not held in memory for now, so the database answers all."""

    async def newest(self) -> Revision | None: ...
    async def at_least(self, number: int) -> Revision | None:
        """A revision that holds a change set with this number; not waited for without end."""
        ...


class View:
    """Holds one revision from the first answer to the end.

    The database is looked at when it is first asked, and may be ahead by then. If nothing was answered from memory, a
    revision that is as new is taken; otherwise the database is asked what it knew at the instant of ours.

    `since`: the instant of `time.monotonic` at which the revision was last known to be current, where it is held
    though the database is away.
    """

    def __init__(self, revision: Revision | None, postgres: PostgresReader, keeping: Keeping) -> None:
        self.postgres = postgres
        self._keeping = keeping
        self._turn = asyncio.Lock()
        self._compared = False
        self._begin(revision)

    def revision(self, moment: Moment) -> Revision | None:
        """What to answer from, now; none for what only the database knows."""
        revision = self.held(moment)
        if revision is not None:
            self._answered = True
        return revision

    def current(self) -> Revision | None:
        """The same for questions without a moment."""
        self._answered = self._revision is not None
        return self._revision

    def held(self, moment: Moment) -> Revision | None:
        """The same, but perhaps nothing is answered from it. What was known at its instant is what it holds."""
        revision, known_at = self._revision, moment.known_at
        if revision is None or (known_at is not None and known_at != revision.recorded):
            return None
        return revision

    @property
    def number(self) -> int | None:
        """Of the revision; none where the database answers."""
        return None if self._revision is None else self._revision.number

    @property
    def age(self) -> float | None:
        return None if self.since is None else time.monotonic() - self.since

    async def moment(self, moment: Moment) -> Moment:
        """The moment to ask the database for, once it is known how far its view goes."""
        known_at = moment.known_at
        if known_at is not None and self._within_revision(known_at):
            return moment
        await self.compare()
        if self._known_at is None or (known_at is not None and known_at <= self._known_at):
            return moment
        return Moment(moment.at, self._known_at)

    async def compare(self) -> None:
        """Before the database is asked."""
        async with self._turn:
            while not self._compared:
                self._compared = await self._same()

    async def renew(self, within: AsyncConnection | None, least: int | None = None) -> None:
        """From here on the newest revision, one that holds at `least` a change set, or only what a change has written
        on its connection."""
        async with self._turn:
            await self.postgres.renew(within)
            if within is not None:
                self._begin(None)
            else:
                self._begin(await (self._keeping.newest() if least is None else self._keeping.at_least(least)))

    def let_go(self) -> None:
        """A revision that nobody asks is held for nothing: the whole of an old register, once all was loaded anew."""
        self.postgres.let_go()
        self._begin(None)

    def _begin(self, revision: Revision | None) -> None:
        self._revision = revision
        self._answered = False
        self._compared = revision is None
        self._known_at: datetime | None = None
        self.since: float | None = None

    def _within_revision(self, instant: datetime) -> bool:
        revision = self._revision
        return revision is None or (revision.recorded is not None and instant <= revision.recorded)

    async def _same(self) -> bool:
        """Whether revision and database tell of the same register now; else the database has a newer view opened."""
        revision = self._revision
        if revision is None:
            return True
        newer = await self.postgres.newer(revision.number)
        if newer is None:
            return True
        taken = None if self._answered else await self._keeping.at_least(newer.newest)
        if self._answered:  # perhaps only while one was waited for
            self._known_at = revision.recorded or newer.begun - timedelta(microseconds=1)
            return True
        self._revision, self.since = taken, None
        if taken is None or taken.number == newer.newest:
            return True
        await self.postgres.renew()
        return False
