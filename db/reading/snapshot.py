"""One request's view of the database: one moment, one connection, statements taken in turns and counted."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from math import inf
from types import TracebackType
from typing import Any, Self

import psycopg
from sqlalchemy import Executable, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import trail
from db.engine import away, unproven
from db.reading.coming import Make
from db.reading.trips import trip, wire_of
from db.reading.wire import PLANNED, Sent, Wire
from db.reading.written import kept, written
from db.servers.databases import Databases
from db.tables import ChangeSet

BEGIN, ROLLBACK = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", b"ROLLBACK"

TURNS = 6
"""Turns of the event loop that a statement waits for company. Questions that are asked side by side come to need the
database a few turns one after the other, and each trip takes as long as fifty turns."""

FIRST_TURNS = 1
"""Turns that the first statement waits: nobody asks side by side yet but who does so at once."""

_LAST_CHANGE = select(ChangeSet.recorded).order_by(ChangeSet.id.desc()).limit(1).scalar_subquery()
_STOPPED = (psycopg.errors.QueryCanceled, psycopg.errors.TransactionTimeout)
_NEWEST = kept(select(func.coalesce(func.max(ChangeSet.id), 0)))
_READ_AT = kept(select(func.coalesce(_LAST_CHANGE, func.transaction_timestamp())))


class TookTooLong(Exception):
    """The database stopped a statement, or what a dry run made of the register, at its time limit; nothing more can be
    read from this view. `seconds`: the limit, where it is the view's own; `whole`: it is that of all of the view."""

    def __init__(self, seconds: float | None = None, whole: bool = False) -> None:
        self.seconds = seconds
        self.whole = whole
        super().__init__(
            "The question took longer than it may. Ask for less at a time: a smaller page, "
            "a narrower filter or a smaller subtree."
        )


class _Behind(Exception):
    """A replica does not have yet what this view has to show."""


class _Asked:
    """A statement that somebody waits for, and what has become of it. `within`: the question that it is for."""

    __slots__ = ("outcome", "sent", "within")

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        self.within = trail.WITHIN.get()
        self.outcome: list[Any] | BaseException | None = None


