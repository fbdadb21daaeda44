"""Many clients at once, each asking for its next unit when it has the last one: how many answers a second."""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

import uvloop

from benchmarks.connection import END_OF_HEAD, Refused, header
from benchmarks.figures import Crowded

ERRORS = b'"errors"'
"""Never part of a lookup's answer that is one."""


def crowded(address: str, requests: Sequence[bytes], clients: int, seconds: float, measured: Crowded) -> None:
    """Adds to `measured`. Raises `Refused` for an answer that is none."""
    uvloop.run(asked(address, requests, clients, seconds, measured))


async def asked(address: str, requests: Sequence[bytes], clients: int, seconds: float, measured: Crowded) -> None:
    where, loop = urlsplit(address), asyncio.get_running_loop()
    assert where.hostname is not None
    assert where.port is not None
    crowd = [Client(list(islice(cycle(requests), at, at + len(requests))), measured) for at in range(clients)]
    for client in crowd:
        await loop.create_connection(partial(itself, client), where.hostname, where.port)
    began = perf_counter()
    for client in crowd:
        client.ask()
    await asyncio.sleep(seconds)
    for client in crowd:
        client.stopping = True
    for client in crowd:
        await client.stopped
    measured.seconds += perf_counter() - began


def itself(client: "Client") -> "Client":
    return client


class Client(asyncio.Protocol):
    """One connection that stays open. When the time is up it waits for the answer that it has asked for."""

    transport: asyncio.Transport

    def __init__(self, requests: Sequence[bytes], measured: Crowded) -> None:
        self.requests, self.measured = cycle(requests), measured
        self.stopping = False
        self.stopped = asyncio.get_running_loop().create_future()
        self.missing = 0
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass

    def connection_lost(self, error: Exception | None) -> None:
        if not self.stopped.done():
            self.stopped.set_exception(error or Refused("the server closed the connection"))

    def ask(self) -> None:
        self.began = perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        if ERRORS in data:
            self.end(Refused(data[:500].decode(errors="replace")))
            return
        if self.missing:
            self.missing -= len(data)
        else:
            self.head += data
            before, ended, body = self.head.partition(END_OF_HEAD)
            if not ended:
                return
            length = header(before, b"content-length")
            if length is None or not before.startswith(b"HTTP/1.1 200"):
                self.end(Refused(self.head[:500].decode(errors="replace")))
                return
            self.missing = int(length) - len(body)
            self.head = b""
        if not self.missing:
            self.answered()

    def answered(self) -> None:
        self.measured.milliseconds.append((perf_counter() - self.began) * 1000)
        if self.stopping:
            self.end(None)
        else:
            self.ask()

    def end(self, error: Exception | None) -> None:
        if not self.stopped.done():
            if error is None:
                self.stopped.set_result(None)
            else:
                self.stopped.set_exception(error)
        self.transport.close()
