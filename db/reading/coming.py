"""What comes over a connection: rows are taken as they come, until all has been said."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from select import POLLIN, poll
from typing import Any

import psycopg
from psycopg import pq
from psycopg.abc import Transformer as Adapting
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow

from db.reading.drafts import undisturbed

PIECE = 1_000
AT_HAND = 250
"""Rows that are taken as soon as they have come, and that something is made of at a time."""

GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_ROWS = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.TUPLES_CHUNK)

Make = Callable[[list[TupleRow]], list[Any]]
"""What rows are made into, some hundreds at a time."""


class Told:
    """The rows of one statement, or what was made of them, and what went wrong with that."""

    __slots__ = ("adapting", "make", "rows", "wrong")

    def __init__(self, adapting: Adapting, make: Make | None) -> None:
        self.adapting = adapting
        self.make = make
        self.rows: list[Any] = []
        self.wrong: Exception | None = None

    def take(self, result: PGresult) -> None:
        """Some more of them, a few at a time: what is made of rows is best made while they are at hand."""
        self.adapting.set_pgresult(result, format=pq.Format.BINARY)
        count = result.ntuples
        try:
            with undisturbed(count):
                for start in range(0, count, AT_HAND):
                    some = self.adapting.load_rows(start, min(start + AT_HAND, count), tuple)
                    self.rows += some if self.make is None else self.make(some)
        except Exception as wrong:  # the rest has to be heard all the same
            self.wrong = self.wrong or wrong


async def come(pgconn: PGconn, tellings: Sequence[Told | None]) -> list[PGresult]:
    """What the server says to each of what was sent. Where it tells rows, they are taken while it still makes others.

    Raises `OperationalError` where the connection is lost.
    """
    while pgconn.flush():  # the server may have to be heard before it hears more
        await _ready(pgconn.socket, writing=True)
        pgconn.consume_input()
    results: list[PGresult] = []
    _in_pieces(pgconn, tellings, results)
    more = poll()
    more.register(pgconn.socket, POLLIN)
    while True:
        while pgconn.is_busy():
            if not more.poll(0):  # what has come already is read without a turn of the event loop
                await _ready(pgconn.socket)
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            if pgconn.status != pq.ConnStatus.OK:
                return results
            _in_pieces(pgconn, tellings, results)
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        else:
            told = tellings[len(results)] if len(results) < len(tellings) else None
            if told is not None and result.status in _ROWS:
                told.take(result)
            if result.status != pq.ExecStatus.TUPLES_CHUNK:
                results.append(result)


def _in_pieces(pgconn: PGconn, tellings: Sequence[Told | None], results: Sequence[PGresult]) -> None:
    """Has the rows of the statement that is answered next handed out before all of them have come."""
    good = not results or results[-1].status in GOOD
    if good and len(results) < len(tellings) and tellings[len(results)] is not None:
        with suppress(psycopg.Error):  # then all of them come at once
            pgconn.set_chunked_rows_mode(PIECE)


async def _ready(socket: int, writing: bool = False) -> None:
    """Nobody listens to the socket any more when libpq, which closes it as soon as it sees the connection lost, is
    asked: an event loop that is left listening to a closed one may be deaf to the next of the same number."""
    loop, bell = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(socket, bell.set)
    if writing:
        loop.add_writer(socket, bell.set)
    try:
        await bell.wait()
    finally:
        if writing:
            loop.remove_writer(socket)
        loop.remove_reader(socket)
