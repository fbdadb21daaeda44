"""Connections that wait for the server only so long: one that is frozen, or gone without a word, answers nothing."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncConnection

GRACE = 5.0
"""Seconds beyond the limit at which the server itself ends a statement: until then it is only slow."""

PING = 3.0
"""Seconds within which a connection that was idle says that it is there."""

INTERVAL = 0.1
R = TypeVar("R")


class Patient(psycopg.AsyncConnection[TupleRow]):
    """`within`: seconds for which an answer is waited for; none is for ever. `usual`: what it is at the beginning.
    `waiting`: those of the same pool that wait for an answer now."""

    within: float | None = None
    usual: float | None = None
    waiting: "set[Patient]" = set()  # noqa: RUF012, each pool has its own

    async def wait(self, gen: PQGen[R], interval: float = INTERVAL, timeout: float | None = None) -> R:  # noqa: ASYNC109
        """Raises `psycopg.OperationalError` when its patience is at its end: the connection is closed then."""
        if timeout is not None:
            return await super().wait(gen, interval, timeout)
        self.waiting.add(self)
        try:
            return await super().wait(gen, interval, self.within)
        except psycopg.errors._WaitTimeout:
            raise self.given_up() from None
        finally:
            self.waiting.discard(self)

    def given_up(self) -> psycopg.OperationalError:
        """Closes the connection: whatever comes on it now is the answer to nothing."""
        self.pgconn.finish()
        return psycopg.OperationalError(f"the server has not answered for {self.within:g} seconds")

    def hang_up(self) -> None:
        """Whoever waits on it is told that it is lost, and closes it: until they have heard, its number is not to be
        another's."""
        with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(self.pgconn.socket)) as line:
            line.shutdown(socket.SHUT_RDWR)


def creator(within: float | None, waiting: set[Patient]) -> Callable[..., Awaitable[Patient]]:
    """What makes the connections of an engine. `waiting`: where those are found that wait for an answer."""

    async def made(*told: Any, **more: Any) -> Patient:
        connection = await Patient.connect(*told, **more)
        connection.within = connection.usual = within
        connection.waiting = waiting
        return connection

    return made


@asynccontextmanager
async def patience(driver: psycopg.AsyncConnection[TupleRow]) -> AsyncIterator[None]:
    """Around waiting for what a connection is sent in other ways than its own. Raises the same."""
    if not isinstance(driver, Patient):
        yield
        return
    driver.waiting.add(driver)
    try:
        async with asyncio.timeout(driver.within):
            yield
    except TimeoutError:
        raise driver.given_up() from None
    finally:
        driver.waiting.discard(driver)


@contextmanager
def shortly(connection: Any) -> Iterator[None]:
    """Inside, a connection of a pool is waited for with less patience: it has only to say that it is there."""
    driver: Patient = connection.driver_connection
    before, driver.within = driver.within, PING
    try:
        yield
    finally:
        driver.within = before


def as_usual(connection: Any, _: object) -> None:
    """What a connection was told for one use it forgets when it is given back."""
    if connection is not None:
        connection.driver_connection.within = connection.driver_connection.usual


async def without_end(connection: AsyncConnection) -> None:
    """Until it is given back, this connection waits as long as it takes."""
    driver = (await connection.get_raw_connection()).driver_connection
    if isinstance(driver, Patient):
        driver.within = None
