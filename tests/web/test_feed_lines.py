"""`GET /feed`: the feed for those who speak no GraphQL, a line for each change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.permissions import PUBLIC, Actor
from resolvers.context import Context
from tests.builders import REGION, TODAY, WARD
from tests.fixtures.databases import Databases
from tests.following import filled, rename
from web.auth import NotLetIn, bearer
from web.feed import feed_routes
from web.middleware import Requests


@pytest.fixture(scope="module")
async def engine_of_feed(databases: Databases) -> AsyncIterator[AsyncEngine]:
    async with databases.connected() as opened:
        await filled(opened)
        await rename(opened, WARD, "Afsnit B")
        yield opened


@pytest.fixture
async def client(engine_of_feed: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    @asynccontextmanager
    async def opening(
        actor: Actor, request: str, _: int | None = None, alone: bool = False, /
    ) -> AsyncIterator[Context]:
        async with Snapshot(engine_of_feed) as snapshot:
            yield Context(PostgresReader(snapshot), TODAY, actor, request=request)

    async def asker(headers: Headers) -> Actor:
        if bearer(headers) is not None:
            raise NotLetIn(401, "Nobody knows this token.", {"WWW-Authenticate": "Bearer"})
        return PUBLIC

    app = Starlette(routes=feed_routes(opening, asker), middleware=[Middleware(Requests)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://register") as opened:
        yield opened


async def test_the_feed_is_read_by_following_links(client: httpx.AsyncClient) -> None:
    whole = await client.get("/feed")
    lines = [orjson.loads(line) for line in whole.text.splitlines()]
    seen = []
    response = await client.get("/feed", params={"first": "7"})
    while response.headers["X-Feed-Caught-Up"] == "false":
        seen += response.text.splitlines()
        response = await client.get(response.links["next"]["url"])
    seen += response.text.splitlines()

    assert whole.headers["content-type"] == "application/jsonl"
    assert whole.headers["X-Feed-Caught-Up"] == "true"
    assert seen == whole.text.splitlines()
    assert len(seen) > 20
    last = lines[-1]
    assert response.headers["X-Feed-Next"] == last.pop("cursor")
    assert (last.pop("recordedAt")[:4], last.pop("changeSet")["cause"]) == ("2026", "CHANGE")
    assert last == {
        "kind": "UNIT_CHANGED",
        "sorCode": str(WARD),
        "effectiveFrom": "2026-11-22",
        "until": None,
        "fields": [{"field": "NAME", "before": "Sengeafsnit Ærø", "after": "Afsnit B"}],
        "via": None,
        "codeList": None,
    }


async def test_a_link_asks_for_the_same_as_the_page_before(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/feed", params={"under": str(REGION), "kinds": "UNIT_CREATED,UNIT_MOVED", "first": "2"}
    )
    asked = parse_qs(urlsplit(response.links["next"]["url"]).query)

    assert {orjson.loads(line)["kind"] for line in response.text.splitlines()} == {"UNIT_CREATED"}
    assert asked == {
        "under": [str(REGION)],
        "kinds": ["UNIT_CREATED,UNIT_MOVED"],
        "first": ["2"],
        "after": [response.headers["X-Feed-Next"]],
    }


async def test_a_page_without_changes_is_empty_and_goes_on(client: httpx.AsyncClient) -> None:
    end = (await client.get("/feed")).headers["X-Feed-Next"]
    response = await client.get("/feed", params={"after": end})

    assert (response.status_code, response.content, response.headers["X-Feed-Next"]) == (200, b"", end)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "x"}, "The feed does not take from; it takes after, under, kinds, first."),
        ({"first": "many"}, "`first` is a number, for instance 500."),
        ({"first": "501"}, "`first` is 501; a page of the feed holds 1 to 500."),
        ({"first": "0"}, "`first` is 0; a page of the feed holds 1 to 500."),
        ({"kinds": "MOVED"}, "MOVED is no kind of change; they are UNIT_CREATED, "),
        ({"after": "x"}, "`after` is no cursor of the feed: "),
        ({"under": "90011000016003"}, "'90011000016003' ends in 3, but the Verhoeff check digit of 9001100001600 is 2"),
    ],
)
async def test_what_cannot_be_read_is_told_so(client: httpx.AsyncClient, asked: dict[str, str], sentence: str) -> None:
    response = await client.get("/feed", params=asked)
    [error] = response.json()["errors"]

    assert response.status_code == 400
    assert error["message"].startswith(sentence), error["message"]


async def test_a_token_that_is_none_is_not_let_in(client: httpx.AsyncClient) -> None:
    response = await client.get("/feed", headers={"Authorization": "Bearer rubbish"})

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_the_feed_is_only_read(client: httpx.AsyncClient) -> None:
    assert (await client.post("/feed")).status_code == 405
