"""Behind a connection pooler: in transaction mode nothing that is set lasts from one transaction to the next."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

POOLED = "pooled"
"""Under which a connection's record says how its pooler is spoken to."""


class Pooler(StrEnum):
    """Who stands between the program and its databases. `PREPARED`: one that knows prepared statements of the protocol,
    as PgBouncer does from 1.21 on with `max_prepared_statements`."""

    NONE = "none"
    TRANSACTION = "transaction"
    PREPARED = "prepared"


def startup(pooler: Pooler, usual: dict[str, str], own: str, firm: dict[str, str]) -> dict[str, Any]:
    """What a connection is made with so that it has these options: usual ones, over them its address's `own`, over
    those what is not the address's to say.

    A pooler refuses options, or gives them to whoever has the connection next: each transaction sets its own then.
    """
    if pooler is not Pooler.NONE:
        return {}
    return {"options": " ".join(filter(None, [_options(usual), own.strip(), _options(firm)]))}


def set_for_each_transaction(engine: AsyncEngine, pooler: Pooler, options: dict[str, str]) -> None:
    """What `startup` could not say is said as each transaction begins, by SQLAlchemy or by a view (`opening_of`)."""
    if pooler is Pooler.NONE:
        return
    asked = _set(options)

    def connected(_: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info[POOLED] = (asked.encode(), pooler is Pooler.PREPARED)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(asked)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)


def opening_of(info: dict[Any, Any]) -> tuple[list[bytes], bool]:
    """What is said behind BEGIN on a connection, and whether statements may be prepared on it."""
    asked, prepares = info.get(POOLED, (None, True))
    return ([] if asked is None else [asked]), prepares


def _options(told: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in told.items())


def _set(options: dict[str, str]) -> str:
    told = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in options.items())
    return f"SELECT {told}"
