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
from db.reading.coming import GOOD, Make, Told, come
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


Kept = tuple[bytes, tuple[int, ...]]


class Sent(NamedTuple):
    """A statement with its values, and what its rows are made into as they come."""

    asked: Written
    values: Sequence[Any]
    make: Make | None = None


class Command(NamedTuple):
    """What is sent to the server. `keeps`: the statement that it prepares. `told`: what becomes of the rows, if it
    gives any."""

    send: Callable[[], None]
    keeps: Kept | None = None
    told: Told | None = None


class Wire:
    """Of one connection, as long as that is there. `opening`: what is said behind BEGIN, where a pooler is between;
    `info`: what the pool keeps of the connection."""

    def __init__(self, driver: Driver, info: dict[Any, Any]) -> None:
        self.driver = driver
        self.opening, self._prepares = opening_of(info)
        self._adapting = Transformer(driver)
        self._names: dict[Kept, bytes] = {}
        self._numbers = count()

    async def asked(self, sent: Sequence[Sent | bytes]) -> list[list[Any]]:
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
        told = [command.told for command in commands if command.told is not None]
        for some in told:
            if some.wrong is not None:
                raise some.wrong
        return [some.rows for some in told]

    def _commands(self, pgconn: PGconn, one: Sent | bytes) -> list[Command]:
        if isinstance(one, bytes):
            return [Command(partial(pgconn.send_query_params, one, None))]
        text, kept, told = one.asked.text, one.asked.kept and self._prepares, Told(self._adapting, one.make)
        values = self._adapting.dump_sequence(one.values, [PyFormat.AUTO] * len(one.values))
        types, formats = self._adapting.types or (), self._adapting.formats
        name = self._names.get((text, types)) if kept else None
        if name is None and (not kept or len(self._names) >= KEPT):
            query = partial(pgconn.send_query_params, text, values, types, formats, result_format=pq.Format.BINARY)
            return [Command(query, told=told)]
        prepare = []
        if name is None:
            name = self._names[text, types] = b"sor_%d" % next(self._numbers)
            prepare = [Command(partial(pgconn.send_prepare, name, text, types), keeps=(text, types))]
        query = partial(pgconn.send_query_prepared, name, values, formats, result_format=pq.Format.BINARY)
        return [*prepare, Command(query, told=told)]

    async def _exchanged(self, pgconn: PGconn, commands: Sequence[Command]) -> list[PGresult]:
        pgconn.enter_pipeline_mode()
        for command in commands:
            command.send()
        pgconn.pipeline_sync()
        try:
            async with patience(self.driver):
                results = await come(pgconn, [command.told for command in commands])
        except asyncio.CancelledError:
            with suppress(psycopg.Error):
                await self.driver.cancel_safe(timeout=_CANCELLED_WITHIN)
            raise
        if pgconn.status == pq.ConnStatus.OK:
            pgconn.exit_pipeline_mode()
        return results

    def _check(self, results: Sequence[PGresult], commands: Sequence[Command]) -> None:
        for place, result in enumerate(results):
            if result.status not in GOOD:
                self._forget(commands[place:])
                raise error_from_result(result, self._adapting.encoding)
        if len(results) < len(commands):
            raise psycopg.OperationalError("the connection is lost")

    def _forget(self, commands: Sequence[Command]) -> None:
        for command in commands:
            if command.keeps is not None:
                self._names.pop(command.keeps, None)
