"""The resident register's own line to the database: consistent views, and what is stored as COPY writes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Self, TypeVar

import psycopg
from psycopg import pq
from psycopg.abc import Buffer, PQGen
from psycopg.rows import TupleRow
from psycopg.types.string import TextLoader
from sqlalchemy import URL

from db.engine import connect_args
from db.reading.resident.copying import copied

APPLICATION = "sor resident"
BATCH = 2_000
"""Lines taken at a time."""

SILENCE = 120.0
"""Seconds for which the database may say nothing: the first rows of a register of millions are a while in coming. How
long all of them take together is not limited."""

LOOK = 20.0
"""The same where little is asked. Others may have been let in long before, by the server that took this one's place."""

INTERVAL = 0.1

CANCELLING = 2.0
"""Seconds that the database may take to hear that a statement is to be stopped."""

_AS_TEXT = ("bool", "date", "daterange", "numeric", "timestamptz", "uuid")
_OPTIONS = "-c datestyle=ISO"
# A server that is lost without a word is noticed before anybody has waited for long.
_KEPT_ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}


R = TypeVar("R")


class Connection(psycopg.Connection[TupleRow]):
    """Waits for an answer, or for the next part of one, only so long."""

    silence: float | None = None

    def wait(self, gen: PQGen[R], interval: float = INTERVAL, timeout: float | None = None) -> R:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, silence := self.silence or SILENCE)
        except psycopg.errors._WaitTimeout:
            self.give_up()
            raise psycopg.OperationalError(f"the server has said nothing for {silence:g} seconds") from None

    def give_up(self) -> None:
        """What comes now is the answer to nothing; the server had better not work on it."""
        with suppress(psycopg.Error):
            self.cancel_safe(timeout=CANCELLING)
        self.close()


class Line:
    """One connection for one thread; `statements` counts what it has asked. Everything raises `psycopg.Error`."""

    def __init__(self, connection: Connection) -> None:
        self.statements = 0
        self._connection = connection
        self._between: Callable[[], None] = _nothing

    @classmethod
    def open(cls, url: URL) -> Self:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        told: dict[str, Any] = {**_KEPT_ALIVE, **connect_args(url, APPLICATION, statement_timeout=0)}
        told["options"] += f" {_OPTIONS}"
        connection = Connection.connect(address, **told)
        connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        connection.set_read_only(True)
        for name in _AS_TEXT:
            connection.adapters.register_loader(name, TextLoader)
        # Few statements, asked again and again: none is planned twice.
        connection.prepare_threshold = 0
        return cls(connection)

    def close(self) -> None:
        self._connection.close()

    def cancel(self) -> None:
        """Stops, from another thread, what is being asked; as well protected on its way as the question was."""
        self._connection.cancel_safe(timeout=CANCELLING)

    @contextmanager
    def view(self) -> Iterator[None]:
        """What is read inside is of one moment."""
        with self._connection.transaction():
            yield

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """Inside, nothing is asked that takes long: silence is waited out for a shorter time."""
        self._connection.silence = LOOK
        try:
            yield
        finally:
            self._connection.silence = None

    @contextmanager
    def between(self, batches: Callable[[], None]) -> Iterator[None]:
        """Inside, this is done before each batch is taken."""
        self._between = batches
        try:
            yield
        finally:
            self._between = _nothing

    def rows(self, statement: str, given: Mapping[str, Any] | None = None) -> list[TupleRow]:
        self.statements += 1
        return self._connection.execute(statement.encode(), given).fetchall()

    def lines(self, statement: str, given: Mapping[str, Any] | None = None) -> list[str]:
        """What a statement finds as COPY writes it: a line for each row, tabs between its columns."""
        self.statements += 1
        with self._connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT".encode(), given) as told:
            return _taken(told)

    def batches(self, statement: str) -> Iterator[list[str]]:
        """The same for many rows, some at a time. Who does not take all of them cannot ask the line anything more."""
        self.statements += 1
        pgconn = self._connection.pgconn
        try:
            for lines in copied(pgconn, statement, BATCH, SILENCE):
                self._between()
                yield _taken(lines)
        finally:
            if pgconn.transaction_status == pq.TransactionStatus.ACTIVE:
                self._connection.give_up()


def _taken(told: Iterable[Buffer]) -> list[str]:
    return b"".join(told).decode().split("\n")[:-1]


def _nothing() -> None:
    """There is nothing to do."""
