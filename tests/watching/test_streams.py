"""What is asked over a socket or answered by events: as much is told of it as of any other operation."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from domain.permissions import Role
from tests.following import PROTOCOL
from tests.watching.conftest import Samples, samples
from tests.watching.test_visits import served
from tests.web.conftest import environment
from web.development import key_in, token
from web.headings import heading

NAMES = "fragment Named on Unit { name } query Names { units(first: 1) { nodes { ...Named } } }"
FEED = "subscription Feed($after: FeedCursor) { changeFeed(after: $after) { kind } }"
TWO = 'query One { __typename } query Other { node(id: "nothing") { id } }'
ASKED: tuple[dict[str, Any], ...] = (
    {"query": NAMES},
    {"query": TWO, "operationName": "Other"},
    {"query": "query Wrong { nothing }"},
    {"query": FEED, "variables": {"after": "nothing"}},
    {"query": "query {"},
)
LINES = [
    ("ok", "Names", None),
    ("errors", "Other", "INVALID_ID"),
    ("errors", "Wrong", "GRAPHQL_VALIDATION_FAILED"),
    ("errors", "Feed", "INVALID_CURSOR"),
    ("errors", None, "GRAPHQL_PARSE_FAILED"),
]
SECONDS: Samples = {
    ("Names", "ok", "graphql-core"): 2.0,
    ("other", "errors", "graphql-core"): 4.0,
    ("", "errors", "graphql-core"): 2.0,
}

ENDED: Samples = {("other", "errors"): 1.0, ("Feed", "ok"): 1.0, ("Feed", "errors"): 1.0}


async def counted(address: str, name: str, until: Samples) -> Samples:
    """The numbers of one name, once they are those: what is counted is counted when it has been answered."""
    end = time.monotonic() + 60
    async with httpx.AsyncClient(base_url=f"http://{address}", timeout=60) as client:
        while (told := samples((await client.get("/metrics")).text, name)) != until and time.monotonic() < end:
            pass
    return told


async def over_a_socket(address: str, login: str) -> None:
    """All of it, and the feed until the caller has enough of it."""
    async with connect(f"ws://{address}/graphql", subprotocols=[Subprotocol(PROTOCOL)]) as socket:
        payload = {"Authorization": f"Bearer {login}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        await socket.recv()
        for number, asked in enumerate(ASKED):
            await socket.send(json.dumps({"type": "subscribe", "id": str(number), "payload": asked}))
            while orjson.loads(await socket.recv())["type"] == "next":
                pass
        await socket.send(json.dumps({"type": "subscribe", "id": "feed", "payload": {"query": FEED}}))
        assert await counted(address, "sor_feed_followers", {(): 1}) == {(): 1}
        await socket.send(json.dumps({"type": "complete", "id": "feed"}))
        assert await counted(address, "sor_feed_followers", {(): 0}) == {(): 0}


async def by_events(address: str, login: str) -> None:
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {login}"}
    async with httpx.AsyncClient(base_url=f"http://{address}", headers=headers, timeout=60) as client:
        for asked in ASKED:
            assert (await client.post("/graphql", json=asked)).text.endswith("event: complete\ndata: \n\n")


async def test_every_operation_has_a_line_with_its_name_and_what_it_ran_into_and_is_counted(
    demo_database: str, tmp_path: Path
) -> None:
    login = token(key_in(tmp_path), "Bente", [Role.SOR_OFFICE], None, 1)
    told = environment(
        SOR_DATABASE_URL=demo_database, SOR_DATA_DIR=str(tmp_path), SOR_LOG_FORMAT="json", SOR_SLOW_MS="0"
    )
    with served(told) as (address, process):
        await over_a_socket(address, login)
        await by_events(address, login)
        seconds = await counted(address, "sor_operation_seconds_count", SECONDS)
        ended = await counted(address, "sor_subscriptions_total", ENDED)
        process.terminate()
        _, said = await asyncio.to_thread(process.communicate)

    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    for event, more in (("operation of a socket", [("ok", "Feed", None)]), ("request", [])):
        found = [line for line in lines if line["event"] == event and line["path"] == "/graphql"]
        assert [(line["outcome"], line.get("operation"), line.get("errors")) for line in found] == [*LINES, *more]
        assert {line["role"] for line in found} == {"sor-office"}
        assert all(line["statements"] >= 0 and len(line["request_id"]) == 32 for line in found)
    slow = [line.get("operation") for line in lines if line["event"] == "slow operation"]
    assert slow == ["Names", "Other", "Wrong", None] * 2, "what is followed is open for as long as somebody likes"
    assert (seconds, ended) == (SECONDS, ENDED)


@pytest.mark.parametrize(
    ("document", "name", "kind", "called"),
    [
        ("{ a }", None, "QUERY", None),
        ("# of nobody\n  query Q($a: I = {b: [{c: 1}]}) @d(e: {f: 1}) { a }", None, "QUERY", "Q"),
        ("fragment query on Query @d(a: {b: 1}) { mutation { b } } subscription S { a }", None, "SUBSCRIPTION", "S"),
        ("query A { a } mutation B { b }", "B", "MUTATION", "B"),
        ("query A { a } mutation B { b }", "C", None, None),
        ("{ a } query B { b }", "B", "QUERY", "B"),
        ("{ query mutation(a: {b: 1}) }", "mutation", None, None),
        ('"""about""" query Q { a }', None, "QUERY", "Q"),
        ('query "', None, None, None),
        ("", None, None, None),
        ("{ " + "a " * 600 + "} subscription S { a }", "S", "SUBSCRIPTION", "S"),
        ("#" + " " * 20_000 + "\nsubscription S { a }", None, "SUBSCRIPTION", "S"),
        ("#" + " " * 200_000 + "\nsubscription S { a }", None, None, None),
        ("{ " + "a " * 6_000 + "} subscription S { a }", "S", None, None),
    ],
)
def test_an_operation_is_found_in_its_document(
    document: str, name: str | None, kind: str | None, called: str | None
) -> None:
    found = heading(document, name)

    assert (found.kind and found.kind.name, found.name) == (kind, called)
