"""Two real PostgreSQL servers: a primary, and a replica that was made of it by pg_basebackup and streams from it."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from db.embedded import account, binaries
from db.embedded.cluster import environment
from db.migrating import migrate
from tests import tidy

DATABASE, USER = "register", "sor"
SETTINGS = {
    "fsync": "off",  # killed they are, but never their machine
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "32MB",
    "timezone": "Europe/Copenhagen",
    "wal_retrieve_retry_interval": "100ms",
    "max_standby_streaming_delay": "200ms",
    "log_min_messages": "fatal",
}


@dataclass(slots=True)
class Postgres:
    """A server of its own. `more`: settings that only it has."""

    data: Path
    port: int
    more: dict[str, str] = field(default_factory=dict)

    def address(self, database: str = DATABASE) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        settings = {**SETTINGS, **self.more, "port": str(self.port), "unix_socket_directories": ""}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        program(self.data, "postgres", "-D", str(self.data), *options, wait=False)
        until = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until, "PostgreSQL does not start"
            time.sleep(0.02)

    def end(self, by: int = signal.SIGQUIT) -> None:
        """At once, as by the loss of its machine: nothing is written down any more."""
        written = self.data / "postmaster.pid"
        if not written.exists():
            return
        os.kill(int(written.read_text().splitlines()[0]), by)
        until = time.monotonic() + 60
        while written.exists():
            assert time.monotonic() < until, "PostgreSQL does not end"
            time.sleep(0.01)

    def ask(self, statement: str, database: str = DATABASE) -> Any:
        """The first value of what a statement gives."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]

    def promote(self) -> None:
        assert self.ask("SELECT pg_promote(wait => true)") is True

    def _answers(self) -> bool:
        try:
            return bool(self.ask("SELECT 1", "postgres") == 1)
        except psycopg.OperationalError:
            return False


@dataclass(slots=True)
class Pair:
    primary: Postgres
    replica: Postgres

    def pause(self) -> None:
        """From here on the replica takes in what it is sent, and shows nothing of it."""
        self.replica.ask("SELECT pg_wal_replay_pause()")
        while self.replica.ask("SELECT pg_get_wal_replay_pause_state()") != "paused":
            time.sleep(0.01)

    def resume(self) -> None:
        self.replica.ask("SELECT pg_wal_replay_resume()")

    def caught_up(self) -> None:
        """Waits until the replica shows all that the primary has."""
        position = self.primary.ask("SELECT pg_current_wal_lsn()")
        until = time.monotonic() + 60
        while not self.replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"):
            assert time.monotonic() < until, "the replica does not catch up"
            time.sleep(0.01)

    def both(self) -> str:
        """The address of whichever can be written to."""
        return f"postgresql://{USER}@127.0.0.1:{self.primary.port},127.0.0.1:{self.replica.port}/{DATABASE}"

    def again(self, server: Postgres) -> None:
        """A server is made anew of the one that is the primary, and follows it."""
        [other] = [one for one in (self.primary, self.replica) if one is not server]
        server.end()
        shutil.rmtree(server.data)
        copied(other, server)
        server.start()


def program(data: Path, name: str, *words: str, wait: bool = True) -> None:
    """One of the server's own, run as its user; without `wait` it is nobody's child."""
    runs_as = account.of_server(data)
    command = [str(binaries.programs(runs_as) / name), *words]
    command = command if wait else ["/bin/sh", "-c", '"$0" "$@" &', *command]
    log = data.with_suffix(".log")
    with log.open("ab") as said:
        told: dict[str, Any] = {"stdout": said, "stderr": said, "stdin": subprocess.DEVNULL, "env": environment()}
        done = subprocess.run(command, cwd=data.parent, start_new_session=True, **told, **runs_as.process())
    assert done.returncode == 0, log.read_text()


def copied(primary: Postgres, replica: Postgres) -> None:
    source = f"host=127.0.0.1 port={primary.port} user={USER}"
    program(replica.data, "pg_basebackup", "-D", str(replica.data), "-d", source, "-R", "-X", "stream", "-c", "fast")


@contextmanager
def pair() -> Iterator[Pair]:
    """With a small tidy register; neither waits for the other."""
    folder = Path(tempfile.mkdtemp(prefix="sor-pair-"))
    runs_as = account.of_server(folder / "primary")
    if runs_as.other:
        os.chown(folder, runs_as.uid, runs_as.gid)
    primary, replica = (Postgres(folder / name, free()) for name in ("primary", "replica"))
    try:
        program(primary.data, "initdb", "-D", str(primary.data), "-U", USER, "--auth=trust", "--encoding=UTF8", *LOCALE)
        primary.start()
        primary.ask(f"CREATE DATABASE {DATABASE}", "postgres")
        migrate(primary.address())
        asyncio.run(tidy.stored(primary.address()))
        copied(primary, replica)
        replica.start()
        yield Pair(primary, replica)
    finally:
        for server in (replica, primary):
            server.end()
        shutil.rmtree(folder)


LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions", "--no-sync")


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
