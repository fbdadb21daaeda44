"""The worked examples and the benchmark's questions: what the schema allows, with something to show for it."""

from pathlib import Path

import httpx
import pytest
from graphql import parse, validate

import schema
from benchmarks import questions

HOUSE = Path(__file__).parents[2]
EXAMPLES = sorted((HOUSE / "console" / "examples").glob("*.graphql"))
TIMED = {name: text for name, text in vars(questions).items() if name.isupper()}


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 12
    assert len(TIMED) >= 8


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_answered_from_the_demo_register(example: Path, demo_server: str) -> None:
    answer = httpx.post(f"{demo_server}/graphql", json={"query": example.read_text()}, timeout=60)

    assert answer.status_code == 200
    assert "errors" not in answer.json()
    assert all(answer.json()["data"].values()), "every field of an example has something to show"


@pytest.mark.parametrize("name", TIMED)
def test_a_timed_question_is_one_the_schema_answers(name: str) -> None:
    assert validate(schema.build()._schema, parse(TIMED[name])) == []
