"""Whatever is sent, the server answers or refuses it, and goes on: nothing anybody can think of is an error of ours."""

from collections.abc import Iterator

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.following import PROTOCOL

FINE = "{ __typename }"
texts = st.text(max_size=20)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
documents = st.sampled_from([FINE, "{", "", "query A { __typename }", "subscription { changeFeed { cursor } }"]) | texts
operations = st.fixed_dictionaries(
    {},
    optional={
        "query": documents | anything,
        "variables": st.dictionaries(texts, anything, max_size=2) | anything,
        "operationName": st.sampled_from(["A", "B", ""]) | anything,
        "extensions": st.fixed_dictionaries({"persistedQuery": anything}) | anything,
    },
)
kinds = st.sampled_from(["application/json", "application/graphql-response+json", "text/event-stream", "*/*"])
accepts = st.lists(kinds | st.from_regex(r"[!-~]{1,12}", fullmatch=True), max_size=3)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def answered_well(answer: httpx.Response) -> None:
    assert answer.status_code in (200, 400, 405, 406, 413, 415), answer.text
    if not answer.headers["content-type"].startswith("text/event-stream"):
        told = answer.json()
        assert told.keys() <= {"data", "errors"}
        assert all(error["extensions"]["code"] != "INTERNAL" for error in told.get("errors", []))
    assert '"INTERNAL' not in answer.text


def short(operation: object) -> bool:
    """Nothing that is followed for ever, as a subscription is."""
    return "subscription" not in str(operation)


@settings(max_examples=300)
@given(operation=(operations | anything).filter(short), accept=accepts)
def test_any_json_is_answered(client: httpx.Client, operation: object, accept: list[str]) -> None:
    headers = {"Content-Type": "application/json", "Accept": ", ".join(accept).strip(" ,")}

    answered_well(client.post("/graphql", content=orjson.dumps(operation), headers=headers))


@settings(max_examples=300)
@given(body=st.binary(max_size=200), coding=st.sampled_from(["", "gzip", "deflate", "identity", "br"]))
def test_any_bytes_are_answered(client: httpx.Client, body: bytes, coding: str) -> None:
    headers = {"Content-Type": "application/json"} | ({"Content-Encoding": coding} if coding else {})

    answered_well(client.post("/graphql", content=body, headers=headers))


@settings(max_examples=200)
@given(operation=operations.filter(short))
def test_any_parameters_are_answered(client: httpx.Client, operation: dict[str, object]) -> None:
    parameters = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in operation.items()
    }

    answered_well(client.get("/graphql", params=parameters))


messages = (
    st.fixed_dictionaries(
        {"type": st.sampled_from(["connection_init", "subscribe", "complete", "ping", "pong", "next"]) | anything},
        optional={"id": st.sampled_from(["1", "2", ""]) | anything, "payload": operations | anything},
    )
    | anything
)


@settings(max_examples=150)
@given(said=st.lists(messages, max_size=6), greeted=st.booleans())
def test_any_messages_are_answered(address: str, said: list[object], greeted: bool) -> None:
    with connect(f"ws{address.removeprefix('http')}/graphql", subprotocols=[PROTOCOL]) as socket:
        sent = [{"type": "connection_init"}, *said] if greeted else said
        try:
            for message in [*sent, {"type": "nothing"}]:
                socket.send(orjson.dumps(message).decode())
            while True:
                told = socket.recv(timeout=60)
                assert '"INTERNAL' not in str(told)
        except ConnectionClosed as closed:
            code = closed.rcvd and closed.rcvd.code

    assert code in (4400, 4401, 4403, 4409, 4429)
