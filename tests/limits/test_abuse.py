"""A started server under floods: each is refused by name, others are answered all the while, memory is bounded."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import orjson
import pytest

from tests.limits.floods import FLOODS, Flood
from tests.web.conftest import serving
from tests.web.test_metrics import samples

PLAIN = "{ units(first: 3, orderBy: {field: SOR_CODE}) { nodes { sorCode name } } }"
OWNERS = "{ units(filter: {kinds: INSTITUTION_OWNER}, first: 500) { nodes { sorCode descendantCount } } }"
TIMES, TOGETHER = 24, 6
GROWN = 100_000_000
"""Bytes that the process may have grown by once all floods are over: what it keeps of documents and plans, and what its
allocator does not give back."""


@pytest.fixture(scope="module")
def server(demo_database: str) -> Iterator[str]:
    told = {"SOR_TODAY": "2026-11-22", "SOR_LOG_LEVEL": "ERROR", "SOR_UNITS_PUBLIC_MAX": "20000"}
    with serving("--demo", SOR_DATABASE_URL=demo_database, **told) as (address, _):
        yield address


@pytest.fixture(scope="module")
async def root(server: str) -> str:
    """The unit with most below it."""
    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        told = await client.post("/graphql", json={"query": OWNERS})
    return str(max(told.json()["data"]["units"]["nodes"], key=lambda one: one["descendantCount"])["sorCode"])


@asynccontextmanager
async def another_client(server: str) -> AsyncIterator[list[float]]:
    """Asks a plain question again and again meanwhile, and is answered every time; tells how many seconds each took."""
    seconds: list[float] = []

    async def asking() -> None:
        async with httpx.AsyncClient(base_url=server, timeout=60) as client:
            first = None
            while True:
                began = asyncio.get_running_loop().time()
                answer = await client.post("/graphql", json={"query": PLAIN})
                seconds.append(asyncio.get_running_loop().time() - began)
                first = first or answer.json()
                assert answer.status_code == 200
                assert answer.json() == first
                assert "errors" not in first
                await asyncio.sleep(0.01)

    other = asyncio.create_task(asking())
    try:
        yield seconds
        while not seconds and not other.done():  # noqa: ASYNC110, it asks all the time
            await asyncio.sleep(0.01)
    finally:
        assert not other.done(), "the other client was not answered"
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)


async def flooded(server: str, flood: Flood, root: str) -> list[httpx.Response]:
    room = asyncio.Semaphore(TOGETHER)

    async def one(client: httpx.AsyncClient, number: int) -> httpx.Response:
        async with room:
            body = flood.body(number).replace(b"<ROOT>", root.encode())
            headers = {"Content-Type": "application/json", **flood.headers}
            return await client.post("/graphql", content=body, headers=headers)

    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        return await asyncio.gather(*(one(client, number) for number in range(TIMES)))


async def memory(server: str) -> float:
    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        return sum(samples((await client.get("/metrics")).text, "sor_memory_bytes").values())


async def counted(server: str) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        told = samples((await client.get("/metrics")).text, "sor_limit_refusals_total")
    return {name: number for (name,), number in told.items()}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_flood_is_refused_and_others_are_answered(server: str, root: str, name: str) -> None:
    flood = FLOODS[name]
    before = await counted(server)
    async with another_client(server) as others:
        answers = await flooded(server, flood, root)

    assert others
    for answer in answers:
        assert answer.status_code < 500
        assert len(answer.content) < 200_000, "an answer to abuse is short"
        errors = orjson.loads(answer.content)["errors"]
        assert {error["extensions"]["code"] for error in errors} <= flood.codes
        if flood.limit is not None:
            assert {error["extensions"]["limit"] for error in errors} == {flood.limit}
    if flood.limit is not None:
        assert (await counted(server))[flood.limit] >= before.get(flood.limit, 0) + TIMES


async def test_all_floods_together_leave_the_process_as_large_as_it_was(server: str, root: str) -> None:
    before = await memory(server)
    async with another_client(server):
        for flood in FLOODS.values():
            await flooded(server, flood, root)
    after = await memory(server)

    assert after - before < GROWN
