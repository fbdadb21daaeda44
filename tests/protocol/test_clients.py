"""Real clients: each asks, is told what is wrong as it understands it, and follows the feed."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.builders import SURGERY, WARD
from tests.following import ask, rename
from tests.protocol.clients import run

JSON, RESPONSE = "application/json", "application/graphql-response+json; charset=utf-8"
NAMES = ["Sengeafsnit Fyn", "Sengeafsnit Møn", "Sengeafsnit Als"]
FOLLOWED = [{"changeFeed": {"fields": [{"after": name}]}} for name in NAMES]
QUERY = {"__typename": "Query"}


@pytest.fixture(scope="module")
async def before(address: str, hospital_engine: AsyncEngine) -> str:
    """A cursor after which there are three changes to be told of."""
    cursor: str = (await ask(address, "{ register { feedPosition } }"))["data"]["register"]["feedPosition"]
    await rename(hospital_engine, WARD, *NAMES)
    return cursor


def codes(errors: list[dict[str, Any]]) -> list[str]:
    return [error["extensions"]["code"] for error in errors]


@pytest.fixture(scope="module")
def over_a_socket(address: str, before: str) -> dict[str, Any]:
    told: dict[str, Any] = run("socket_client.mjs", f"{address.replace('http', 'ws', 1)}/graphql", before)
    return told


def test_graphql_ws_asks_and_follows_at_once(over_a_socket: dict[str, Any]) -> None:
    assert over_a_socket["query"] == {"values": [{"data": QUERY}], "complete": True}
    assert over_a_socket["followed"] == {"values": [{"data": told} for told in FOLLOWED], "complete": True}


def test_graphql_ws_is_told_what_is_wrong_and_the_connection_stays(over_a_socket: dict[str, Any]) -> None:
    assert codes(over_a_socket["syntax"]["errors"]) == ["GRAPHQL_PARSE_FAILED"]
    assert codes(over_a_socket["validation"]["errors"]) == ["GRAPHQL_VALIDATION_FAILED"]
    (partly,) = over_a_socket["resolver"]["values"]
    assert (partly["data"], codes(partly["errors"])) == ({"node": None}, ["INVALID_ID"])
    assert over_a_socket["states"] == ["connected", "pong"]


def test_graphql_ws_is_told_why_it_is_not_let_in(over_a_socket: dict[str, Any]) -> None:
    assert over_a_socket["stranger"]["code"] == 4403
    assert over_a_socket["stranger"]["reason"].endswith(".")


@pytest.fixture(scope="module")
def by_events(address: str, before: str) -> dict[str, Any]:
    told: dict[str, Any] = run("event_client.mjs", f"{address}/graphql", before)
    return told


def test_graphql_sse_asks_and_follows(by_events: dict[str, Any]) -> None:
    assert by_events["query"] == {"values": [{"data": QUERY}], "complete": True}
    assert by_events["followed"] == {"values": [{"data": told} for told in FOLLOWED], "complete": True}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("syntax", "GRAPHQL_PARSE_FAILED"),
        ("validation", "GRAPHQL_VALIDATION_FAILED"),
        ("resolver", "INVALID_CURSOR"),
    ],
)
def test_graphql_sse_is_told_what_is_wrong_by_an_event(by_events: dict[str, Any], asked: str, code: str) -> None:
    (told,) = by_events[asked]["values"]

    assert codes(told["errors"]) == [code]
    assert by_events[asked]["complete"]


def test_graphql_sse_is_refused_what_is_no_operation(by_events: dict[str, Any]) -> None:
    assert by_events["refused"] == {"values": [], "status": 400}


def test_graphql_sse_is_told_that_there_is_a_connection_for_each_operation(by_events: dict[str, Any]) -> None:
    assert by_events["single"] == 405


@pytest.fixture(scope="module")
def by_urql(address: str, before: str) -> dict[str, Any]:
    told: dict[str, Any] = run("urql.mjs", f"{address}/graphql", before)
    return told


def test_urql_asks_by_either_method_and_gets_json(by_urql: dict[str, Any]) -> None:
    assert by_urql["query"] == by_urql["get"] == {"data": QUERY}
    assert [one["method"] for one in by_urql["seen"]][:2] == ["POST", "GET"]
    assert all("text/event-stream" in one["accept"] for one in by_urql["seen"])
    assert {one["type"] for one in by_urql["seen"][:-1]} == {RESPONSE}


def test_urql_sends_a_document_once_and_then_its_hash(by_urql: dict[str, Any]) -> None:
    assert by_urql["hashed"] == [{"data": QUERY}] * 2
    assert by_urql["hashes"] == ["GET", "GET", "POST"], "a hash that is not known, its text, the hash again"


def test_urql_is_told_what_is_wrong(by_urql: dict[str, Any]) -> None:
    assert by_urql["syntax"]["errors"] == ["GRAPHQL_VALIDATION_FAILED"]
    assert by_urql["variables"]["errors"] == ["INVALID_FORMAT"]
    assert by_urql["mutation"] == "GRAPHQL_VALIDATION_FAILED"


def test_urql_follows_by_events(by_urql: dict[str, Any]) -> None:
    assert by_urql["followed"] == FOLLOWED
    assert by_urql["seen"][-1]["type"] == "text/event-stream"


@pytest.fixture(scope="module", params=["GET", "POST"])
def by_apollo(address: str, before: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    where, socket = f"{address}/graphql", f"{address.replace('http', 'ws', 1)}/graphql"
    told: dict[str, Any] = run("apollo.mjs", where, socket, before, request.param, str(SURGERY))
    return told | {"method": request.param}


def test_apollo_asks_and_follows(by_apollo: dict[str, Any]) -> None:
    assert by_apollo["query"]["data"] == QUERY
    assert by_apollo["query"]["sent"][0]["type"] == RESPONSE
    assert [told["changeFeed"]["fields"][0]["after"] for told in by_apollo["followed"]] == NAMES


def test_apollo_keeps_two_days_of_a_unit_apart(by_apollo: dict[str, Any]) -> None:
    now, then = by_apollo["days"]["now"], by_apollo["days"]["then"]

    assert now["name"] != then["name"] == "Skærestuen"


def test_apollo_is_told_what_is_wrong(by_apollo: dict[str, Any]) -> None:
    assert by_apollo["wrong"]["codes"] == ["GRAPHQL_VALIDATION_FAILED"]
    assert by_apollo["wrong"]["sent"][0]["status"] == 400
    assert by_apollo["partly"]["data"] == {"node": None, "register": {"__typename": "RegisterInfo"}}
    assert by_apollo["partly"]["codes"] == ["INVALID_ID"]


def test_apollo_sends_a_document_once_and_then_its_hash(by_apollo: dict[str, Any]) -> None:
    first, second = by_apollo["first"], by_apollo["second"]

    assert first["data"] == second["data"] == QUERY
    assert [(one["hash"], one["text"], one["status"]) for one in first["sent"]] == [
        (True, False, 400),
        (True, True, 200),
    ]
    assert [one["method"] for one in first["sent"]] == [by_apollo["method"], "POST"]
    assert [(one["hash"], one["text"], one["status"]) for one in second["sent"]] == [(True, False, 200)]


def test_graphql_request_asks_and_is_told_what_is_wrong(address: str) -> None:
    told = run("request.mjs", f"{address}/graphql")

    assert told["post"] == told["get"] == QUERY
    assert told["postWrong"]["codes"] == told["getWrong"]["codes"] == ["GRAPHQL_VALIDATION_FAILED"]
