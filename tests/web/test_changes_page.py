"""What docs/changes.md shows is what the program does, for the SOR office on the demo register."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import serving, sor

PAGE = (Path(__file__).parents[2] / "docs" / "changes.md").read_text()
EXAMPLES = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def office(demo_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Somebody of the SOR office, with the token that `sor token` prints."""
    settings = {
        "SOR_DATABASE_URL": demo_database,
        "SOR_TODAY": "2026-11-22",
        "SOR_DATA_DIR": str(tmp_path_factory.mktemp("issuer")),
    }
    printed = sor("token", "--role", "sor-office", **settings)
    assert printed.returncode == 0, printed.stderr
    with serving(**settings) as (address, _):
        headers = {"Authorization": f"Bearer {printed.stdout.strip()}"}
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            yield client


@pytest.mark.parametrize("example", EXAMPLES, ids=[str(number) for number in range(len(EXAMPLES))])
def test_an_example_of_a_change_is_carried_out(example: str, office: httpx.Client) -> None:
    answer = office.post("/graphql", json={"query": example}).json()

    assert "errors" not in answer
    (payload,) = answer["data"].values()
    assert payload.get("errors", []) == []
    assert payload.get("blockers", []) == []
    assert payload.get("unit", "none asked for") is not None


def test_there_is_an_example_of_each_thing_that_is_often_done() -> None:
    done = re.findall(r"^  (\w+)\(", "".join(EXAMPLES), re.MULTILINE)

    assert done == ["createUnit", "changeUnit", "previewMove", "closeUnit", "applyChanges"]


def test_what_is_only_tried_stays_as_it_was(office: httpx.Client) -> None:
    asked = {"query": "{ register { unitCount feedPosition } }"}
    before = office.post("/graphql", json=asked).json()

    for example in EXAMPLES:
        office.post("/graphql", json={"query": example})

    assert office.post("/graphql", json=asked).json() == before


def test_the_public_changes_nothing(demo_server: str) -> None:
    answer = httpx.post(f"{demo_server}/graphql", json={"query": EXAMPLES[0]}, timeout=60).json()

    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
