"""A PostgreSQL of a storm's own, or of some tests', and all that is done to it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from db.embedded import Embedded

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
CUT = f"SELECT count(pg_terminate_backend(pid)) {OTHERS}"


class Postgres:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.embedded = Embedded(folder)
        self.address = self.embedded.start()

    def stop(self) -> None:
        """Fast: what is under way is taken back, and everything is written down."""
        self.embedded.stop()

    def kill(self) -> None:
        """At once, as by the loss of its machine: it has to recover when it starts."""
        written = self.folder / "postgresql" / "data" / "postmaster.pid"
        os.kill(self.process, signal.SIGQUIT)
        while written.exists():
            time.sleep(0.01)

    def start(self) -> None:
        self.embedded.stop()
        self.embedded = Embedded(self.folder)
        self.embedded.start()

    def crash(self) -> None:
        """One process of a client is killed: the server ends all others and recovers by itself."""
        with self.connection() as connection:
            row = connection.execute(f"SELECT min(pid) {OTHERS}".encode()).fetchone()
        if row and row[0]:
            with suppress(ProcessLookupError):
                os.kill(row[0], signal.SIGKILL)

    def recovered(self) -> None:
        """Waits until it lets somebody in again."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            time.sleep(0.2)
            with suppress(psycopg.OperationalError):
                self.run("SELECT 1")
                return

    @property
    def process(self) -> int:
        return int((self.folder / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """None of its processes does anything, as on a machine without its disk; no connection is closed."""
        told = Path(f"/proc/{self.process}/task/{self.process}/children").read_text()
        family = [self.process, *map(int, told.split())]
        signalled(family, signal.SIGSTOP)
        try:
            yield
        finally:
            signalled(family, signal.SIGCONT)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Nobody gets a connection who has none."""
        with ExitStack() as stack:
            with suppress(psycopg.OperationalError):
                while True:
                    stack.enter_context(self.connection())
            yield

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """As a primary is that another one takes over from."""
        self.run("ALTER DATABASE sor SET default_transaction_read_only = on")
        self.run(CUT)
        try:
            yield
        finally:
            with self.connection() as connection:
                connection.execute("SET default_transaction_read_only = off")
                connection.execute("ALTER DATABASE sor RESET default_transaction_read_only")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody keeps a table."""
        with self.connection() as connection, connection.transaction():
            connection.execute("LOCK TABLE unit_version IN SHARE ROW EXCLUSIVE MODE")
            yield

    def connection(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address, autocommit=True, application_name="storm")

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []


def signalled(family: list[int], number: int) -> None:
    for process in family:
        with suppress(ProcessLookupError):
            os.kill(process, number)