class Snapshot:
    """Opened by its first statement, closed once; those who ask side by side take turns on it. `statements` counts what
    it has asked, `trips` how often it was waited for, `seconds` how long that took, connecting included.

    `within` is the connection of a change that is being made: what it has written so far is then what is read.

    Where there are replicas one of them is asked, if it has the change set `least`. What is read after a change, or
    anew, is read from the primary: whoever was told of something sees it.

    `limit`: seconds in which a statement of this view is stopped, where it has less than the others of its connection.
    `whole`: seconds after which the database ends the view, however many statements are still to come.
    """

    def __init__(
        self,
        source: AsyncEngine | Databases,
        within: AsyncConnection | None = None,
        least: int = 0,
        limit: float | None = None,
        whole: float | None = None,
    ) -> None:
        self._limit = limit
        self._whole = whole
        self._ends = inf
        self.statements = 0
        self.trips = 0
        self.seconds = 0.0
        self.least = least
        self._source = source
        self._engine = source if isinstance(source, AsyncEngine) else source.primary.engine
        self._pinned = within is not None
        self._away = False
        self._turn = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._waiting: list[_Asked] = []
        self._connection: AsyncConnection | None = within
        self._wire: Wire | None = None
        self._within = within is not None
        self._begun = False
        self._kept = False
        self._trial = False
        self._read_at: datetime | None = None
        self._closed = False
        self._failed: Exception | None = None

    async def rows(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, make: Make | None = None
    ) -> list[Any]:
        """What a statement gives: rows, or what is made of them as they come. Statements that wait for their turn at
        the same time are sent together.

        Raises `TookTooLong` when the database stops it, or what says that the connection is lost, then and ever after.
        """
        asked = written(statement)
        mine = _Asked(Sent(asked, asked.values(parameters), make))
        self._waiting.append(mine)
        try:
            async with self._turn:
                if mine.outcome is None:
                    await self._ask()
        finally:
            if mine in self._waiting:  # given up before it was sent
                self._waiting.remove(mine)
        if isinstance(mine.outcome, list):
            return mine.outcome
        assert mine.outcome is not None
        raise mine.outcome.with_traceback(None)

    async def _ask(self) -> None:
        """Has an outcome for each that waits."""
        for _ in range(TURNS if self._begun else FIRST_TURNS):
            await asyncio.sleep(0)
        asked, self._waiting = self._waiting, []
        began = time.perf_counter()
        outcome: BaseException | None = None
        try:
            for one, rows in zip(asked, await self._rows([one.sent for one in asked]), strict=True):
                one.outcome = rows
        except BaseException as error:
            outcome = error
            if not isinstance(error, Exception):  # who waits with me has not been interrupted
                outcome = self._failed = InterruptedError("somebody else's question was given up")
                raise
        finally:
            self.seconds += time.perf_counter() - began
            trail.went([trail.Sent(one.sent.asked.text, one.within) for one in asked], began)
            for one in asked:
                one.outcome = outcome if one.outcome is None else one.outcome

    async def _rows(self, sent: Sequence[Sent]) -> list[list[Any]]:
        if self._failed is not None:
            raise self._failed.with_traceback(None)
        if self._closed:
            raise RuntimeError("this snapshot is closed; another one would be of another moment")
        try:
            self.statements += len(sent)
            return await self._asked(sent)
        except DBAPIError as error:
            if self._timed_out(error):
                self._failed = TookTooLong(None if self._within else self._limit, self._over())
                raise self._failed from error
            if error.connection_invalidated:
                self._failed = error
            raise

    async def _asked(self, sent: Sequence[Sent]) -> list[list[Any]]:
        """What goes wrong is told, and a connection that was interrupted or is lost given up, as SQLAlchemy does."""
        if self._connection is not None:
            return await self._sent(self._connection, sent)
        if isinstance(self._source, AsyncEngine):
            return await self._first(self._source, sent)
        failed: DBAPIError | None = None
        for server in self._source.servers(self.least, self._pinned):
            check = self.least if server.replica else 0
            try:
                found = await self._first(server.engine, sent, check)
            except _Behind:
                await self._give_back()
            except DBAPIError as error:
                if not away(error):
                    raise
                await self._give_back()
                failed = error
            else:
                server.reads += 1
                server.shown = max(server.shown, check)
                self._away = server.replica
                return found
        assert failed is not None  # the primary is among them, and not behind
        raise failed

    async def _first(self, engine: AsyncEngine, sent: Sequence[Sent], least: int = 0) -> list[list[Any]]:
        """A connection may have been lost while nobody used it: if it says so at once, another one is asked."""
        if least:
            newest = written(_NEWEST)
            sent = [Sent(newest, newest.values(None)), *sent]
        with unproven():
            connection = await self._opened(engine)
        try:
            found = await self._sent(connection, sent)
        except DBAPIError as error:
            if self._begun or not error.connection_invalidated:
                raise
            await self._give_back()
            found = await self._sent(await self._opened(engine), sent)
        if least and found.pop(0)[0][0] < least:
            raise _Behind
        return found

    async def _sent(self, connection: AsyncConnection, sent: Sequence[Sent]) -> list[list[Any]]:
        wire = self._wire = self._wire or wire_of(connection)
        self.trips += 1
        try:
            rows = await trip(connection, wire, self._words(wire.opening, sent))
        except DBAPIError as error:
            self._begun = self._begun or not error.connection_invalidated
            raise
        except Exception:  # rows that nothing could be made of: all has been heard
            self._begun = True
            raise
        self._begun = True
        return rows

    def _bounds(self) -> Iterator[bytes]:
        """What the database is told of the times that a view may take, its statements and the whole of it."""
        for name, seconds in ((b"statement_timeout", self._limit), (b"transaction_timeout", self._whole)):
            if seconds is not None:
                yield b"SET LOCAL %s = %d" % (name, round(seconds * 1000))

    def _words(self, opening: Sequence[bytes], sent: Sequence[Sent]) -> list[Sent | bytes]:
        """The statements, and what has to be said before and between them. A change goes on as it was."""
        words: list[Sent | bytes] = [] if self._begun or self._within else [BEGIN, *opening, *self._bounds()]
        for one in sent:
            if one.asked.kept is not self._kept:
                self._kept = one.asked.kept
                words.append(PLANNED[self._kept])
            words.append(one)
        if self._within and self._kept:
            self._kept = False
            words.append(PLANNED[False])
        return words

    @property
    def steady(self) -> bool:
        """Whether what was read stays as it was read: not while a change goes on writing."""
        return not self._within

    def _timed_out(self, error: DBAPIError) -> bool:
        """The database tells why it closes a connection, which may come too late to be heard: a view, and a trial that
        is being read, lose their connection when their time is over."""
        return isinstance(error.orig, _STOPPED) or (error.connection_invalidated and (self._trial or self._over()))

    def _over(self) -> bool:
        """Whether the view has lasted until the database ends it, which it does to no change and to no trial."""
        return time.monotonic() >= self._ends

    async def read_at(self) -> datetime:
        """The instant this view is of: that of the last change it holds.

        Not the clock's: a change recorded before, but committed after this view was opened, is not in it, and would
        be if the view were asked for again as known at the clock's instant.
        """
        async with self._reading:
            if self._read_at is None:
                [(self._read_at,)] = await self.rows(_READ_AT)
            return self._read_at

    async def renew(self, within: AsyncConnection | None = None) -> None:
        """Gives back the connection; what is read from here on is read in another view, of what is then committed, or
        of what a trial has written (`within`, its connection)."""
        async with self._turn:
            self._read_at, self._failed, self._pinned = None, None, True
            await self._give_back()
            self._connection, self._wire = within, None
            self._within = self._trial = within is not None

    async def at_primary(self) -> bool:
        """What only the primary can tell is read from now on. Whether a view of a replica had to be given up for it."""
        self._pinned = True
        if self._turn.locked():  # perhaps a view is being opened
            async with self._turn:
                pass
        if self._away and self._connection is not None:
            await self.renew()
            return True
        return False

    async def close(self) -> None:
        if self._connection is None and not self._turn.locked():
            self._closed = True
            return
        async with self._turn:
            self._closed = True
            await self._give_back()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _give_back(self) -> None:
        begun, self._begun, self._kept, self._away = self._begun, False, False, False
        self._ends = inf
        if self._connection is not None and not self._within:
            connection, self._connection, wire, self._wire = self._connection, None, self._wire, None
            try:
                if begun and wire is not None and not connection.invalidated:
                    with suppress(psycopg.Error):  # the pool will see what is wrong
                        await wire.asked([ROLLBACK])
            finally:
                await connection.close()

    async def _opened(self, engine: AsyncEngine | None = None) -> AsyncConnection:
        if self._connection is None:
            # Not when the view is made: of many requests none asks the database.
            self._connection = await (engine or self._engine).connect()
            self._ends = inf if self._whole is None else time.monotonic() + self._whole
        return self._connection
