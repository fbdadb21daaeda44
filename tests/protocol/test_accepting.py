"""In which form an answer comes, and with which status, by what a client says that it accepts."""

from collections.abc import Iterator

import httpx
import pytest

JSON, RESPONSE, EVENTS = "application/json", "application/graphql-response+json", "text/event-stream"
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)
APOLLO = "application/graphql-response+json,application/json;q=0.9"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def kind(answer: httpx.Response) -> str:
    return answer.headers["content-type"].split(";")[0]


ACCEPTED = {
    "*/*": JSON,
    "application/*": JSON,
    JSON: JSON,
    RESPONSE: RESPONSE,
    f"{RESPONSE}, {JSON}": RESPONSE,
    f"{JSON}, {RESPONSE}": RESPONSE,
    f"{JSON}, {RESPONSE};q=0.5": JSON,
    f"{RESPONSE};q=0, */*": JSON,
    f"{JSON};q=0.1, */*": RESPONSE,
    f"{RESPONSE}; charset=utf-8": RESPONSE,
    RESPONSE.upper(): RESPONSE,
    f"{JSON}, */*": JSON,
    f"{RESPONSE}, */*": RESPONSE,
    URQL: RESPONSE,
    APOLLO: RESPONSE,
    f"{EVENTS}, {JSON}": JSON,
    f"{EVENTS}, */*": JSON,
    f"{EVENTS};q=0.1, {JSON}": JSON,
    EVENTS: EVENTS,
    f"{JSON};q=0.1, {EVENTS}": EVENTS,
    f"{EVENTS}, {JSON};q=0": EVENTS,
    "": JSON,
    f"{JSON};q=nothing": JSON,
}


@pytest.mark.parametrize("accept", ACCEPTED)
@pytest.mark.parametrize("query", ["{ __typename }", "{ register { feedPosition } }"])
def test_a_query_is_answered_as_it_is_accepted(client: httpx.Client, accept: str, query: str) -> None:
    answer = client.post("/graphql", json={"query": query}, headers={"Accept": accept})

    assert (answer.status_code, kind(answer)) == (200, ACCEPTED[accept])


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "multipart/mixed", f"{JSON};q=0", "*/*;q=0"])
def test_who_accepts_nothing_that_there_is_is_told_what_there_is(client: httpx.Client, accept: str) -> None:
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": accept})

    assert answer.status_code == 406
    assert kind(answer) == JSON
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "NOT_ACCEPTABLE"
    assert RESPONSE in error["message"]


def test_a_query_in_a_browsers_address_bar_is_answered(client: httpx.Client) -> None:
    answer = client.get("/graphql", params={"query": "{ __typename }"}, headers={"Accept": BROWSER})

    assert (answer.status_code, kind(answer)) == (200, JSON)


UNASKED = {
    "{": "GRAPHQL_PARSE_FAILED",
    "{ nothing }": "GRAPHQL_VALIDATION_FAILED",
    "query($n: Int!) { units(first: $n) { totalCount } }": "GRAPHQL_VALIDATION_FAILED",
}


@pytest.mark.parametrize("query", UNASKED)
@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
def test_what_was_not_run_has_no_data_and_a_status_of_its_own(
    client: httpx.Client, query: str, accept: str, status: int
) -> None:
    answer = client.post("/graphql", json={"query": query}, headers={"Accept": accept})

    assert (answer.status_code, kind(answer)) == (status, accept)
    assert set(answer.json()) == {"errors"}
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [UNASKED[query]]


RUN = {
    '{ node(id: "nothing") { id } }': "INVALID_ID",
    '{ units(after: "nothing") { totalCount } }': "INVALID_CURSOR",
    "{ units(first: 100000) { totalCount } }": "PAGE_SIZE",
}


@pytest.mark.parametrize("query", RUN)
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_what_was_run_is_an_answer_whatever_it_ran_into(client: httpx.Client, query: str, accept: str) -> None:
    answer = client.post("/graphql", json={"query": query}, headers={"Accept": accept})

    assert (answer.status_code, kind(answer)) == (200, accept)
    assert set(answer.json()) == {"data", "errors"}
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [RUN[query]]


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_a_refusal_comes_in_the_form_that_is_accepted(client: httpx.Client, accept: str) -> None:
    headers = {"Accept": accept, "Content-Type": "application/json"}

    answer = client.post("/graphql", content=b"null", headers=headers)

    assert (answer.status_code, kind(answer)) == (400, accept)
