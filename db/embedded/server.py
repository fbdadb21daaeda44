"""One server for several of our processes: whoever comes first starts it, whoever leaves last stops it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from db.embedded import account, binaries
from db.embedded.cluster import SUPERUSER, Cluster, environment, last_words
from db.embedded.locks import Lock, turn
from db.unavailable import Unavailable

DATABASE = "sor"
START_WITHIN = 300.0
"""Seconds. A start takes one or two; after a power failure the server first puts its files in order."""

STOP_WITHIN = 60.0
PAUSE = 0.01
LOG_AT_MOST = 10_000_000

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


class Embedded:
    """The server of the data folder `data_dir`, held by this object from `start` to `stop`.

    `durable` is false only where a power failure may lose everything: in tests and measurements.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.home = Path(os.path.realpath(data_dir)) / "postgresql"
        self._settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self._use: Lock | None = None

    def start(self) -> str:
        """Starts the server, or joins the one that runs, and gives the address of its database.

        Raises `Unavailable`.
        """
        with _plain_words(self.home.parent):
            self.home.parent.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(mode=0o711, exist_ok=True)
            with turn(self.home / "turn.lock"):
                return self._join()

    def stop(self) -> None:
        """Leaves the server; stops it if nobody else uses it."""
        if self._use is None:
            return
        with turn(self.home / "turn.lock"):
            if self._use.alone():
                self._end()
            self._use.close()
            self._use = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _join(self) -> str:
        folder = self.home / "data"
        runs_as = account.of_server(folder)
        cluster = Cluster(folder, runs_as, binaries.programs(runs_as))
        use = Lock(self.home / "users.lock")
        try:
            use.among_others()
            said_before = self._launch(cluster)
            self._wait(said_before)
            _make_database(_address(cluster, "postgres"))
        except BaseException:
            use.close()
            raise
        if self._use is not None:
            self._use.close()
        self._use = use
        return _address(cluster, DATABASE)

    def _launch(self, cluster: Cluster) -> int:
        """Starts the server unless it lives. Gives the length of what earlier servers have logged.

        The server itself holds `server.lock`: as long as one of its processes lives the lock is taken, whatever
        postmaster.pid says of a process that may be long dead or, in a container, be another's by now.
        """
        life = Lock(self.home / "server.lock")
        log = self.home / "server.log"
        try:
            if not life.alone():
                return log.stat().st_size
            cluster.prepare()
            (cluster.folder / "postmaster.pid").unlink(missing_ok=True)
            if log.exists() and log.stat().st_size > LOG_AT_MOST:
                log.replace(self.home / "server.log.1")
            said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                length = os.fstat(said).st_size
                self._spawn(cluster, said, life)
            finally:
                os.close(said)
            return length
        finally:
            life.close()

    def _spawn(self, cluster: Cluster, log: int, life: Lock) -> None:
        """A shell starts it and ends, so that it is nobody's child and no key pressed here reaches it."""
        sockets = cluster.place if cluster.socket_folder == cluster.folder else cluster.socket_folder
        settings = {**self._settings, "unix_socket_directories": '"' + str(sockets).replace('"', '""') + '"'}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = [str(cluster.programs / "postgres"), "-D", str(cluster.place), *options]
        subprocess.run(
            ["/bin/sh", "-c", '"$0" "$@" &', *server],
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

    def _wait(self, said_before: int) -> None:
        """Until the server takes connections. Raises `Unavailable` with its last words if it ends instead."""
        end = time.monotonic() + START_WITHIN
        while not self._ready():
            if self._gone():
                with (self.home / "server.log").open("rb") as log:
                    log.seek(said_before)
                    reason = last_words(log.read().decode(errors="replace"))
                raise Unavailable(f"The embedded PostgreSQL in {self.home} did not start: {reason}.")
            if time.monotonic() > end:
                raise Unavailable(
                    f"The embedded PostgreSQL in {self.home} is not ready after {START_WITHIN:.0f} s: "
                    "server.log in that folder says why."
                )
            time.sleep(PAUSE)

    def _end(self) -> None:
        """Has it finish what it does and write everything down; waits for its last process."""
        stopping = signal.SIGINT
        while not self._gone():
            if (process := self._process()) is not None:
                try:
                    os.kill(process, stopping)
                except ProcessLookupError:  # it is in another container; its own users stop it
                    return
            end = time.monotonic() + STOP_WITHIN
            while not self._gone() and time.monotonic() < end:
                time.sleep(PAUSE)
            stopping = signal.SIGQUIT

    def _gone(self) -> bool:
        life = Lock(self.home / "server.lock")
        try:
            return life.alone()
        finally:
            life.close()

    def _process(self) -> int | None:
        told = self._told()
        return int(told[0]) if told else None

    def _ready(self) -> bool:
        told = self._told()
        return len(told) > 7 and told[7].strip() == "ready"

    def _told(self) -> list[str]:
        """The lines of postmaster.pid: process, folder, start, port, sockets, host, memory, state."""
        try:
            return (self.home / "data" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


def _address(cluster: Cluster, database: str) -> str:
    sockets = quote(str(cluster.socket_folder), safe="")
    return f"postgresql://{SUPERUSER}@/{database}?host={sockets}&requirepeer={quote(cluster.account.name)}"


def _make_database(address: str) -> None:
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=30) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchall():
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.Error as error:
        raise Unavailable(f"The embedded PostgreSQL does not let us in: {last_words(str(error))}.") from None


@contextmanager
def _plain_words(data_dir: Path) -> Iterator[None]:
    """What the disk refused, said in one sentence."""
    try:
        yield
    except PermissionError as error:
        raise Unavailable(
            f"No rights to {error.filename or data_dir}: give this user rights to the data folder {data_dir}, "
            "or choose another with SOR_DATA_DIR."
        ) from None
    except (NotADirectoryError, FileExistsError) as error:
        raise Unavailable(
            f"The data folder {data_dir} cannot be used, because {error.filename or data_dir} is a file: "
            "choose another with SOR_DATA_DIR."
        ) from None
    except OSError as error:
        raise Unavailable(
            f"The data folder {data_dir} cannot be used: {error.strerror or error}; "
            "put that right, or choose another with SOR_DATA_DIR."
        ) from None
