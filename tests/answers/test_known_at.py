"""What the register knew at an instant, on every question that may be asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import gln_of
from schema import build
from tests.answers.conftest import Ask, asking
from tests.answers.recorded import SLEEP, Recorded, recorded
from tests.builders import HOSPITAL, SURGERY

GLN = gln_of(579000990050)

ROOTS = """query ($k: DateTime, $at: Date, $c: SorCode!, $gln: Gln!, $id: ID!) {
  unit(by: {sorCode: $c}, at: $at, knownAt: $k) { name parent { children { nodes { name } } } }
  byNumber: unit(by: {gln: $gln}, at: $at, knownAt: $k) { name }
  unitsByKeys(keys: [{sorCode: $c}], at: $at, knownAt: $k) { name }
  units(filter: {nameContains: "søvn"}, at: $at, knownAt: $k) { nodes { name } totalCount }
  subtree(root: {sorCode: $c}, at: $at, knownAt: $k) { nodes { unit { name } } }
  search(query: "søvn*", at: $at, knownAt: $k) { nodes { name } totalCount }
  node(id: $id) { ... on Unit { at(date: $at, knownAt: $k) { name } } }
  nodes(ids: [$id], at: $at, knownAt: $k) { ... on Unit { name } }
  codeList(list: "administrator", at: $at, knownAt: $k) { code }
  changeSets(knownAt: $k) { nodes { note } } }"""

UNTOUCHED = {"me", "register", "rules", "node"}
"""Questions that are about whoever asks, or the register as a whole, or the rules; and what Relay refetches by."""


@pytest.fixture
async def past(engine: AsyncEngine) -> Recorded:
    return await recorded(engine, GLN)


@pytest.fixture
def ask(engine: AsyncEngine) -> Ask:
    return asking(engine)


async def told(ask: Ask, known_at: datetime | None, at: str = "2027-06-01") -> Any:
    query = "query ($c: SorCode!) { unit(by: {sorCode: $c}) { id } }"
    unit = (await ask(query, c=str(SLEEP))).data["unit"]["id"]
    asked = {"k": known_at and known_at.isoformat(), "at": at, "c": str(SLEEP), "gln": GLN, "id": unit}
    answer = await ask(ROOTS, **asked)
    assert answer.errors == []
    return answer.data


async def test_every_question_is_answered_as_it_was_known_then(ask: Ask, past: Recorded) -> None:
    for instant, name, held in [
        (past.created, "Søvnklinik", False),
        (past.renamed, "Søvncenter", False),
        (past.issued, "Søvncenter", True),
        (None, "Søvncenter", True),
    ]:
        data = await told(ask, instant)
        one = {"name": name}
        beside = [unit["name"] for unit in data["unit"]["parent"]["children"]["nodes"]]
        assert data["unit"]["name"] == name
        assert beside == ["Operationsgangen", name]
        assert data["byNumber"] == (one if held else None)
        assert data["unitsByKeys"] == data["nodes"] == [one]
        assert data["units"] == data["search"] == {"nodes": [one], "totalCount": 1}
        assert data["subtree"]["nodes"] == [{"unit": one}]
        assert data["node"] == {"at": one}


async def test_before_the_first_recording_the_register_is_empty(ask: Ask, past: Recorded) -> None:
    data = await told(ask, datetime(2001, 1, 1, tzinfo=UTC))

    assert data == {
        "unit": None,
        "byNumber": None,
        "unitsByKeys": [None],
        "units": {"nodes": [], "totalCount": 0},
        "subtree": None,
        "search": {"nodes": [], "totalCount": 0},
        "node": {"at": None},
        "nodes": [None],
        "codeList": [],
        "changeSets": {"nodes": []},
    }


async def test_names_that_were_corrected_away_are_found_as_they_were_known_then(ask: Ask, past: Recorded) -> None:
    query = """query ($q: String!, $k: DateTime) { search(query: $q, at: "2027-06-01", knownAt: $k) {
      edges { node { name } matches { field highlight validity { from until } } } } }"""
    then = await ask(query, q="søvnklinik", k=past.renamed.isoformat())
    now = await ask(query, q="søvnklinik")
    since = await ask(query, q="søvnlaboratorium")

    def former(name: str) -> list[Any]:
        days = {"from": "2000-01-01", "until": "2027-01-01"}
        match = {"field": "former name", "highlight": f"«{name}»", "validity": days}
        return [{"node": {"name": "Søvncenter"}, "matches": [match]}]

    assert then.data["search"]["edges"] == former("Søvnklinik")
    assert now.data["search"]["edges"] == []
    assert since.data["search"]["edges"] == former("Søvnlaboratorium")


async def test_what_will_be_known_is_a_question_nobody_can_answer(ask: Ask, past: Recorded) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    answer = await ask(
        """query ($c: SorCode!, $k: DateTime) { unit(by: {sorCode: $c}) { now: at(knownAt: null) { name }
        at(knownAt: $k) { name } } search(query: "a", knownAt: $k) { totalCount }
        codeList(list: "region", knownAt: $k) { code } }""",
        c=str(HOSPITAL),
        k=tomorrow,
    )

    assert answer.data is None or answer.data["unit"]["at"] is None
    assert {error["extensions"]["code"] for error in answer.errors} == {"NOT_YET_KNOWN"}
    assert all("yet to come" in error["message"] for error in answer.errors)
    surgery = await ask("query ($c: SorCode!) { unit(by: {sorCode: $c}) { at { name } } }", c=str(SURGERY))
    assert surgery.data["unit"]["at"]["name"] == "Kirurgisk Afdeling"


def test_every_question_that_reads_units_takes_an_instant_of_knowledge() -> None:
    schema = build()._schema
    assert schema.query_type is not None
    without = {name for name, field in schema.query_type.fields.items() if "knownAt" not in field.args}

    assert without >= UNTOUCHED
    assert without.isdisjoint(
        {"unit", "unitsByKeys", "units", "subtree", "search", "nodes", "codeList", "changeSet", "changeSets"}
    )
