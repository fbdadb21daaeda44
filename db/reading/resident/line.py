"""The resident register's own line to the database: consistent views, values as the texts they are written as."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.string import TextLoader
from sqlalchemy import URL

from db.engine import connect_args

APPLICATION = "sor resident"
BATCH = 2_000
"""Rows taken at a time; between two batches others have their turn."""

TIMEOUT = 120.0
"""Seconds that one statement may take: the first rows of a register of millions are a while in coming."""

_AS_TEXT = ("bool", "date", "daterange", "int2", "int4", "int8", "numeric", "timestamptz", "uuid")
# Read from its first row to its last, which is not what the database takes a cursor for.
_WHOLE = "-c cursor_tuple_fraction=1 -c datestyle=ISO"


class Line:
    """One connection for one reader; `statements` counts what it has asked."""

    def __init__(self, connection: psycopg.AsyncConnection[TupleRow]) -> None:
        self.statements = 0
        self._connection = connection

    @classmethod
    async def open(cls, url: URL) -> Self:
        """Raises `psycopg.Error`, or `OSError`."""
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        told: dict[str, Any] = connect_args(url, APPLICATION, TIMEOUT)
        told["options"] += f" {_WHOLE}"
        connection = await psycopg.AsyncConnection.connect(address, **told)
        await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        await connection.set_read_only(True)
        for name in _AS_TEXT:
            connection.adapters.register_loader(name, TextLoader)
        # Few statements, asked again and again: none is planned twice.
        connection.prepare_threshold = 0
        return cls(connection)

    async def close(self) -> None:
        await self._connection.close()

    @asynccontextmanager
    async def view(self) -> AsyncIterator[None]:
        """What is read inside is of one moment."""
        async with self._connection.transaction():
            yield

    async def rows(self, statement: str, given: Mapping[str, Any] | None = None) -> list[TupleRow]:
        self.statements += 1
        return await (await self._connection.execute(statement.encode(), given)).fetchall()

    async def batches(self, statement: str, given: Mapping[str, Any] | None = None) -> AsyncIterator[list[TupleRow]]:
        """The same for many rows. The database works on the next batch while this one is looked at."""
        self.statements += 1
        async with self._connection.cursor("all") as cursor:
            await cursor.execute(statement.encode(), given)
            ahead = asyncio.create_task(cursor.fetchmany(BATCH))
            try:
                while rows := await ahead:
                    ahead = asyncio.create_task(cursor.fetchmany(BATCH))
                    await asyncio.sleep(0)
                    yield rows
            finally:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)
