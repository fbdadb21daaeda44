"""A pool of connections that tells how long they were waited for, gives up without a word those that are lost, and asks
for none, nor waits on any, while its server is known to be silent."""

from collections.abc import Callable, Set
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidRequestError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, PoolProxiedConnection, PoolResetState

from db.patience import Patient


class Pool(AsyncAdaptedQueuePool):
    """`waits` counts connections that were asked for, `waited` the seconds until they were there, or were not: given
    back by somebody else, or made and proved."""

    _sqla_logger_namespace = "sqlalchemy.pool"  # what it logs is SQLAlchemy's, as before

    waits = 0
    waited = 0.0
    silent: Callable[[], str | None] | None = None
    """Why nobody is answered by the server now; none while it answers, or nobody knows."""

    waiting: Set[Patient] = frozenset()
    """Connections on which an answer is waited for now."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **{**more, "reset_on_return": None})
        if more.get("_dispatch") is None:  # else it takes over what the pool before it listened to
            event.listen(self, "reset", _taken_back)

    def connect(self) -> PoolProxiedConnection:
        if self.silent is not None and (why := self.silent()) is not None:
            raise OperationalError("SELECT 1", None, psycopg.OperationalError(why))
        began = perf_counter()
        try:
            return super().connect()
        except InvalidRequestError as error:  # those made anew were lost, too: a pooler takes them, its server is away
            gone = psycopg.OperationalError("connections are lost as soon as they are made")
            raise OperationalError("SELECT 1", None, gone) from error
        finally:
            self.waits += 1
            self.waited += perf_counter() - began

    def recreate(self) -> "Pool":
        new = super().recreate()
        assert isinstance(new, Pool)
        new.waits, new.waited, new.silent, new.waiting = self.waits, self.waited, self.silent, self.waiting
        return new

    @property
    def most(self) -> int:
        return self.size() + self._max_overflow


def _taken_back(connection: DBAPIConnection, record: ConnectionPoolEntry, state: PoolResetState) -> None:
    """What is under way on a connection that is given back. SQLAlchemy would log an error with its stack for each one
    that was lost meanwhile; whoever was using it has been told."""
    if state.transaction_was_reset or not state.asyncio_safe:
        return
    try:
        connection.rollback()
    except psycopg.Error as lost:
        record.invalidate(lost)


def pool_of(engine: AsyncEngine) -> Pool:
    pool = engine.sync_engine.pool
    assert isinstance(pool, Pool)
    return pool


def refuse_while(engine: AsyncEngine, silent: Callable[[], str | None]) -> None:
    """From now on whoever wants a connection while a server is silent is told so at once, instead of after all limits.
    What has its connection already waits as before, until that is hung up."""
    pool_of(engine).silent = silent


def hang_up(engine: AsyncEngine) -> None:
    """Its server answers nobody: who waits for an answer is told so now, as if the connection had been lost."""
    for connection in list(pool_of(engine).waiting):
        connection.hang_up()
