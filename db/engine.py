"""The engine: connections to the register's PostgreSQL, each with a time limit, and whether they can be had at all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import URL, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from db.address import address as address
from db.address import places
from db.patience import GRACE, Patient, as_usual, creator, shortly
from db.pooling import Pooler, set_for_each_transaction, startup
from db.unavailable import Unavailable as Unavailable
from db.waiting import Pool, pool_of

OLDEST = 180000
"""PostgreSQL 18, as servers number themselves: the first with keys WITHOUT OVERLAPS and PERIOD."""

# Compiling a statement takes longer than any of ours runs; a subtree of a whole region is sorted in memory.
PLANNING = {"jit": "off", "work_mem": "32MB"}

_AWAY = ("08", "57P", "53300", "25P03", "25006", "40001", "53100", "53200", "58")
"""SQLSTATEs of connections refused or lost; of servers that start or stop, have no connections, disk or memory left,
can only be read because another one is the primary, had to end a question to follow that one (40001), or cannot get at
their files."""

CONNECT_WITHIN = 5
ONE_OF_SEVERAL_WITHIN = 2
WAIT_FOR_CONNECTION = 10.0

UNPREPARED: dict[str, Any] = {"prepare_threshold": None}

# A server whose machine is gone says nothing: the system asks whether it is there, while we wait for its answer.
KEPT_ALIVE: dict[str, str | int] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the server one process takes. `statement_timeout` in seconds; 0 is without limit. `wait`: seconds
    for which a connection is waited for, where all are in use."""

    statement_timeout: float = 15.0
    pool_size: int = 10
    overflow: int = 5
    wait: float = WAIT_FOR_CONNECTION


def engine(url: str, application: str = "sor", limits: Limits = Limits(), pooler: Pooler = Pooler.NONE) -> AsyncEngine:
    """Connects when first asked; `application` is what the server's own lists show. Raises `Unavailable`."""
    within = limits.statement_timeout + GRACE if limits.statement_timeout else None
    told = connect_args(address(url), application, limits.statement_timeout, pooler)
    waiting: set[Patient] = set()
    made = create_async_engine(
        address(url),
        connect_args={**told, "async_creator_fn": creator(within, waiting)},
        pool_size=limits.pool_size,
        max_overflow=limits.overflow,
        pool_timeout=limits.wait,
        poolclass=Pool,
    )
    pool_of(made).waiting = waiting
    event.listen(made.sync_engine, "checkout", _prove)
    set_for_each_transaction(made, pooler, {**PLANNING, **_limits(limits.statement_timeout)})
    event.listen(made.sync_engine, "checkin", as_usual)
    event.listen(made.sync_engine, "handle_error", _given_up)
    return made


@contextmanager
def unproven() -> Iterator[None]:
    """Inside, a connection is taken as it lies in the pool, though it may have been lost there: for who asks another
    one where the first has been lost. Else it is asked whether it is there, which takes as long as a question."""
    token = _UNPROVEN.set(True)
    try:
        yield
    finally:
        _UNPROVEN.reset(token)


def _prove(connection: DBAPIConnection, _: ConnectionPoolEntry, taken: PoolProxiedConnection) -> None:
    """One that is lost takes those with it that are as old."""
    if _UNPROVEN.get():
        return
    cursor = connection.cursor()
    try:
        with shortly(connection):
            cursor.execute("SELECT 1")
            connection.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error
    finally:
        cursor.close()


