"""graphql-transport-ws as those speak it who break it: each is told so with the code that the protocol has for it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.following import PROTOCOL

INIT = {"type": "connection_init"}
QUERY = {"query": "{ __typename }"}


def subscribe(id_: object = "1", payload: object = QUERY) -> dict[str, object]:
    return {"type": "subscribe", "id": id_, "payload": payload}


@asynccontextmanager
async def opened(address: str, *protocols: str) -> AsyncIterator[ClientConnection]:
    where = address.replace("http", "ws", 1) + "/graphql"
    offered = [Subprotocol(one) for one in protocols or (PROTOCOL,)]
    async with connect(where, subprotocols=offered, max_size=1 << 24) as socket:
        yield socket


async def told(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = orjson.loads(await socket.recv())
    return message


@asynccontextmanager
async def greeted(address: str) -> AsyncIterator[ClientConnection]:
    async with opened(address) as socket:
        await socket.send(json.dumps(INIT))
        assert await told(socket) == {"type": "connection_ack"}
        yield socket


async def closing(socket: ClientConnection) -> tuple[int, str]:
    """The code and the reason with which the server closes, after whatever else it says."""
    with suppress(ConnectionClosed):
        while True:
            await socket.recv()
    assert socket.close_code is not None
    assert socket.close_code != 1006, "the connection was cut"
    return socket.close_code, socket.close_reason or ""


VIOLATIONS: dict[str, object] = {
    "no JSON": "{",
    "nothing": "",
    "JSON of nothing": "null",
    "a list": "[]",
    "a text": '"connection_init"',
    "a number": "17",
    "deep brackets": "[" * 100_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a long number": "9" * 100_000,
    "half a character": '{"type":"subscribe","id":"\\ud800","payload":{"query":"{__typename}"}}',
    "no type": {},
    "a type that is none": {"type": None},
    "a type that is a list": {"type": ["subscribe"]},
    "an unknown type": {"type": "start"},
    "an unknown long type": {"type": "æ" * 5_000},
    "a subscription without an id": {"type": "subscribe", "payload": QUERY},
    "an id that is a number": subscribe(1),
    "an id that is null": subscribe(None),
    "an id that is a list": subscribe(["1"]),
    "an id that is an object": subscribe({}),
    "an empty id": subscribe(""),
    "a subscription without a payload": {"type": "subscribe", "id": "1"},
    "a payload that is null": subscribe("1", None),
    "a payload that is a list": subscribe("1", []),
    "a payload without a query": subscribe("1", {}),
    "a query that is null": subscribe("1", {"query": None}),
    "a query that is an object": subscribe("1", {"query": {}}),
    "variables that are a list": subscribe("1", QUERY | {"variables": []}),
    "variables that are a text": subscribe("1", QUERY | {"variables": "{}"}),
    "an operation name that is a number": subscribe("1", QUERY | {"operationName": 1}),
    "extensions that are a text": subscribe("1", QUERY | {"extensions": "a"}),
    "an end without an id": {"type": "complete"},
    "an end of nothing": {"type": "complete", "id": None},
    "an end with an empty id": {"type": "complete", "id": ""},
    "a ping with a text": {"type": "ping", "payload": "a"},
    "a pong with a list": {"type": "pong", "payload": []},
}


@pytest.mark.parametrize("violation", VIOLATIONS)
async def test_what_is_no_message_closes_with_4400(address: str, violation: str) -> None:
    message = VIOLATIONS[violation]
    async with greeted(address) as socket:
        await socket.send(message if isinstance(message, str) else json.dumps(message))

        code, reason = await closing(socket)

    assert code == 4400
    assert reason.endswith(".")
    assert "Traceback" not in reason


@pytest.mark.parametrize("payload", ["a", 1, [], True])
async def test_a_greeting_with_a_strange_payload_closes_with_4400(address: str, payload: object) -> None:
    async with opened(address) as socket:
        await socket.send(json.dumps(INIT | {"payload": payload}))

        assert (await closing(socket))[0] == 4400


@pytest.mark.parametrize("payload", [None, {}, {"a": 1}, {"Authorization": None}])
async def test_a_greeting_needs_no_payload(address: str, payload: object) -> None:
    async with opened(address) as socket:
        await socket.send(json.dumps(INIT | {"payload": payload}))

        assert await told(socket) == {"type": "connection_ack"}


LOGINS: dict[str, dict[str, object]] = {
    "a number": {"Authorization": 17},
    "a list": {"authorization": ["Bearer a"]},
    "an object": {"Authorization": {"token": "a"}},
    "no": {"Authorization": False},
    "twice": {"Authorization": "Bearer a", "authorization": "Bearer b"},
    "a role that is none": {"X-SOR-Role": 17},
}


@pytest.mark.parametrize("login", LOGINS)
async def test_who_means_to_log_in_is_not_taken_for_the_public(address: str, login: str) -> None:
    async with opened(address) as socket:
        await socket.send(json.dumps(INIT | {"payload": LOGINS[login]}))
        code, reason = await closing(socket)

    assert (code, reason.endswith(".")) == (4403, True)


async def test_bytes_are_no_message(address: str) -> None:
    async with greeted(address) as socket:
        await socket.send(json.dumps(subscribe()).encode())

        assert (await closing(socket))[0] == 4400


async def test_who_has_not_greeted_is_not_let_in(address: str) -> None:
    async with opened(address) as socket:
        await socket.send(json.dumps(subscribe()))

        assert (await closing(socket))[0] == 4401


async def test_who_greets_twice_is_sent_away(address: str) -> None:
    async with greeted(address) as socket:
        await socket.send(json.dumps(INIT))

        assert (await closing(socket))[0] == 4429


async def test_an_id_that_is_in_use_closes_with_4409_however_long_it_is(address: str) -> None:
    id_ = "æ" * 5_000
    follow = {"query": "subscription { changeFeed { cursor } }"}
    async with greeted(address) as socket:
        await socket.send(json.dumps(subscribe(id_, follow)))
        await socket.send(json.dumps(subscribe(id_, follow)))

        code, reason = await closing(socket)

    assert code == 4409
    assert len(reason.encode()) <= 123


async def test_an_id_may_be_used_again_when_its_operation_has_ended(address: str) -> None:
    async with greeted(address) as socket:
        for _ in range(2):
            await socket.send(json.dumps(subscribe()))
            assert await told(socket) == {"id": "1", "type": "next", "payload": {"data": {"__typename": "Query"}}}
            assert await told(socket) == {"id": "1", "type": "complete"}


async def test_who_says_nothing_is_not_waited_for_longer_than_a_few_seconds(address: str) -> None:
    async with opened(address) as socket:
        code, _ = await closing(socket)

    assert code == 4408


@pytest.mark.parametrize("protocols", [["graphql-ws"], ["graphql-sse"], ["mqtt"]])
async def test_only_graphql_transport_ws_is_spoken(address: str, protocols: list[str]) -> None:
    async with opened(address, *protocols) as socket:
        assert socket.subprotocol is None
        assert (await closing(socket))[0] == 4406


async def test_of_several_protocols_ours_is_chosen(address: str) -> None:
    async with opened(address, "graphql-ws", PROTOCOL) as socket:
        assert socket.subprotocol == PROTOCOL


async def test_a_message_above_the_limit_is_not_taken(address: str) -> None:
    long = {"query": "{ __typename }" + " " * 5_000_000}
    async with greeted(address) as socket:
        with suppress(ConnectionClosed):
            await socket.send(json.dumps(subscribe("1", long)))

        assert (await closing(socket))[0] == 1009


WRONG = {
    "{": "GRAPHQL_PARSE_FAILED",
    "": "BAD_REQUEST",
    "{ nothing }": "GRAPHQL_VALIDATION_FAILED",
    "query A { __typename } query B { __typename }": "OPERATION_RESOLUTION_FAILURE",
    "fragment F on Query { __typename }": "OPERATION_RESOLUTION_FAILURE",
}


@pytest.mark.parametrize("query", WRONG)
async def test_what_is_wrong_with_one_operation_is_that_operations_error(address: str, query: str) -> None:
    async with greeted(address) as socket:
        await socket.send(json.dumps(subscribe("wrong", {"query": query})))
        refused = await told(socket)
        await socket.send(json.dumps(subscribe("right")))
        answered = await told(socket)

    assert (refused["type"], refused["id"]) == ("error", "wrong")
    assert [error["extensions"]["code"] for error in refused["payload"]] == [WRONG[query]]
    assert answered == {"id": "right", "type": "next", "payload": {"data": {"__typename": "Query"}}}


async def test_an_unknown_operation_is_told_so(address: str) -> None:
    async with greeted(address) as socket:
        await socket.send(json.dumps(subscribe("1", QUERY | {"operationName": "Nothing"})))
        refused = await told(socket)

    assert refused["payload"][0]["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"


async def test_variables_that_no_register_can_hold_are_one_operations_error(address: str) -> None:
    query = "query($t: String!) { search(query: $t) { totalCount } }"
    async with greeted(address) as socket:
        await socket.send(json.dumps(subscribe("1", {"query": query, "variables": {"t": "a\0"}})))
        refused = await told(socket)

    assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "INVALID_TEXT")


async def test_only_so_many_operations_run_on_one_socket(address: str) -> None:
    follow = {"query": "subscription { changeFeed { cursor } }"}
    async with greeted(address) as socket:
        for number in range(101):
            await socket.send(json.dumps(subscribe(str(number), follow)))
        refused = await told(socket)

    assert (refused["type"], refused["id"]) == ("error", "100")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    assert "100" in refused["payload"][0]["message"]


async def test_a_ping_is_answered_before_and_after_the_greeting(address: str) -> None:
    async with opened(address) as socket:
        await socket.send(json.dumps({"type": "ping", "payload": {"at": 1}}))
        assert (await told(socket))["type"] == "pong"
        await socket.send(json.dumps(INIT))
        assert await told(socket) == {"type": "connection_ack"}
        await socket.send(json.dumps({"type": "pong"}))
        await socket.send(json.dumps({"type": "ping"}))
        assert (await told(socket))["type"] == "pong"


async def test_an_end_of_what_has_ended_already_is_no_violation(address: str) -> None:
    async with greeted(address) as socket:
        await socket.send(json.dumps({"type": "complete", "id": "nothing"}))
        await socket.send(json.dumps(subscribe()))

        assert (await told(socket))["type"] == "next"


async def test_a_message_comes_in_so_many_frames_at_most(address: str) -> None:
    whole = json.dumps(subscribe())
    async with greeted(address) as socket:
        await socket.send([whole[:5], *[""] * 900, whole[5:]])
        assert (await told(socket))["type"] == "next"
        assert (await told(socket))["type"] == "complete"
        with suppress(ConnectionClosed):
            await socket.send([whole[:5], *[""] * 1_100, whole[5:]])

        assert (await closing(socket))[0] == 1009
