"""What COPY writes, taken off a connection as it comes: the driver's own way takes longer for a row than making it."""

from collections.abc import Iterator
from select import POLLIN, poll

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGconn, PGresult


def copied(pgconn: PGconn, statement: str, most: int, silence: float) -> Iterator[list[memoryview]]:
    """The lines of what a statement finds, as soon as some have come, and up to `most` at a time. The server works on
    the next ones meanwhile.

    Raises `psycopg.Error`, also where nothing comes for so many seconds.
    """
    pgconn.send_query(f"COPY ({statement}) TO STDOUT".encode())
    server = Server(pgconn, silence)
    server.hear(pq.ExecStatus.COPY_OUT)
    take = pgconn.get_copy_data
    lines: list[memoryview] = []
    while True:
        size, line = take(1)
        if size > 0:
            lines.append(line)
            if len(lines) < most:
                continue
        if lines and (size or not server.says_more()):
            yield lines
            lines = []
        if size < 0:
            break
        if size == 0:
            server.wait()
    server.hear(pq.ExecStatus.COMMAND_OK)
    server.hear(None)


class Server:
    """Who is waited for, no longer than so many seconds at a time."""

    def __init__(self, pgconn: PGconn, silence: float) -> None:
        self._pgconn = pgconn
        self._silence = silence
        self._coming = poll()
        self._coming.register(pgconn.socket, POLLIN)

    def hear(self, expected: pq.ExecStatus | None) -> None:
        """How far it has come: it says this next, or what is wrong. None: it has nothing to say any more."""
        result = self._said()
        if (result and result.status) == expected:
            return
        while self._said() is not None:
            """It can be asked again when it has said all."""
        raise error_from_result(result) if result else psycopg.OperationalError("the server has said nothing")

    def says_more(self) -> bool:
        """Whether something has come that was not read yet."""
        return bool(self._coming.poll(0))

    def wait(self) -> None:
        """For whatever comes next."""
        if not self._coming.poll(self._silence * 1000):
            raise psycopg.OperationalError(f"the server has said nothing for {self._silence:g} seconds")
        self._pgconn.consume_input()

    def _said(self) -> PGresult | None:
        while self._pgconn.is_busy():
            self.wait()
        return self._pgconn.get_result()
