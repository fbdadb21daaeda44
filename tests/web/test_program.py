"""The whole program over ASGI: alive, ready or why not, its schema, its pages."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount

import schema
from app import create_app
from settings import Settings
from tests.fixtures.databases import Databases
from web.pages import NOT_BUILT, ConsolePage, page_routes


@asynccontextmanager
async def program(url: str) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=url))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sor") as client,
    ):
        yield client


@pytest.fixture
async def client(database: str) -> AsyncIterator[httpx.AsyncClient]:
    async with program(database) as client:
        yield client


async def test_a_program_with_its_database_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["reader"] in ("postgres", "resident")
    assert ready.headers["cache-control"] == "no-store"


async def test_a_program_without_its_database_is_alive_and_tells_why_it_is_not_ready() -> None:
    async with program("postgresql://clerk:secret@127.0.0.1:1/register") as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert alive.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert "127.0.0.1:1 cannot be reached" in ready.json()["reason"]
    assert "secret" not in ready.text


async def test_without_its_database_the_feed_says_when_to_ask_again(logged: io.StringIO) -> None:
    async with program("postgresql://clerk:secret@127.0.0.1:1/register") as client:
        told = await client.get("/feed")

    assert (told.status_code, told.headers["retry-after"]) == (503, "1")
    assert [error["extensions"]["code"] for error in told.json()["errors"]] == ["UNAVAILABLE"]
    assert "Ask again in a few seconds" in told.text
    assert "secret" not in told.text
    assert "unforeseen" not in logged.getvalue()


async def test_without_its_database_who_asks_for_a_revision_is_told_when_to_ask_again_and_no_address() -> None:
    async with program("postgresql://clerk:secret@127.0.0.1:1/register") as client:
        asked = {"json": {"query": "{ register { unitCount } }"}, "headers": {"X-Minimum-Revision": "5"}}
        told = await client.post("/graphql", **asked)  # type: ignore[arg-type]

    assert (told.status_code, told.headers["retry-after"]) == (503, "1")
    assert [error["extensions"]["code"] for error in told.json()["errors"]] == ["UNAVAILABLE"]
    assert "database is away" in told.text
    assert "127.0.0.1" not in told.text


async def test_a_program_on_a_database_without_tables_says_to_migrate(databases: Databases) -> None:
    with databases.clone(databases.address("template1")) as url:
        async with program(url) as client:
            ready = await client.get("/readyz")

    assert ready.status_code == 503
    assert "sor migrate" in ready.json()["reason"]


async def test_the_schema_is_printed_and_need_not_be_fetched_twice(client: httpx.AsyncClient) -> None:
    first = await client.get("/schema.graphql")
    again = await client.get("/schema.graphql", headers={"If-None-Match": first.headers["etag"]})

    assert first.text == schema.sdl()
    assert first.headers["content-type"] == "text/plain; charset=utf-8"
    assert (again.status_code, again.content) == (304, b"")


async def test_the_register_answers_over_http_and_counts_its_statements(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": '{ unit(by: {sorCode: "21000016006"}) { name } }'})

    assert answer.json() == {"data": {"unit": None}}
    assert answer.headers["x-statements"] == "1"


async def test_the_front_door_leads_to_the_page(client: httpx.AsyncClient) -> None:
    for path in ("/", "/graphiql"):
        answer = await client.get(path)

        assert (answer.status_code, answer.headers["location"]) == (307, "/graphiql/")


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A program whose page is built of one file of each kind."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    for name in ("page-abc.js", "page-abc.css", "letters-abc.ttf", "icon-abc.svg"):
        (tmp_path / "assets" / name).write_text("content")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Mount("/", routes=page_routes("", tmp_path)))) as client:
        client.base_url = httpx.URL("http://sor")
        yield client


@pytest.mark.parametrize(
    ("path", "media_type", "caching"),
    [
        ("/graphiql/", "text/html; charset=utf-8", "no-cache"),
        ("/graphiql/assets/page-abc.js", "text/javascript; charset=utf-8", "immutable"),
        ("/graphiql/assets/page-abc.css", "text/css; charset=utf-8", "immutable"),
        ("/graphiql/assets/letters-abc.ttf", "font/ttf", "immutable"),
        ("/graphiql/assets/icon-abc.svg", "image/svg+xml", "immutable"),
    ],
)
async def test_a_file_of_the_page_has_its_type_and_how_long_to_keep_it(
    page: httpx.AsyncClient, path: str, media_type: str, caching: str
) -> None:
    answer = await page.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert caching in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "assets/gone.js",
        "assets",
        "..%2f..%2fapp.py",
        "../../app.py",
        "%00",
        "a" * 5000,
        "%ff",
        "assets/%2e%2e/%2e%2e/app.py",
    ],
)
async def test_what_is_not_a_file_of_the_page_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/graphiql/{path}")

    assert answer.status_code == 404
    assert "errors" in answer.json()


async def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ConsolePage(tmp_path / "none"))) as client:
        answer = await client.get("http://sor/")

    assert (answer.status_code, answer.text) == (503, NOT_BUILT)


async def test_a_file_is_not_written_to(client: httpx.AsyncClient) -> None:
    answer = await client.post("/schema.graphql")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
