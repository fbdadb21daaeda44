"""Trusted documents: those of the server's list are asked by their hash; who is bound to them is answered no others."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect

from domain.permissions import PUBLIC, Actor, Role
from tests.following import PROTOCOL
from tests.web.conftest import serving
from web.development import key_in, token
from web.trusted import BadList, Bound, Trusted, documents

LISTED, OTHER, WRITTEN = (
    "query Listed { __typename }",
    "query Other { __typename }",
    "subscription Feed { changeFeed { kind } }",
)
ANSWER = {"data": {"__typename": "Query"}}
UNTRUSTED = "UNTRUSTED_DOCUMENT"


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apollo(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hashed(text)}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "relay.json").write_text(json.dumps({hashed(LISTED): LISTED}))
    (folder / "feed.graphql").write_text(WRITTEN)
    return folder


@pytest.fixture(scope="module")
def server(
    folder: Path, hospital_database: str, hospital_engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """Where the public is bound to the list, and a login that is not."""
    keys = tmp_path_factory.mktemp("keys")
    listed = {"SOR_DOCUMENTS": str(folder), "SOR_DOCUMENTS_ONLY": "public", "SOR_DATA_DIR": str(keys)}
    with serving(SOR_DATABASE_URL=hospital_database, SOR_TODAY="2026-11-22", **listed) as (address, _):
        yield address, token(key_in(keys), "Bente", [Role.SOR_OFFICE], None, 1)


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": hashed(LISTED)},
        {"documentId": f"sha256:{hashed(LISTED)}"},
        {"extensions": apollo(LISTED)},
        {"query": LISTED, "extensions": apollo(LISTED)},
        {"query": LISTED},
    ],
)
def test_a_document_of_the_list_is_answered_however_it_is_named(server: tuple[str, str], body: dict[str, Any]) -> None:
    posted = httpx.post(f"{server[0]}/graphql", json=body, timeout=60)
    parameters = {name: part if isinstance(part, str) else json.dumps(part) for name, part in body.items()}
    got = httpx.get(f"{server[0]}/graphql", params=parameters, timeout=60)

    assert posted.json() == got.json() == ANSWER


@pytest.mark.parametrize(
    "body",
    [
        {"query": OTHER},
        {"query": OTHER, "extensions": apollo(OTHER)},
        {"extensions": apollo(OTHER)},
        {"documentId": hashed(OTHER)},
        {"query": LISTED + " "},
    ],
)
def test_who_is_bound_to_the_list_is_answered_no_other_document(server: tuple[str, str], body: dict[str, Any]) -> None:
    address, login = server
    bearer = {"Authorization": f"Bearer {login}"}
    for _ in range(2):
        answer = httpx.post(f"{address}/graphql", json=body, timeout=60)
        assert answer.status_code == 403
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == UNTRUSTED
        assert "SOR_DOCUMENTS" in error["message"]
        if "query" in body:  # what somebody else may ask is not asked for others by that
            assert httpx.post(f"{address}/graphql", json=body, headers=bearer, timeout=60).json() == ANSWER


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"query": OTHER, "extensions": apollo(LISTED)}, 400),
        ({"query": OTHER, "documentId": hashed(LISTED)}, 400),
        ({"documentId": "x"}, 400),
        ({"documentId": 1}, 400),
        ({"documentId": ""}, 400),
    ],
)
def test_a_hash_that_is_none_or_of_another_text_is_refused(
    server: tuple[str, str], body: dict[str, Any], status: int
) -> None:
    answer = httpx.post(f"{server[0]}/graphql", json=body, timeout=60)

    assert answer.status_code == status
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_REQUEST"]


async def test_it_is_the_same_over_a_socket(server: tuple[str, str]) -> None:
    address, login = server
    asked = [
        {"documentId": hashed(LISTED)},
        {"extensions": apollo(LISTED)},
        {"query": OTHER},
        {"documentId": hashed("{ never: __typename }")},
        {"documentId": "x"},
    ]
    for payload, wanted in (({}, UNTRUSTED), ({"Authorization": f"Bearer {login}"}, "PERSISTED_QUERY_NOT_FOUND")):
        told = []
        async with connect(address.replace("http", "ws", 1) + "/graphql", subprotocols=[PROTOCOL]) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            await socket.recv()
            for number, one in enumerate(asked):
                await socket.send(json.dumps({"type": "subscribe", "id": str(number), "payload": one}))
                told.append(json.loads(await socket.recv()))
                if told[-1]["type"] == "next":
                    assert json.loads(await socket.recv()) == {"id": str(number), "type": "complete"}

        codes = [one["payload"] if one["type"] == "next" else one["payload"][0]["extensions"]["code"] for one in told]
        assert codes == [ANSWER, ANSWER, ANSWER if login in str(payload) else UNTRUSTED, wanted, "BAD_REQUEST"]


def test_whom_the_list_binds() -> None:
    named = Actor("Bente", Role.PUBLIC, None, "bb")

    assert [Trusted({}, bound).binds(PUBLIC) for bound in Bound] == [False, True, True]
    assert [Trusted({}, bound).binds(named) for bound in Bound] == [False, False, True]


def test_a_list_is_read_as_each_compiler_writes_it(tmp_path: Path) -> None:
    relay, manifest = tmp_path / "relay.json", tmp_path / "apollo.json"
    relay.write_text(json.dumps({f"sha256:{hashed(LISTED)}": LISTED}))
    operation = {"id": hashed(OTHER), "name": "Other", "type": "query", "body": OTHER}
    manifest.write_text(
        json.dumps({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation]})
    )

    assert documents(relay) == {hashed(LISTED): LISTED}
    assert documents(manifest) == {hashed(OTHER): OTHER}
    assert documents(tmp_path) == {hashed(LISTED): LISTED, hashed(OTHER): OTHER}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[", "list.json is not JSON in UTF-8: line 1, column 2"),
        ("[]", "list.json is no list of documents"),
        ('{"a": 1}', "list.json is no list of documents"),
        ('{"a": "{ __typename }"}', f"calls a document a, whose SHA-256 is {hashed('{ __typename }')}; relay-compiler"),
        ("{}", "list.json holds no documents"),
    ],
)
def test_what_is_no_list_stops_the_start_with_a_sentence(tmp_path: Path, written: str, told: str) -> None:
    file = tmp_path / "list.json"
    file.write_text(written)

    with pytest.raises(BadList) as refused:
        documents(file)
    assert told in str(refused.value)
