"""Documents by their hash: registered once, found afterwards, bounded, and never another text than the hash says."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from typing import Any

import httpx
import orjson
import pytest
from strawberry.http import GraphQLRequestData

from domain.permissions import PUBLIC
from tests.builders import WARD
from web.danish import extensions
from web.operations import Refused
from web.persisted import LONGEST, NotFound, Persisted

RESPONSE = "application/graphql-response+json"
ANSWER = {"data": {"__typename": "Query"}}
numbers = count()


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


@pytest.fixture
def document() -> str:
    """One that nobody has sent yet."""
    return f"query Document{next(numbers)} {{ __typename }}"


def hashed(document: str, **other: object) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(document.encode()).hexdigest()} | other}


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (RESPONSE, 400)])
def test_a_hash_that_nobody_has_registered_is_not_found(
    client: httpx.Client, document: str, accept: str, status: int
) -> None:
    answer = client.post("/graphql", json={"extensions": hashed(document)}, headers={"Accept": accept})

    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": extensions("PERSISTED_QUERY_NOT_FOUND")}]
    }


def test_a_document_is_found_by_its_hash_once_it_was_sent_with_it(client: httpx.Client, document: str) -> None:
    registered = client.post("/graphql", json={"query": document, "extensions": hashed(document)})
    by_post = client.post("/graphql", json={"extensions": hashed(document)})
    by_get = client.get("/graphql", params={"extensions": orjson.dumps(hashed(document)).decode()})
    in_capitals = hashed(document, sha256Hash=sha256(document.encode()).hexdigest().upper())
    by_capitals = client.post("/graphql", json={"query": None, "extensions": in_capitals})

    assert [one.json() for one in (registered, by_post, by_get, by_capitals)] == [ANSWER] * 4


def test_a_document_may_have_letters_of_its_own_and_variables(client: httpx.Client) -> None:
    document = "# Ærø\nquery($code: SorCode!) { unit(by: {sorCode: $code}) { sorCode } }"
    variables = {"code": str(WARD)}
    asked = {"variables": variables, "extensions": hashed(document)}

    first = client.post("/graphql", json={"query": document, **asked})
    second = client.post("/graphql", json=asked)

    assert first.json() == second.json() == {"data": {"unit": {"sorCode": str(WARD)}}}


def test_a_document_that_was_sent_without_a_hash_is_not_registered(client: httpx.Client, document: str) -> None:
    assert client.post("/graphql", json={"query": document}).json() == ANSWER

    answer = client.post("/graphql", json={"extensions": hashed(document)})

    assert answer.json()["errors"][0]["message"] == "PersistedQueryNotFound"


def test_a_hash_of_another_text_is_refused_and_registers_nothing(client: httpx.Client, document: str) -> None:
    other = document.replace("Document", "Other")

    refused = client.post("/graphql", json={"query": document, "extensions": hashed(other)})

    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
    for one in (document, other):
        answer = client.post("/graphql", json={"extensions": hashed(one)})
        assert answer.json()["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_told_not_to_be_supported(client: httpx.Client, document: str, version: object) -> None:
    answer = client.post("/graphql", json={"extensions": hashed(document, version=version)})

    assert answer.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"


@pytest.mark.parametrize(
    "extension", [1, "a", [], {}, {"version": 1}, {"version": 1, "sha256Hash": 1}, {"version": 1, "sha256Hash": "ab"}]
)
def test_what_is_no_hash_is_refused(client: httpx.Client, extension: object) -> None:
    answer = client.post("/graphql", json={"extensions": {"persistedQuery": extension}})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


def test_a_mutation_is_not_run_by_get_under_a_hash_either(client: httpx.Client) -> None:
    document = "mutation { __typename }"
    assert client.post("/graphql", json={"query": document, "extensions": hashed(document)}).status_code == 200

    answer = client.get("/graphql", params={"extensions": orjson.dumps(hashed(document)).decode()})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def asked(query: str | None, extensions: dict[str, Any]) -> GraphQLRequestData:
    return GraphQLRequestData(query, None, None, extensions)


def test_only_so_much_is_kept_and_what_was_used_last() -> None:
    persisted = Persisted(room=10_000)
    documents = [f"query A{number} {{ __typename }} #{'x' * 900}" for number in range(100)]
    for document in documents:
        persisted.written_out(asked(document, hashed(document)), PUBLIC)
        persisted.written_out(asked(None, hashed(documents[0])), PUBLIC)

    known = [one for one in documents if is_known(persisted, one)]
    assert known == [documents[0], *documents[-len(known) + 1 :]]
    assert sum(map(len, known)) <= 10_000


def test_the_same_document_takes_its_room_once() -> None:
    persisted = Persisted(room=10_000)
    first, second = (f"query {name} {{ __typename }} #{'x' * 3_000}" for name in "AB")
    persisted.written_out(asked(first, hashed(first)), PUBLIC)
    for _ in range(10):
        persisted.written_out(asked(second, hashed(second)), PUBLIC)

    assert is_known(persisted, first)


def test_a_very_long_document_is_answered_and_not_kept() -> None:
    persisted = Persisted()
    document = "{ __typename }" + " " * LONGEST

    assert persisted.written_out(asked(document, hashed(document)), PUBLIC).query == document
    assert not is_known(persisted, document)


def test_half_a_character_breaks_no_hash() -> None:
    with pytest.raises(Refused):
        Persisted().written_out(
            asked("{ __typename }", {"persistedQuery": {"version": 1, "sha256Hash": "\ud800" * 64}}), PUBLIC
        )


def is_known(persisted: Persisted, document: str) -> bool:
    try:
        return persisted.written_out(asked(None, hashed(document)), PUBLIC).query == document
    except NotFound:
        return False
