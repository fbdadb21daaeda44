"""Followers of the feed over WebSocket, server-sent events and pages: cut off, each goes on from its own cursor."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from benchmarks.storm.asking import Asker
from benchmarks.storm.followed import Followed
from benchmarks.storm.ledger import number

FOLLOW = "subscription($after: FeedCursor) { changeFeed(after: $after) { cursor kind sorCode changeSet { id } } }"
GOES_ON = {"RESUME", "UNAVAILABLE"}
"""Codes after which a follower subscribes again."""

EVERY = 1.0
"""Seconds between two pages."""

Once = Callable[[Asker, Followed], Coroutine[Any, Any, None]]


async def follow(once: Once, asker: Asker, followed: Followed) -> None:
    """For ever; a connection that ends is judged and made anew."""
    while True:
        began = monotonic()
        try:
            await once(asker, followed)
        except (OSError, WebSocketException, httpx.TransportError, TimeoutError) as error:
            if not asker.weather.excuse(began if monotonic() - began < 5 else monotonic() - 5, monotonic()).cut:
                asker.found.defect("a follower was cut off without a fault", f"{followed.name}: {error!r}")
        followed.resumed += 1
        await asyncio.sleep(0.3)


async def over_websocket(asker: Asker, followed: Followed) -> None:
    url = asker.address.replace("http", "ws", 1) + "/graphql"
    payload = {"query": FOLLOW, "variables": {"after": followed.cursor}}
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(url, subprotocols=[protocol], proxy=None, open_timeout=60) as line:
        await line.send('{"type": "connection_init"}')
        async with asyncio.timeout(60):
            await line.recv()
        await line.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
        async for message in line:
            told = orjson.loads(message)
            if told["type"] == "next":
                if taken(asker, followed, told["payload"]):
                    return
            elif told["type"] in ("complete", "error"):
                ended(asker, followed, told)
                return
    if line.close_code not in (1001, 1012):
        asker.found.defect("a socket was closed", f"{followed.name}: {line.close_code} {line.close_reason}")


async def over_events(asker: Asker, followed: Followed) -> None:
    body = {"query": FOLLOW, "variables": {"after": followed.cursor}}
    headers = {"Accept": "text/event-stream"}
    limits = httpx.Timeout(60, read=40)  # a stream says every so often that it is there
    asked = asker.client.stream("POST", f"{asker.address}/graphql", json=body, headers=headers, timeout=limits)
    async with asked as response:
        if response.status_code != 200:
            said = await response.aread()
            asker.judged(response, orjson.loads(said), monotonic(), frozenset(), FOLLOW)
            return
        async for line in response.aiter_lines():
            data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
            if data and taken(asker, followed, orjson.loads(data)):
                return


async def by_pages(asker: Asker, followed: Followed) -> None:
    while True:
        began = monotonic()
        request = httpx.Request("GET", f"{asker.address}/feed", params={"after": followed.cursor, "first": 500})
        answer = await asker.sent(request)
        if answer is not None and answer.status_code == 200:
            for line in answer.text.splitlines():
                told = orjson.loads(line)
                followed.one(told["cursor"], (told["changeSet"] or {}).get("id"))
            followed.cursor = answer.headers["x-feed-next"]
        elif answer is not None:
            asker.judged(answer, body_of(answer), began, frozenset(), "GET /feed")
        await asyncio.sleep(EVERY)


def body_of(answer: httpx.Response) -> Any:
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(answer.content)
    return None


def taken(asker: Asker, followed: Followed, told: Any) -> bool:
    """Takes in one message; whether it was the last, which says why."""
    if errors := told.get("errors"):
        for error in errors:
            if (code := error["extensions"]["code"]) not in GOES_ON:
                asker.found.defect(f"a follower is told {code}", f"{followed.name}: {error['message']}")
            elif not asker.weather.excuse(monotonic(), monotonic()).refusal:
                asker.found.defect(f"{code} without a fault", f"{followed.name}: {error['message']}")
        return True
    change = told["data"]["changeFeed"]
    followed.one(change["cursor"], number(change["changeSet"]))
    return False


def ended(asker: Asker, followed: Followed, told: Any) -> None:
    codes = [error.get("extensions", {}).get("code") for error in told.get("payload", ())]
    if not codes or not set(codes) <= GOES_ON:
        asker.found.defect("a subscription ended", f"{followed.name}: {told}")
