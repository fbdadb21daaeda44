"""There is room: what GraphiQL, the examples, the benchmark and a whole page ask is far within every limit."""

from dataclasses import replace

import pytest
from graphql import get_introspection_query
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from benchmarks.questions import TEXTS
from resolvers.context import Limits
from resolvers.limits import COMPARISONS, Shape
from schema.extensions.reading import read, validated
from settings import HOUSE, Settings
from tests.answers.test_plans_questions import QUESTIONS, whole
from tests.limits.limited import limited

EXAMPLES = {path.stem: path.read_text() for path in sorted((HOUSE / "console" / "examples").glob("*.graphql"))}
GRAPHIQL = get_introspection_query(
    descriptions=True,
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
)
EVERYTHING = "{ " + whole(QUESTIONS["units"]).replace("first: 3", "first: 500") + " }"
DOCUMENTS = {**EXAMPLES, **TEXTS, "introspection": GRAPHIQL, "everything of a page": EVERYTHING}
TIGHT = Shape(**{name: getattr(Shape(), name) // 2 for name in Shape.__slots__})
"""Half as much as there is of everything."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_usually_asked_takes_less_than_half_of_what_may_be(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlapping, "MAX_COMPLEXITY_BUDGET", COMPARISONS // 2)
    document = read(DOCUMENTS[name], TIGHT)

    assert validated(schema.build()._schema, document) == []


async def test_a_page_with_everything_is_answered_whoever_asks(storied: AsyncEngine) -> None:
    told = await limited(storied, EVERYTHING, Settings().limits())

    assert told.errors == []
    units = len(told.data["units"]["edges"])
    assert 500 / units * told.touched < Limits().units_public, "of a page of 500 units like these"


def test_the_settings_are_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = replace(Shape(), **{name: getattr(Shape(), name) - 1 for name in Shape.__slots__})
    for name in Shape.__slots__:
        monkeypatch.setenv(f"SOR_{name.upper()}_MAX", str(getattr(shape, name)))
    told = Settings(units_max=2_000, units_public_max=1_000, answer_seconds=3, statement_timeout=2).limits().told()

    assert {name: told[name] for name in Shape.__slots__} == {name: getattr(shape, name) for name in Shape.__slots__}
    assert (told["units"], told["units_public"], told["seconds"], told["statement"]) == (2_000, 1_000, 3, 2)


async def test_the_register_tells_every_limit(storied: AsyncEngine) -> None:
    told = await limited(storied, "{ register { limits { name value } } }", Limits(units_public=7_000))
    values = {limit["name"]: limit["value"] for limit in told.data["register"]["limits"]}

    assert values == Limits(units_public=7_000).told()
    assert values["units_public"] == 7_000
    assert {*Shape.__slots__, "page", "subtree", "statement", "comparisons"} < values.keys()
