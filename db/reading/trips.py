"""A trip to the database: several statements over one connection, and what comes of them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.reading.wire import Driver, Sent, Wire

_SHUT_DOWN = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown, psycopg.errors.IdleSessionTimeout)
"""What the server says as it closes a connection, perhaps before the driver has seen it closed."""

_NOT_KEPT = (*_SHUT_DOWN, psycopg.errors.ReadOnlySqlTransaction)
"""Nor is a connection to a server that can only be read now: the next one may be to the new primary."""


def wire_of(connection: AsyncConnection) -> Wire:
    assert connection.sync_connection is not None
    raw = connection.sync_connection.connection  # which is there: nothing is waited for
    driver: Driver | None = raw.driver_connection
    assert driver is not None
    wire: Wire | None = raw.info.get("wire")
    if wire is None or wire.driver is not driver:
        wire = raw.info["wire"] = Wire(driver, raw.info)
    return wire


async def trip(connection: AsyncConnection, wire: Wire, words: Sequence[Sent | bytes]) -> list[list[Any]]:
    """What each statement gives; mere words among them give nothing.

    Raises `DBAPIError` where the database has something against one of them; those behind it were not asked. A
    connection that was interrupted or is lost is given up, as SQLAlchemy does.
    """
    try:
        return await wire.asked(words)
    except psycopg.Error as error:
        lost = wire.driver.closed or wire.driver.broken or isinstance(error, _NOT_KEPT)
        if lost:
            await connection.invalidate(error)
        first = next((one for one in words if not isinstance(one, bytes)), None)
        raise DBAPIError.instance(
            "" if first is None else first.asked.text.decode(),
            () if first is None else first.values,
            error,
            psycopg.Error,
            connection_invalidated=lost,
            dialect=connection.dialect,
        ) from error
    except asyncio.CancelledError as interrupted:
        await connection.invalidate(interrupted)
        raise
