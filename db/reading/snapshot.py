"""One request's view of the database: one moment, one connection, statements taken in turns and counted."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import AsyncRawCursor
from psycopg.rows import TupleRow
from sqlalchemy import Executable, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.reading.drafts import undisturbed
from db.reading.written import Written, written
from db.tables import ChangeSet

Driver = psycopg.AsyncConnection[TupleRow]

_LAST_CHANGE = select(ChangeSet.recorded).order_by(ChangeSet.id.desc()).limit(1).scalar_subquery()
_SHUT_DOWN = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown, psycopg.errors.IdleSessionTimeout)
"""What the server says as it closes a connection, perhaps before the driver has seen it closed."""
_STOPPED = (psycopg.errors.QueryCanceled, psycopg.errors.TransactionTimeout)
_READ_AT = select(func.coalesce(_LAST_CHANGE, func.transaction_timestamp()))


class TookTooLong(Exception):
    """The database stopped a statement, or what a dry run made of the register, at its time limit; nothing more can be
    read from this view."""

    def __init__(self) -> None:
        super().__init__(
            "The question took longer than it may. Ask for less at a time: a smaller page, "
            "a narrower filter or a smaller subtree."
        )


class Snapshot:
    """Opened by its first statement, closed once; those who ask side by side take turns on it. `statements` counts what
    it has asked, `seconds` how long that took, connecting included.

    `within` is the connection of a change that is being made: what it has written so far is then what is read.
    """

    def __init__(self, engine: AsyncEngine, within: AsyncConnection | None = None) -> None:
        self.statements = 0
        self.seconds = 0.0
        self._engine = engine
        self._turn = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._connection: AsyncConnection | None = within
        self._driver: Driver | None = None
        self._within = within is not None
        self._trial = False
        self._read_at: datetime | None = None
        self._closed = False
        self._failed: Exception | None = None

    async def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> list[TupleRow]:
        """What a statement gives. Raises `TookTooLong` when the database stops it, or what says that the connection is
        lost, then and ever after."""
        async with self._turn:
            if self._failed is not None:
                raise self._failed.with_traceback(None)
            began = time.perf_counter()
            connection = await self._opened()
            self.statements += 1
            asked = written(statement)
            try:
                return await self._asked(connection, asked, asked.values(parameters))
            except DBAPIError as error:
                if self._timed_out(error):
                    self._failed = TookTooLong()
                    raise self._failed from error
                if error.connection_invalidated:
                    self._failed = error
                raise
            finally:
                self.seconds += time.perf_counter() - began

    async def _asked(self, connection: AsyncConnection, asked: Written, values: Sequence[Any]) -> list[TupleRow]:
        """Asked of the driver itself: many rows are read in half the time. What goes wrong is told, and a connection
        that was interrupted or is lost given up, as SQLAlchemy does."""
        driver = self._driver or await self._driver_of(connection)
        try:
            cursor = AsyncRawCursor(driver)
            await cursor.execute(asked.text, values, binary=True, prepare=asked.prepared)
            with undisturbed(cursor.rowcount):  # they have all come: nothing is waited for
                return await cursor.fetchall()
        except psycopg.Error as error:
            lost = driver.closed or driver.broken or isinstance(error, _SHUT_DOWN)
            if lost:
                await connection.invalidate(error)
            raise DBAPIError.instance(
                asked.text.decode(),
                values,
                error,
                psycopg.Error,
                connection_invalidated=lost,
                dialect=connection.dialect,
            ) from error
        except asyncio.CancelledError as interrupted:
            await connection.invalidate(interrupted)
            raise

    async def _driver_of(self, connection: AsyncConnection) -> Driver:
        raw = await connection.get_raw_connection()
        driver: Driver | None = raw.driver_connection
        assert driver is not None
        self._driver = driver
        return driver

    @property
    def steady(self) -> bool:
        """Whether what was read stays as it was read: not while a change goes on writing."""
        return not self._within

    def _timed_out(self, error: DBAPIError) -> bool:
        """The database tells why it closes a connection, which may come too late to be heard: a trial that is being
        read loses its connection when its time is over."""
        return isinstance(error.orig, _STOPPED) or (self._trial and error.connection_invalidated)

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
            self._read_at, self._failed = None, None
            await self._give_back()
            self._connection, self._driver = within, None
            self._within = self._trial = within is not None

    async def close(self) -> None:
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
        if self._connection is not None and not self._within:
            connection, self._connection, self._driver = self._connection, None, None
            await connection.close()

    async def _opened(self) -> AsyncConnection:
        if self._closed:
            raise RuntimeError("this snapshot is closed; another one would be of another moment")
        if self._connection is None:
            # Not when the view is made: of many requests none asks the database.
            self._connection = await self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            ).connect()
        return self._connection
