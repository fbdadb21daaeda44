"""Which operation is meant, and by which method it may be asked."""

from collections.abc import Iterator

import httpx
import pytest

RESPONSE = "application/graphql-response+json"
TWO = "query A { __typename } query B { register { feedPosition } }"
CHANGE = 'mutation { createUnit(input: {name: "x"}) { unit { name } } }'


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def asked(client: httpx.Client, method: str, accept: str, operation: dict[str, str]) -> httpx.Response:
    if method == "GET":
        return client.get("/graphql", headers={"Accept": accept}, params=operation)
    return client.post("/graphql", headers={"Accept": accept}, json=operation)


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (RESPONSE, 400)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_two_operations_none_is_run_unless_one_is_named(
    client: httpx.Client, accept: str, status: int, method: str
) -> None:
    answer = asked(client, method, accept, {"query": TWO})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, "OPERATION_RESOLUTION_FAILURE")
    assert "operationName" in error["message"]
    assert "data" not in answer.json()


def test_the_operation_that_is_named_is_run(client: httpx.Client) -> None:
    answer = client.post("/graphql", json={"query": TWO, "operationName": "A"})

    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("document", "name"),
    [(TWO, "C"), (TWO, "a"), (TWO, ""), ("{ __typename }", "A"), ("fragment F on Query { __typename }", None)],
)
def test_an_operation_that_is_not_there_is_told_so(client: httpx.Client, document: str, name: str | None) -> None:
    answer = client.post("/graphql", json={"query": document, "operationName": name})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (200, "OPERATION_RESOLUTION_FAILURE")
    assert "data" not in answer.json()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"])
def test_another_method_is_told_which_are_taken(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/graphql", params={"query": "{ __typename }"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("path", ["/readyz", "/healthz", "/schema.graphql", "/feed", "/metrics"])
def test_another_method_is_told_so_everywhere(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json={})

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("accept", ["application/json", RESPONSE, "text/event-stream"])
def test_a_mutation_by_get_is_refused(client: httpx.Client, accept: str) -> None:
    answer = client.get("/graphql", params={"query": CHANGE}, headers={"Accept": accept})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_a_mutation_behind_a_query_is_not_run_by_get(client: httpx.Client) -> None:
    document = f"query A {{ __typename }} {CHANGE.replace('mutation', 'mutation B')}"

    answer = client.get("/graphql", params={"query": document, "operationName": "B"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_subscription_that_nobody_takes_events_of_is_told_how_to_be_asked(client: httpx.Client, method: str) -> None:
    answer = asked(client, method, "application/json", {"query": "subscription { changeFeed { cursor } }"})

    assert answer.status_code == 400
    assert "text/event-stream" in answer.json()["errors"][0]["message"]
