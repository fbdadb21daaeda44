"""A connection as statements go over it: several of them in one trip, answered in binary, prepared once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow

from db.patience import patience
from db.pooling import opening_of
from db.reading.drafts import undisturbed
from db.reading.written import Written

Driver = psycopg.AsyncConnection[TupleRow]

PLANNED = {
    True: b"SET LOCAL plan_cache_mode = force_generic_plan",
    False: b"SET LOCAL plan_cache_mode = auto",
}
"""How statements are planned that are kept, and how the others."""

KEPT = 200
"""Statements that one connection keeps prepared at most."""

_CANCELLED_WITHIN = 5.0
_GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)

Kept = tuple[bytes, tuple[int, ...]]


class Sent(NamedTuple):
    """A statement with its values."""

    asked: Written
    values: Sequence[Any]


class Command(NamedTuple):
    """What is sent to the server. `tells`: rows are wanted. `keeps`: the statement that it prepares."""

    send: Callable[[], None]
    tells: bool = False
    keeps: Kept | None = None


class Wire:
    """Of one connection, as long as that is there. `opening`: what is said behind BEGIN, where a pooler is between;
    `info`: what the pool keeps of the connection."""

    def __init__(self, driver: Driver, info: dict[Any, Any]) -> None:
        self.driver = driver
        self.opening, self._prepares = opening_of(info)
        self._adapting = Transformer(driver)
        self._names: dict[Kept, bytes] = {}
        self._numbers = count()

    async def asked(self, sent: Sequence[Sent | bytes]) -> list[list[TupleRow]]:
        """What each statement gives; mere words among them give nothing.

        Raises what is wrong with the first where something is; those behind it were not asked.
        """
        pgconn = self.driver.pgconn
        commands: list[Command] = []
        for one in sent:
            commands += self._commands(pgconn, one)
        try:
            async with self.driver.lock:
                results = await self._exchanged(pgconn, commands)
        except BaseException:  # perhaps before anything was sent
            self._forget(commands)
            raise
        self._check(results, commands)
        return [self._rows(result) for result, command in zip(results, commands, strict=True) if command.tells]

    def _commands(self, pgconn: PGconn, one: Sent | bytes) -> list[Command]:
        if isinstance(one, bytes):
            return [Command(partial(pgconn.send_query_params, one, None))]
        text, kept = one.asked.text, one.asked.kept and self._prepares
        values = self._adapting.dump_sequence(one.values, [PyFormat.AUTO] * len(one.values))
        types, formats = self._adapting.types or (), self._adapting.formats
        name = self._names.get((text, types)) if kept else None
        if name is None and (not kept or len(self._names) >= KEPT):
            query = partial(pgconn.send_query_params, text, values, types, formats, result_format=pq.Format.BINARY)
            return [Command(query, tells=True)]
        prepare = []
        if name is None:
            name = self._names[text, types] = b"sor_%d" % next(self._numbers)
            prepare = [Command(partial(pgconn.send_prepare, name, text, types), keeps=(text, types))]
        query = partial(pgconn.send_query_prepared, name, values, formats, result_format=pq.Format.BINARY)
        return [*prepare, Command(query, tells=True)]

    async def _exchanged(self, pgconn: PGconn, commands: Sequence[Command]) -> list[PGresult]:
        pgconn.enter_pipeline_mode()
        for command in commands:
            command.send()
        pgconn.pipeline_sync()
        try:
            async with patience(self.driver):
                results = await _come(pgconn)
        except asyncio.CancelledError:
            with suppress(psycopg.Error):
                await self.driver.cancel_safe(timeout=_CANCELLED_WITHIN)
            raise
        if pgconn.status == pq.ConnStatus.OK:
            pgconn.exit_pipeline_mode()
        return results

    def _check(self, results: Sequence[PGresult], commands: Sequence[Command]) -> None:
        for place, result in enumerate(results):
            if result.status not in _GOOD:
                self._forget(commands[place:])
                raise error_from_result(result, self._adapting.encoding)
        if len(results) < len(commands):
            raise psycopg.OperationalError("the connection is lost")

    def _forget(self, commands: Sequence[Command]) -> None:
        for command in commands:
            if command.keeps is not None:
                self._names.pop(command.keeps, None)

    def _rows(self, result: PGresult) -> list[TupleRow]:
        count = result.ntuples
        self._adapting.set_pgresult(result, format=pq.Format.BINARY)
        with undisturbed(count):  # they have all come: nothing is waited for
            return self._adapting.load_rows(0, count, tuple)


async def _come(pgconn: PGconn) -> list[PGresult]:
    """What the server says to all that was sent. Raises `OperationalError` where the connection is lost."""
    while pgconn.flush():  # the server may have to be heard before it hears more
        await _ready(pgconn.socket, writing=True)
        pgconn.consume_input()
    results: list[PGresult] = []
    while True:
        while pgconn.is_busy():
            await _ready(pgconn.socket)
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            if pgconn.status != pq.ConnStatus.OK:
                return results
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        else:
            results.append(result)


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
