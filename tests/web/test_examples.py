"""The worked examples and the benchmark's questions: what the schema allows, with something to show for it."""

from pathlib import Path

import httpx
import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

import schema
from benchmarks.peers.strawberry.schema import schema as strawberry
from benchmarks.questions import TEXTS

HOUSE = Path(__file__).parents[2]
EXAMPLES = sorted((HOUSE / "console" / "examples").glob("*.graphql"))
MERCURIUS = HOUSE / "benchmarks" / "peers" / "mercurius" / "schema.graphql"


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 12
    assert len(TEXTS) >= 8


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_answered_from_the_demo_register(example: Path, demo_server: str) -> None:
    answer = httpx.post(f"{demo_server}/graphql", json={"query": example.read_text()}, timeout=60)

    assert answer.status_code == 200
    assert "errors" not in answer.json()
    assert all(answer.json()["data"].values()), "every field of an example has something to show"


def asked_in_the_same_words() -> dict[str, GraphQLSchema]:
    """The program's own schema, and those of the peers that are asked the very same texts."""
    peers = {"mercurius": build_schema(MERCURIUS.read_text()), "strawberry": strawberry._schema}
    return {"program": schema.build()._schema, **peers}


SCHEMAS = asked_in_the_same_words()


@pytest.mark.parametrize("contestant", SCHEMAS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_timed_question_is_one_the_schema_answers(name: str, contestant: str) -> None:
    assert validate(SCHEMAS[contestant], parse(TEXTS[name])) == []
