"""Those who follow a started server: one client has so many places, and so many sockets, and gets them back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.fixtures.databases import Databases
from tests.following import FOLLOW, PATIENCE, follower
from tests.web.conftest import serving
from tests.web.test_metrics import samples

EVENTS = {"Accept": "text/event-stream"}
PLACES = 3
SOCKETS = 4


@pytest.fixture(scope="module")
def server(databases: Databases) -> Iterator[str]:
    with (
        databases.clone() as database,
        serving(
            SOR_DATABASE_URL=database,
            SOR_SUBSCRIPTIONS_CLIENT_MAX=str(PLACES),
            SOR_SOCKETS_CLIENT_MAX=str(SOCKETS),
        ) as (address, _),
    ):
        yield address


@asynccontextmanager
async def events(server: str) -> AsyncIterator[httpx.Response]:
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream("POST", f"{server}/graphql", json={"query": FOLLOW}, headers=EVENTS) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer


async def refused(answer: httpx.Response) -> None:
    """The stream is ended with the refusal; one that is let in stays open, and says nothing."""
    async with asyncio.timeout(PATIENCE):
        (line,) = [line async for line in answer.aiter_lines() if line.startswith("data: {")]
    (error,) = json.loads(line.removeprefix("data: "))["errors"]
    assert error["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    assert error["extensions"]["maximum"] == PLACES
    assert error["message"].endswith(f"The limit `subscriptions_client` is {PLACES}.")


async def let_in(server: str) -> bool:
    """Whether another one follows; else its stream is ended with the refusal."""
    async with events(server) as answer:
        over = asyncio.create_task(refused(answer))
        while not over.done():
            if await followed(server) == 1:
                over.cancel()
                await asyncio.gather(over, return_exceptions=True)
                return True
        await over
    return False


async def followed(server: str) -> float:
    """By how many."""
    async with httpx.AsyncClient(base_url=server, timeout=PATIENCE) as client:
        return sum(samples((await client.get("/metrics")).text, "sor_feed_followers").values())


async def test_a_client_follows_so_much_at_once_over_all_its_connections(server: str) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(PLACES - 1):
            await stack.enter_async_context(events(server))
        following = await stack.enter_async_context(follower(server))
        await following.subscribe("1")
        await following.subscribe("2")

        told = await following.message()
        assert (told["type"], told["id"]) == ("error", "2")
        (error,) = told["payload"]
        assert error["extensions"]["limit"] == "subscriptions_client"
        assert error["message"] == (
            f"You have {PLACES} subscriptions. End another one first, or come back later. "
            f"The limit `subscriptions_client` is {PLACES}."
        )
        async with events(server) as another:
            await refused(another)
        async with httpx.AsyncClient(base_url=server, timeout=PATIENCE) as client:
            plain = await client.post("/graphql", json={"query": "{ __typename }"})
            metrics = await client.get("/metrics")
        assert plain.json() == {"data": {"__typename": "Query"}}
        assert samples(metrics.text, "sor_limit_refusals_total")[("subscriptions_client",)] >= 2

    async with asyncio.timeout(PATIENCE):
        while not await let_in(server):  # until the server has seen that they are gone
            pass


async def turned_away(server: str) -> httpx.Response | None:
    """What is answered instead of opening a socket; none where it is opened."""
    try:
        async with follower(server):
            return None
    except InvalidStatus as full:
        told = full.response
        assert told.body is not None
        return httpx.Response(told.status_code, headers=[*told.headers.raw_items()], content=bytes(told.body))


async def test_an_address_has_so_many_sockets_open_though_it_asks_nothing_on_them(server: str) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(SOCKETS):
            await stack.enter_async_context(follower(server))
        told = await turned_away(server)
        async with httpx.AsyncClient(base_url=server, timeout=PATIENCE) as client:
            plain = await client.post("/graphql", json={"query": "{ __typename }"})
            metrics = await client.get("/metrics")

    assert told is not None
    assert (told.status_code, told.headers["retry-after"]) == (429, "5")
    (error,) = told.json()["errors"]
    assert error["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    assert error["message"] == (
        f"You have {SOCKETS} sockets. End another one first, or come back later. "
        f"The limit `sockets_client` is {SOCKETS}."
    )
    assert plain.json() == {"data": {"__typename": "Query"}}
    assert samples(metrics.text, "sor_limit_refusals_total")[("sockets_client",)] == 1
    async with asyncio.timeout(PATIENCE):
        while await turned_away(server) is not None:  # until the server has seen that they are gone
            pass
