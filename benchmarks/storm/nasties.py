"""Those who mean no good: floods, bodies that are none, bombs, slow ones. Each is refused as it should be."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from random import Random
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import orjson

from benchmarks.storm.asking import Asker

JSON = {"Content-Type": "application/json"}
SLOW_WITHIN = 45.0
"""Seconds in which the server has to be rid of a slow client."""


class Nasty(NamedTuple):
    """What is sent, and which statuses or codes it may be answered with."""

    body: bytes
    statuses: set[int]
    codes: frozenset[str]
    headers: dict[str, str] = JSON


def asked(query: str, variables: object = None) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def too_large(query: str) -> Nasty:
    return Nasty(asked(query), {200, 400}, frozenset({"TOO_LARGE"}))


def malformed(body: bytes) -> Nasty:
    return Nasty(body, {400}, frozenset({"BAD_REQUEST"}))


DOUBLING = " ".join(f"fragment F{n} on Unit {{ a: at {{ ...F{n + 1} }} b: at {{ ...F{n + 1} }} }}" for n in range(30))
SENT: tuple[Nasty, ...] = (
    too_large("{ " + " ".join(f"a{n}: register {{ today }}" for n in range(120)) + " }"),
    too_large("{ units { nodes { ...F0 } } } " + DOUBLING + " fragment F30 on Unit { name }"),
    too_large("{ " + "units { nodes { children { " * 20 + "totalCount" + " } } }" * 20 + " }"),
    malformed(b"null"),
    malformed(b"[" * 100_000),
    malformed(b'{"query": "\xff\xfe"}'),
    malformed(b'{"query": "{ register { today } }", "variables": ' + b"1" * 100_000 + b"}"),
    malformed(b"query"),
    Nasty(b" " * 2_000_000, {413}, frozenset({"BODY_TOO_LARGE"})),
    Nasty(gzip.compress(b" " * 50_000_000), {413}, frozenset({"BODY_TOO_LARGE"}), {**JSON, "Content-Encoding": "gzip"}),
    Nasty(b"{}", {415}, frozenset({"UNSUPPORTED_MEDIA_TYPE"}), {"Content-Type": "text/plain"}),
    Nasty(asked('{ search(query: "%%%") { totalCount } }'), {200}, frozenset({"BAD_USER_INPUT", "INVALID_TEXT"})),
)


async def nasty(asker: Asker, random: Random, over: asyncio.Event, pause: float = 2.0) -> None:
    ways: list[tuple[Callable[[Asker, Random], Awaitable[None]], int]] = [(send, 12), (slow_head, 1), (slow_body, 1)]
    ways += [(endless, 1), (deaf, 1)]
    while not over.is_set():
        [way] = random.choices([way for way, _ in ways], [weight for _, weight in ways])
        began = monotonic()
        try:
            async with asyncio.timeout(SLOW_WITHIN + 15):
                await way(asker, random)
        except TimeoutError:
            asker.found.defect("a slow client is kept", f"{way.__name__} after {monotonic() - began:.0f} s")
        except OSError:
            asker.found.told["nasty connections cut"] += 1
        asker.found.told["nasties"] += 1
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause)


async def send(asker: Asker, random: Random) -> None:
    one = random.choice(SENT)
    began = monotonic()
    request = httpx.Request("POST", f"{asker.address}/graphql", content=one.body, headers=one.headers)
    try:
        answer = await asker.client.send(request)
    except httpx.TransportError as error:  # a body may be cut off when it is refused
        if len(one.body) < 1_000_000 and not asker.weather.excuse(began, monotonic()).cut:
            asker.found.defect("a connection was cut without a fault", f"{error!r}, {one.body[:60]!r}")
        return
    body = orjson.loads(answer.content)
    if not asker.judged(answer, body, began, one.codes, repr(one.body[:80])):
        return
    if answer.status_code not in {503, *one.statuses}:
        asker.found.defect("a nasty is answered otherwise", f"{answer.status_code} for {one.body[:80]!r}")


async def slow_head(asker: Asker, _: Random) -> None:
    """A letter a second: the server has enough of it after ten."""
    await dribbled(asker, b"POST /graphql HTTP/1.1\r\nHost: storm\r\n" + b"X-Slow: x\r\n" * 30)


async def slow_body(asker: Asker, _: Random) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: storm\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    await dribbled(asker, b" " * 900, head)


async def dribbled(asker: Asker, slowly: bytes, at_once: bytes = b"") -> None:
    async with opened(asker) as (reader, writer):
        writer.write(at_once)
        answer = asyncio.ensure_future(reader.read(1000))
        for letter in slowly:
            writer.write(bytes([letter]))
            await asyncio.wait([answer], timeout=1)
            if answer.done():
                break
        told = await answer
        if told and b" 408 " not in told[:20]:
            asker.found.defect("a slow client is answered otherwise", repr(told[:100]))


async def endless(asker: Asker, _: Random) -> None:
    """A body of a terabyte is refused before it comes."""
    async with opened(asker) as (reader, writer):
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: storm\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
            b"Content-Length: 1000000000000\r\n\r\n"
        )
        told = await reader.read(1000)
        if told and b" 413 " not in told[:20]:
            asker.found.defect("an endless body is answered otherwise", repr(told[:100]))


async def deaf(asker: Asker, __: Random) -> None:
    """Asks for much, and reads nothing of it."""
    async with opened(asker) as (_, writer):
        body = asked("{ units(first: 500) { nodes { sorCode name ancestors { name } } } }")
        head = f"POST /graphql HTTP/1.1\r\nHost: storm\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        writer.write((f"{head}\r\n\r\n".encode() + body) * 20)
        await asyncio.sleep(SLOW_WITHIN - 10)


@asynccontextmanager
async def opened(asker: Asker) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that whoever comes out of it closes."""
    where = urlsplit(asker.address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        yield reader, writer
    finally:
        with suppress(OSError):
            writer.close()
