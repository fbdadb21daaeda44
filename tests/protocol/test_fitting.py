"""Trusted documents that the schema no longer has are told of when the program starts, and stop nothing."""

import json
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from resolvers.limits import SHAPE, Shape
from schema import build
from tests.web.conftest import serving
from web.fitting import TOLD, tell_of_misfits
from web.trusted import Bound, Trusted

FITS = "query Fits { __typename }"
GONE = "query Gone { register {\n  naem } }"
BROKEN = "query Broken {"


def listed(*texts: str) -> dict[str, str]:
    return {sha256(text.encode()).hexdigest(): text for text in texts}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "front.json").write_text(json.dumps(listed(FITS, GONE)))
    (tmp_path / "broken.graphql").write_text(BROKEN)
    return tmp_path


def test_each_is_told_of_with_its_file_its_hash_and_what_is_wrong_first(folder: Path) -> None:
    with capture_logs() as lines:
        tell_of_misfits(Trusted.found(folder, Bound.NOBODY), build(), SHAPE)

    gone, broken = listed(GONE), listed(BROKEN)
    told = {(line["file"], line["id"], line["why"]) for line in lines[:-1]}
    assert told == {
        ("front.json", *gone, "Cannot query field 'naem' on type 'RegisterInfo'. (line 2, column 3)"),
        ("broken.graphql", *broken, "Syntax Error: Expected Name, found <EOF>. (line 1, column 15)"),
    }
    assert {line["log_level"] for line in lines} == {"warning"}
    assert (lines[-1]["count"], lines[-1]["of"]) == (2, 3)


def test_one_that_is_over_a_limit_does_not_fit_either() -> None:
    with capture_logs() as lines:
        tell_of_misfits(Trusted(listed(FITS)), build(), Shape(characters=10))

    assert [line.get("why") for line in lines] == [
        "The document has 25 characters. Ask in several requests. The limit `characters` is 10.",
        None,
    ]


def test_many_are_counted() -> None:
    texts = [f"{{ gone{number} }}" for number in range(TOLD + 5)]
    with capture_logs() as lines:
        tell_of_misfits(Trusted(listed(*texts, FITS)), build(), SHAPE)

    assert len(lines) == TOLD + 1
    assert (lines[-1]["count"], lines[-1]["of"]) == (TOLD + 5, TOLD + 6)


def test_where_all_fit_nothing_is_told() -> None:
    with capture_logs() as lines:
        tell_of_misfits(Trusted(listed(FITS)), build(), SHAPE)

    assert lines == []


def test_the_register_answers_all_the_same(folder: Path, hospital_database: str, tmp_path: Path) -> None:
    with serving(SOR_DATABASE_URL=hospital_database, SOR_DATA_DIR=str(tmp_path), SOR_DOCUMENTS=str(folder)) as (
        address,
        _,
    ):
        [fits], [gone] = listed(FITS), listed(GONE)
        answered, refused = (
            httpx.post(f"{address}/graphql", json={"documentId": key}, timeout=60) for key in (fits, gone)
        )

    assert answered.json() == {"data": {"__typename": "Query"}}
    assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]
