"""The server as a process: launched, waited for, ended."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from db.embedded.cluster import SOCKET, SUPERUSER, Cluster, environment, last_words
from db.embedded.locks import Lock
from db.unavailable import Unavailable

DATABASE = "sor"
START_WITHIN = 300.0
"""Seconds. A start takes one or two; after a power failure the server first puts its files in order."""

STOP_WITHIN = 60.0
PAUSE = 0.01
LOG_AT_MOST = 10_000_000
NOT_YET = ("starting up", "shutting down", "not yet accepting connections", "in recovery mode")
"""What the server answers while it starts or ends."""

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "shared_buffers": "192MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # small machines, and small /dev/shm in containers
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For servers that end with what they are for."""


@dataclass(frozen=True, slots=True)
class Process:
    """The server of a cluster, whether it runs or not; its files are beside the cluster's folder, in `home`.

    The server itself holds `server.lock`: as long as one of its processes lives the lock is taken, whatever
    postmaster.pid says of a process that may be long dead or, in a container, be another's by now.
    """

    home: Path
    cluster: Cluster
    settings: dict[str, str] = field(default_factory=lambda: SETTINGS)

    def address(self, database: str) -> str:
        sockets = quote(str(self.cluster.socket_folder), safe="")
        return f"postgresql://{SUPERUSER}@/{database}?host={sockets}&requirepeer={quote(self.cluster.account.name)}"

    def have_it_answer(self) -> None:
        """Launches it unless it lives, waits until it takes connections, and sees that it has our database.

        Raises `Unavailable` with its last words if it ends instead.
        """
        said_before = self._launch()
        end = time.monotonic() + START_WITHIN
        while not (self._ready() and self._has_database()):
            if self.gone():
                if said_before is not None:
                    raise Unavailable(f"The embedded PostgreSQL did not start: {self._last_words(said_before)}.")
                said_before = self._launch()  # it was about to end when we came
            if time.monotonic() > end:
                raise Unavailable(
                    f"The embedded PostgreSQL in {self.home} is not ready after {START_WITHIN:.0f} s: "
                    "server.log in that folder says why."
                )
            time.sleep(PAUSE)

    def end(self) -> None:
        """Has it finish what it does and write everything down; waits for its last process."""
        stopping = signal.SIGINT
        while not self.gone():
            if told := self._told():
                try:
                    os.kill(int(told[0]), stopping)
                except ProcessLookupError:  # it is in another container; its own users stop it
                    return
            until = time.monotonic() + STOP_WITHIN
            while not self.gone() and time.monotonic() < until:
                time.sleep(PAUSE)
            stopping = signal.SIGQUIT
        self.cluster.remove_socket_folder()

    def gone(self) -> bool:
        """Whether none of its processes lives any more."""
        life = Lock(self.home / "server.lock")
        try:
            return life.alone()
        finally:
            life.close()

    def _launch(self) -> int | None:
        """Starts it and gives the length of what earlier ones have logged; nothing, if it lives already."""
        life = Lock(self.home / "server.lock")
        log = self.home / "server.log"
        try:
            if not life.alone():
                return None
            self.cluster.prepare()
            self._clear_away()
            if log.exists() and log.stat().st_size > LOG_AT_MOST:
                log.replace(self.home / "server.log.1")
            said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                length = os.fstat(said).st_size
                self._spawn(said, life)
            finally:
                os.close(said)
            return length
        finally:
            life.close()

    def _clear_away(self) -> None:
        """What a killed server left: PostgreSQL would take the process it names for a server that lives."""
        sockets = self.cluster.socket_folder
        for left in (self.cluster.folder / "postmaster.pid", sockets / f"{SOCKET}.lock", sockets / SOCKET):
            left.unlink(missing_ok=True)

    def _spawn(self, log: int, life: Lock) -> None:
        """A shell starts it and ends, so that it is nobody's child and no key pressed here reaches it."""
        cluster = self.cluster
        sockets = cluster.place if cluster.socket_folder == cluster.folder else cluster.socket_folder
        settings = {**self.settings, "unix_socket_directories": '"' + str(sockets).replace('"', '""') + '"'}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        subprocess.run(
            ["/bin/sh", "-c", '"$0" "$@" &', str(cluster.programs / "postgres"), "-D", str(cluster.place), *options],
            cwd=cluster.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(life.descriptor,),
            start_new_session=True,
            check=True,
            **cluster.account.process(),
        )

    def _ready(self) -> bool:
        told = self._told()
        return len(told) > 7 and told[7].strip() == "ready"

    def _told(self) -> list[str]:
        """The lines of postmaster.pid: process, folder, start, port, sockets, host, memory, state."""
        try:
            return (self.cluster.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _last_words(self, said_before: int) -> str:
        with (self.home / "server.log").open("rb") as log:
            log.seek(said_before)
            return self.cluster.said(log.read().decode(errors="replace"))

    def _has_database(self) -> bool:
        """Whether it answers; if so, it has our database afterwards. Raises `Unavailable` if it will not let us in."""
        try:
            with psycopg.connect(self.address("postgres"), autocommit=True, connect_timeout=30) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchall():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.Error as error:
            refused = error.sqlstate or "FATAL:" in str(error)
            if not refused or any(state in str(error) for state in NOT_YET):
                return False  # nobody listens, or not yet
            raise Unavailable(f"The embedded PostgreSQL does not let us in: {last_words(str(error))}.") from None
        return True
