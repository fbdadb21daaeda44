"""Who is in the way: looked at, from another connection, while ours waits for a lock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg
from sqlalchemy import URL, Connection

from db.engine import connect_args

APPLICATION = "sor migrate waiting"
EVERY = 0.1
"""Seconds."""

_BLOCKING = """
SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''),
    extract(epoch FROM clock_timestamp() - a.xact_start)::int
FROM unnest(pg_blocking_pids(%s)) AS blocking(pid) JOIN pg_stat_activity a USING (pid)
ORDER BY a.xact_start NULLS LAST, a.pid
"""


class Blocker(NamedTuple):
    """`seconds`: how long its transaction has been open; none where the server does not tell us."""

    pid: int
    application: str
    user: str
    seconds: int | None

    def __str__(self) -> str:
        since = "" if self.seconds is None else f", in a transaction for {self.seconds} s"
        return f"process {self.pid} ('{self.application[:60]}' of user '{self.user[:60]}'{since})"


@contextmanager
def watched(target: URL, connection: Connection) -> Iterator[list[Blocker]]:
    """The list is of those who were in the way of the connection when it last waited; nobody, if it never did."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    waiting, found, over = driver.info.backend_pid, list[Blocker](), threading.Event()

    def look() -> None:
        plain = target.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            told = connect_args(target, APPLICATION, 10)
            with psycopg.connect(plain, autocommit=True, **told) as other:
                while not over.wait(EVERY):
                    if blocking := other.execute(_BLOCKING, [waiting]).fetchall():
                        found[:] = [Blocker(*one) for one in blocking]
        except psycopg.Error:
            return  # what keeps us from looking keeps nobody from migrating

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()
