"""A connection pooler in transaction mode: few connections to the server, each lent for one transaction at a time.

As strict as one can be: it takes no options when somebody connects, and whoever comes next to a connection finds
nothing of what was set or prepared on it before.
"""

import asyncio
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from tests.beside import beside

IDLE = b"I"
READY = ord("Z")
STARTUP = 196608
KNOWN = {"user", "database", "application_name", "client_encoding"}
CLEAN = b"DISCARD ALL"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Pooler:
    """`lent`: transactions for which a connection was lent; `refused`: what was to be set as somebody connected."""

    server: str
    size: int = 2
    port: int = 0
    lent: int = 0
    refused: list[str] = field(default_factory=list)
    free: asyncio.Queue[Streams] = field(default_factory=asyncio.Queue)

    async def open(self) -> None:
        for _ in range(self.size):
            self.free.put_nowait(await connected(self.server))

    async def enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if await self._welcomed(reader, writer):
                while await self._transaction(reader, writer):
                    pass
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _welcomed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        while True:
            length, code = struct.unpack("!II", await reader.readexactly(8))
            rest = await reader.readexactly(length - 8)
            if code == STARTUP:
                break
            writer.write(b"N")  # neither TLS nor GSS
        words = rest.rstrip(b"\0").decode().split("\0")
        told = dict(zip(words[::2], words[1::2], strict=True))
        if strange := told.keys() - KNOWN:
            self.refused += sorted(strange)
            reason = f"SFATAL\0C08P01\0Munsupported startup parameter: {min(strange)}\0\0"
            writer.write(message(b"E", reason.encode()))
            return False
        said = {"server_version": "18.0", "server_encoding": "UTF8", "client_encoding": "UTF8", "DateStyle": "ISO, DMY"}
        said |= {"integer_datetimes": "on", "standard_conforming_strings": "on", "TimeZone": "Europe/Copenhagen"}
        writer.write(message(b"R", struct.pack("!I", 0)))
        for name, value in said.items():
            writer.write(message(b"S", f"{name}\0{value}\0".encode()))
        writer.write(message(b"K", struct.pack("!II", 1, 1)) + message(b"Z", IDLE))
        await writer.drain()
        return True

    async def _transaction(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """From the first word to the end of a transaction. Whether there may be another."""
        first = await taken(reader)
        if first[:1] == b"X":
            return False
        server = await self.free.get()
        self.lent += 1
        asking = asyncio.create_task(carried(reader, server[1], first))
        try:
            while True:
                answer = await taken(server[0])
                writer.write(answer)
                if answer[0] == READY:
                    await writer.drain()
                    if answer[5:6] == IDLE:
                        break
        finally:
            await ended(asking)
            try:
                await cleaned(server)
            finally:
                self.free.put_nowait(server)
        return not reader.at_eof()


async def carried(reader: asyncio.StreamReader, to: asyncio.StreamWriter, first: bytes) -> None:
    to.write(first)
    while True:
        await to.drain()
        to.write(await taken(reader))


async def ended(asking: asyncio.Task[None]) -> None:
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def cleaned(server: Streams) -> None:
    server[1].write(message(b"Q", CLEAN + b"\0"))
    while (await taken(server[0]))[0] != READY:
        pass


async def taken(reader: asyncio.StreamReader) -> bytes:
    """One message, whole."""
    head = await reader.readexactly(5)
    return head + await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


async def connected(server: str) -> Streams:
    told = psycopg.conninfo.conninfo_to_dict(server)
    reader, writer = await asyncio.open_connection(str(told["host"]), int(str(told["port"])))
    words = f"user\0{told['user']}\0database\0{told['dbname']}\0\0".encode()
    writer.write(struct.pack("!II", len(words) + 8, STARTUP) + words)
    while (await taken(reader))[0] != READY:
        pass
    return reader, writer


@contextmanager
def pooling(server: str) -> Iterator[Pooler]:
    """In front of a server that asks nobody for a password, in a thread of its own."""
    opened = Pooler(server)

    async def serve(ready: threading.Event, over: threading.Event) -> None:
        await opened.open()
        listening = await asyncio.start_server(opened.enter, "127.0.0.1", 0)
        opened.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await asyncio.to_thread(over.wait)
        listening.close()
        inside = asyncio.all_tasks() - {asyncio.current_task()}
        for task in inside:
            task.cancel()
        await asyncio.gather(*inside, return_exceptions=True)
        while not opened.free.empty():
            opened.free.get_nowait()[1].close()

    with beside(serve):
        yield opened