def _given_up(failed: ExceptionContext) -> None:
    """Connections to a server that can only be read now are not kept: the next ones may be to the new primary."""
    if isinstance(failed.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        failed.is_disconnect = True


_UNPROVEN = ContextVar("unproven", default=False)


def connect_args(url: URL, application: str, statement_timeout: float, pooler: Pooler = Pooler.NONE) -> dict[str, Any]:
    """How each connection is made, whatever options the address itself brings.

    The driver prepares nothing: it would have the server forget all that is prepared, ours too, whenever it takes a
    transaction back. What is worth being prepared is (`reading/wire.py`).
    """
    own = url.query.get("options", "")
    own = own if isinstance(own, str) else " ".join(own)
    options = startup(pooler, PLANNING, own, _limits(statement_timeout))
    return {"application_name": application, "connect_timeout": _seconds(url), **KEPT_ALIVE, **options, **UNPREPARED}


def _limits(statement_timeout: float) -> dict[str, str]:
    return {"timezone": "UTC", "statement_timeout": str(round(statement_timeout * 1000))}


def _seconds(url: URL) -> int:
    """For which one server is waited: with several, the next one is asked then, or those who come ask in vain."""
    told = url.query.get("connect_timeout")
    if isinstance(told, str) and told.isdigit():
        return int(told)
    return CONNECT_WITHIN if len(places(url)) == 1 else ONE_OF_SEVERAL_WITHIN


async def check_server(engine: AsyncEngine) -> None:
    """Raises `Unavailable`, in one sentence without the password, unless a PostgreSQL 18 or newer answers."""
    try:
        async with engine.connect() as connection:
            number = (await connection.execute(text("SELECT current_setting('server_version_num')::int"))).scalar_one()
    except (DBAPIError, PoolTimeout, OSError) as error:
        raise unavailable(engine.url, error) from None
    require_version(int(number))


def away(error: BaseException) -> bool:
    """Whether an error says that the server, or a connection to it, cannot be had at the moment."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError) or not isinstance(error.orig, psycopg.Error):
        return False
    # A connection that was never made, or broke without a word, has no SQLSTATE.
    nameless = error.orig.sqlstate is None and isinstance(error.orig, psycopg.OperationalError)
    return nameless or error.connection_invalidated or (error.orig.sqlstate or "").startswith(_AWAY)


def forbidden(error: BaseException) -> bool:
    """Whether the login of this server may not do in the database what was asked for."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.errors.InsufficientPrivilege)


def require_version(number: int) -> None:
    """`number` as `server_version_num` gives it: 180001 is 18.1. Raises `Unavailable`."""
    if number < OLDEST:
        raise Unavailable(
            f"The database server is PostgreSQL {number // 10000}.{number % 10000}, and the register needs 18 or "
            "newer: upgrade it, or leave SOR_DATABASE_URL out to use the one that comes along."
        )


def unavailable(url: URL, error: Exception) -> Unavailable:
    """Why the server at `url` cannot be had, told so that somebody can put it right."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    where = _where(url)
    for sign, told in _REASONS.items():
        if re.search(sign, str(cause)):
            return Unavailable(f"{where} {told.format(user=_user(url), database=url.database)}")
    if isinstance(cause, psycopg.Error) and (cause.sqlstate or "FATAL:" in str(cause)):
        return Unavailable(f"{where} does not serve us ({_brief(cause)}).")
    return Unavailable(f"{where} cannot be reached ({_brief(cause)}): is it running, and is SOR_DATABASE_URL right?")


def shut(error: Exception) -> bool:
    """Whether a server is there that lets us in no more, and will not by itself: it knows neither our user nor our
    password any longer, or not our database."""
    told = str(error)
    return "FATAL:" in told and re.search(f"{_FULL}|{_BEGINNING}", told) is None


_FULL = r"too many clients|connection slots are reserved|too many connections"
_BEGINNING = r"is starting up|is shutting down|not yet accepting connections|in recovery mode"

# A connection that is refused has no SQLSTATE, only the server's words.
_REASONS = {
    r"password authentication failed|no password supplied": (
        "refuses the password of {user}: correct it in SOR_DATABASE_URL."
    ),
    r"no pg_hba\.conf entry|authentication failed|role .* does not exist": (
        "does not let {user} in: correct SOR_DATABASE_URL or the server's pg_hba.conf."
    ),
    r"database .* does not exist": "has no database '{database}': create it, or correct SOR_DATABASE_URL.",
    _FULL: ("has no connections left: raise its max_connections, or use fewer workers."),
    _BEGINNING: "is starting or stopping: try again in a moment.",
}


def _where(url: URL) -> str:
    host = url.query.get("host", url.host) or "this machine"
    port = f":{url.port}" if url.port else ""
    if not isinstance(host, str) or "," in host:
        return f"The database server among {', '.join(places(url))}"
    return f"The database server at {host}{port}"


def _user(url: URL) -> str:
    return f"user '{url.username}'" if url.username else "its user"


def _brief(cause: BaseException | None) -> str:
    """The last line that says something: libpq tells of every address it tried, and ends with the reason."""
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    reasons = [line for line in lines if not line.startswith(("-", "Multiple connection attempts"))] or lines
    return reasons[0].rsplit("failed: ", 1)[-1].removeprefix("FATAL:").strip().rstrip(".") if reasons else "no reason"
