"""What every answer carries: an id, how long it may be kept, and what a browser must not do with it."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.protocol.wire import Wire

STRICT = "default-src 'none'; frame-ancestors 'none'"
PATHS = {
    "/": (307, "no-cache"),
    "/graphql?query={__typename}": (200, "public, no-cache"),
    "/graphql?query={": (200, "no-store"),
    "/graphql": (400, "no-store"),
    "/feed": (200, "no-store"),
    "/feed?first=a": (400, "no-store"),
    "/healthz": (200, "no-store"),
    "/readyz": (200, "no-store"),
    "/metrics": (200, "no-store"),
    "/schema.graphql": (200, "no-cache"),
    "/graphiql/": (200, "no-cache"),
    "/graphiql/nothing": (404, "no-store"),
    "/nothing": (404, "no-store"),
}


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_how_it_may_be_used(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    headers = answer.headers

    assert (answer.status_code, headers.get_list("cache-control")) == (PATHS[path][0], [PATHS[path][1]])
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("x-frame-options") == ["DENY"]
    assert len(headers.get_list("content-security-policy")) == 1
    assert len(headers.get_list("x-request-id")) == 1
    assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
    assert "server" not in headers


@pytest.mark.parametrize("path", [path for path in PATHS if "graphiql" not in path])
def test_nothing_that_is_no_page_may_load_or_frame_anything(client: httpx.Client, path: str) -> None:
    assert client.get(path).headers["content-security-policy"] == STRICT


def test_the_page_runs_scripts_of_its_own_and_no_others(client: httpx.Client) -> None:
    policy = client.get("/graphiql/").headers["content-security-policy"]
    told = {name: values for name, *values in (one.split() for one in policy.split(";"))}

    assert told["default-src"] == told["base-uri"] == told["form-action"] == told["frame-ancestors"] == ["'none'"]
    assert told["script-src"] == told["connect-src"] == ["'self'"]
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    assert "<script>" not in client.get("/graphiql/").text


def test_what_is_built_may_be_kept_for_ever(client: httpx.Client) -> None:
    (asset, *_) = re.findall(r"assets/[\w.-]+\.js", client.get("/graphiql/").text)

    kept = client.get(f"/graphiql/{asset}").headers
    assert kept["cache-control"] == "public, max-age=31536000, immutable"
    assert kept["x-content-type-options"] == "nosniff"


def test_events_are_not_kept_either(client: httpx.Client) -> None:
    with client.stream(
        "GET", "/graphql", params={"query": "{__typename}"}, headers={"Accept": "text/event-stream"}
    ) as s:
        answer = s.read().decode()

    assert s.headers["content-type"].split(";")[0] == "text/event-stream"
    assert "no-store" in s.headers["cache-control"]
    assert s.headers["x-content-type-options"] == "nosniff"
    assert answer == 'event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata: \n\n'


def test_the_id_of_a_request_comes_back(client: httpx.Client) -> None:
    for path in ("/graphql?query={__typename}", "/nothing", "/healthz"):
        assert client.get(path, headers={"X-Request-Id": "ward-7:42"}).headers["x-request-id"] == "ward-7:42"


@pytest.mark.parametrize("given", ["a b", "x" * 65, 'a"b', "<script>", "æ", "a,b", ""])
def test_an_id_that_could_harm_a_log_does_not(client: httpx.Client, given: str) -> None:
    answer = client.get("/healthz", headers={b"X-Request-Id": given.encode()})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def test_no_page_elsewhere_may_ask(client: httpx.Client) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}

    before = client.options("/graphql", headers=headers)
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    assert before.status_code == 405
    assert not [name for one in (before, answer) for name in one.headers if name.startswith("access-control")]


@pytest.mark.parametrize(("origin", "status"), [("https://elsewhere.example", 403), ("null", 403), (None, 101)])
def test_no_page_elsewhere_may_open_a_socket(address: str, origin: str | None, status: int) -> None:
    with Wire(address) as wire:
        wire.send(
            "GET /graphql HTTP/1.1",
            f"Host: {wire.host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: graphql-transport-ws",
            *([] if origin is None else [f"Origin: {origin}"]),
        )

        assert wire.reply().status == status
