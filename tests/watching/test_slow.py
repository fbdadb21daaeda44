"""What the log tells of an operation that took long."""

import io
import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from app import create_app
from db.statements import in_short
from settings import ReaderChoice, Settings
from tests.watching.conftest import asked, started

QUERY = (
    "query Ward($q: String!) { search(query: $q, first: 3) { nodes { name children(first: 2) { nodes { name } } } } }"
)


@pytest.fixture
async def slow(demo_database: str, logged: io.StringIO) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(database_url=demo_database, reader=ReaderChoice.POSTGRES, slow_ms=0)
    async with started(create_app(settings)) as client:
        yield client


def lines(logged: io.StringIO) -> list[dict[str, object]]:
    told = [json.loads(line) for line in logged.getvalue().splitlines()]
    return [line for line in told if line["event"] == "slow operation"]


async def test_a_slow_operation_is_told_with_what_it_asked(slow: httpx.AsyncClient, logged: io.StringIO) -> None:
    answer = await slow.post("/graphql", json={"query": QUERY, "variables": {"q": "sygehus"}})

    found = len(answer.json()["data"]["search"]["nodes"])
    (told,) = lines(logged)
    assert (told["level"], told["operation"], told["way"]) == ("warning", "Ward", "compiled")
    assert told["request_id"] == answer.headers["x-request-id"]
    assert str(told["statements"]) == answer.headers["x-statements"] != "0"
    relations = str(told["relations"]).split("; ")
    assert found > 0
    assert [re.sub(r"[0-9.]+ ms$", "… ms", one) for one in sorted(relations)][:1] == ["Query.search of 1 in … ms"]
    assert any(re.fullmatch(rf"units\.children of {found} in \d+\.\d ms", one) for one in relations)
    assert re.fullmatch(r"(SELECT [a-z_, …]+ x \d+ in \d+\.\d ms(; |$))+", str(told["database"]))
    phases = [told[f"{phase}_ms"] for phase in ("parse", "plan", "execute")]
    assert all(isinstance(ms, float) for ms in phases)


async def test_neither_values_nor_tokens_are_told(slow: httpx.AsyncClient, logged: io.StringIO) -> None:
    await slow.post("/graphql", json={"query": QUERY, "variables": {"q": "hemmeligheden"}})
    await slow.post("/graphql", json={"query": QUERY}, headers={"Authorization": "Bearer hemmeligt.token.her"})

    assert len(lines(logged)) == 2
    assert "hemmelig" not in logged.getvalue()


async def test_what_is_fast_enough_is_not_told(program: httpx.AsyncClient, logged: io.StringIO) -> None:
    await asked(program, "{ __typename }")

    assert lines(logged) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT a FROM unit_version JOIN unit ON true WHERE x = $1", "SELECT unit_version, unit"),
        (
            "WITH RECURSIVE path(a) AS (SELECT a FROM unit) SELECT * FROM path JOIN address ON true",
            "SELECT unit, address",
        ),
        (
            "SELECT * FROM unnest($1) AS asked(a) JOIN LATERAL (SELECT 1 FROM change_set) AS b ON true",
            "SELECT change_set",
        ),
        (b"INSERT INTO change (position) VALUES ($1)", "INSERT change"),
        ("UPDATE feed SET told_until = $1", "UPDATE feed"),
        ("SELECT 1 FROM unit FOR UPDATE", "SELECT unit"),
        ("DELETE FROM unit WHERE a = $1", "DELETE unit"),
        (
            "SELECT 1 FROM a JOIN b ON true JOIN c ON true JOIN d ON true JOIN e ON true JOIN f ON true",
            "SELECT a, b, c, d, e …",
        ),
        ("SET LOCAL lock_timeout = 5", "SET"),
    ],
)
def test_a_statement_is_told_in_short(statement: str | bytes, told: str) -> None:
    assert in_short(statement) == told
