"""Pages of elsewhere: those that are named may ask and follow from within a browser, and no others."""

import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from tests.protocol.test_handshakes import OPENING
from tests.protocol.wire import Wire
from tests.web.conftest import serving
from web.crossing import Origins
from web.origins import origins

MAP, LOCAL, OTHER = "https://map.example", "http://localhost:5173", "https://elsewhere.example"
ASKED = {"query": "{ __typename }"}
ANSWER = {"data": {"__typename": "Query"}}


@pytest.fixture(scope="module")
def opened(hospital_database: str, hospital_engine: AsyncEngine) -> Iterator[str]:
    with serving(SOR_DATABASE_URL=hospital_database, SOR_CORS_ORIGINS=f"{MAP}/ HTTP://localhost:5173") as (started, _):
        yield started


@pytest.fixture(scope="module")
def client(opened: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opened, timeout=60) as asking:
        yield asking


def before(client: httpx.Client, origin: str, method: str = "POST", headers: str = "content-type") -> httpx.Response:
    """What a browser asks first."""
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
    }
    return client.options("/graphql", headers=asked)


@pytest.mark.parametrize("origin", [MAP, LOCAL])
@pytest.mark.parametrize("headers", ["content-type", "authorization,content-type,x-minimum-revision,x-sor-role"])
def test_a_page_that_is_named_may_ask(client: httpx.Client, origin: str, headers: str) -> None:
    told = before(client, origin, headers=headers)
    answer = client.post("/graphql", json=ASKED, headers={"Origin": origin})

    assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, origin)
    assert told.headers["access-control-allow-methods"] == "GET, POST"
    assert {one.lower() for one in headers.split(",")} <= {
        one.strip().lower() for one in told.headers["access-control-allow-headers"].split(",")
    }
    assert (answer.json(), answer.headers["access-control-allow-origin"]) == (ANSWER, origin)
    assert "X-Register-Revision" in answer.headers["access-control-expose-headers"]
    assert "Origin" in answer.headers["vary"]
    for one in (told, answer):
        assert "access-control-allow-credentials" not in one.headers
        assert one.headers["x-content-type-options"] == "nosniff"
        assert len(one.headers["x-request-id"]) == 32


@pytest.mark.parametrize("origin", [OTHER, "null", f"{MAP}.elsewhere.example", f"{MAP}:8443", "http://map.example"])
def test_no_other_page_may(client: httpx.Client, origin: str) -> None:
    told = before(client, origin)
    answer = client.post("/graphql", json=ASKED, headers={"Origin": origin})

    assert (told.status_code, told.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert "SOR_CORS_ORIGINS" in told.json()["errors"][0]["message"]
    assert not [name for one in (told, answer) for name in one.headers if name.startswith("access-control-allow-o")]


@pytest.mark.parametrize(("method", "headers"), [("DELETE", "content-type"), ("POST", "x-forwarded-for")])
def test_a_page_may_not_do_what_nobody_needs(client: httpx.Client, method: str, headers: str) -> None:
    told = before(client, MAP, method, headers)

    assert (told.status_code, "access-control-allow-origin" in told.headers) == (403, False)


def test_a_page_that_is_named_reads_refusals_and_kept_answers_too(client: httpx.Client) -> None:
    headers = {"Origin": MAP}
    refused = client.post("/graphql", content=b"null", headers={**headers, "Content-Type": "application/json"})
    kept = client.get("/graphql", params=ASKED, headers=headers)
    feed = client.get("/feed", params={"first": "1"}, headers=headers)

    assert [one.status_code for one in (refused, kept, feed)] == [400, 200, 200]
    assert {one.headers["access-control-allow-origin"] for one in (refused, kept, feed)} == {MAP}
    assert kept.headers["vary"] == "Accept, Authorization, X-SOR-Role, Origin"


def test_who_asks_without_a_page_is_told_that_answers_differ_by_page(client: httpx.Client) -> None:
    answer = client.post("/graphql", json=ASKED)

    assert (answer.json(), "Origin" in answer.headers["vary"]) == (ANSWER, True)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("origin", "status"), [(MAP, 101), (LOCAL, 101), (OTHER, 403), ("null", 403)])
def test_a_page_that_is_named_may_open_a_socket(opened: str, origin: str, status: int) -> None:
    with Wire(opened) as wire:
        wire.send("GET /graphql HTTP/1.1", f"Host: {wire.host}", *OPENING, f"Origin: {origin}")

        assert wire.reply().status == status


async def test_every_page_may_where_that_is_said() -> None:
    asked = httpx.ASGITransport(Origins(Response(b"asked"), ["*"]))
    async with httpx.AsyncClient(transport=asked, base_url="http://sor") as client:
        answer = await client.post("/graphql", headers={"Origin": OTHER})

    assert (answer.content, answer.headers["access-control-allow-origin"]) == (b"asked", "*")
    assert "access-control-allow-credentials" not in answer.headers


def test_origins_are_read_as_browsers_write_them() -> None:
    assert origins("https://Map.example:443  http://[::1]:80/ http://a:8080 *") == [
        *("https://map.example", "http://[::1]", "http://a:8080", "*")
    ]
    assert origins("") == []


@pytest.mark.parametrize(
    "written", ["map.example", "https://", "https://map.example/page", "null", "ftp://a", "http://"]
)
def test_what_is_no_origin_is_told_so(written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"'{written}' is no origin, which is written https://map.example")):
        origins(written)
