"""One object whose fields are all at hand is told as it is met, and as one of many would be."""

from datetime import date
from typing import Any

import pytest
from graphql.execution.values import VariableValues
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from domain.periods import Moment
from resolvers.context import Context
from schema.execution import running
from schema.execution.arguments import nothing
from schema.execution.declining import Declined
from schema.execution.documents import document
from schema.execution.planning import Branch, Form, Level, Shape
from schema.execution.single import Single
from schema.execution.ways import Way
from schema.execution.writing import Entry, Writer
from schema.related import Related
from schema.seen import Seen
from tests.answers.both_ways import both, held, remembering, way
from tests.answers.both_ways import storied as storied
from tests.builders import HOSPITAL, SURGERY, TODAY, WARD

UNIT = f'{{ unit(by: {{sorCode: "{WARD}"}}) {{ %s }} }}'
EFFECTIVE = "effectivePostalAddress { value { street } provenance { kind source { name owner { name } } } }"

AT_HAND = [
    "name status validity { from }",
    "type { name parent { name } } parent { name parent { type { name } } } owner { name cvr }",
    f"depth hasChildren {EFFECTIVE} effectiveLocationNumber {{ value {{ gln holder {{ name }} }} }}",
    "ancestors { name kind } ... on OrganizationalUnit { specialities { code } }",
]
NOT_AT_HAND = [
    "children { totalCount }",
    "at { name }",
    "ancestors { type { name } }",
    "... on OrganizationalUnit { specialities { name } }",
    "parent { parent { childCount } }",
    "effectivePostalAddress { provenance { effective { from } } }",
]


@pytest.mark.parametrize(("text", "told"), [*((one, True) for one in AT_HAND), *((one, False) for one in NOT_AT_HAND)])
def test_a_plan_knows_whether_all_that_is_told_of_one_object_is_at_hand(text: str, told: bool) -> None:
    known = document(schema.build(), UNIT % text, None)
    [root] = known.plan(known.variables({})).roots

    assert root.shape is not None
    assert root.shape.level is not None
    assert root.shape.level.at_hand is told


@pytest.mark.parametrize("text", [*AT_HAND, " ".join(AT_HAND), *NOT_AT_HAND])
async def test_a_budget_is_the_same_for_one_object_as_for_one_of_many(
    storied: AsyncEngine, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await both(storied, UNIT % text)  # which keeps what is found above
    one = await touched(storied, text)
    monkeypatch.setattr(running, "is_single", lambda *_: False)

    assert one == await touched(storied, text)


async def touched(engine: AsyncEngine, text: str) -> int:
    async with remembering(engine) as ctx:
        assert await schema.build().answered(ctx, UNIT % text, None, None)
        return ctx.budget.touched


async def test_what_memory_does_not_know_is_asked_of_the_database_for_a_level(storied: AsyncEngine) -> None:
    sets = "{ changeSets { nodes { recordedAt } } }"
    instant = (await both(storied, sets)).data["changeSets"]["nodes"][1]["recordedAt"]
    told = "hasChildren locationNumber { gln }"
    below = f"{{ {told} parent {{ {told} }} owner {{ {told} parent {{ {told} }} }} }}"
    query = f'{{ unit(by: {{sorCode: "{WARD}"}}, knownAt: "{instant}") {below} }}'
    memory = await way(storied, query, revision=await held(storied))

    assert memory.statements <= (await both(storied, query)).statements


@pytest.mark.parametrize("code", [HOSPITAL, SURGERY, WARD])
@pytest.mark.parametrize("field", ["postalAddress", "visitingAddress", "locationNumber", "electronicAddress", "parent"])
async def test_what_one_object_does_not_have_is_null(storied: AsyncEngine, code: int, field: str) -> None:
    told = await both(storied, f'{{ unit(by: {{sorCode: "{code}"}}) {{ {field} {{ __typename }} }} }}')

    assert told.declined is None


NOW, THEN = Moment(date(2026, 11, 23)), Moment(date(2010, 1, 1))


class Met:
    """Whatever is told, with the moments at which it was asked."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []


async def asked(_: Any, sources: Any, *, moment: Moment) -> list[Any]:
    for one in sources:
        one.moments.append(moment)
    return [None for _ in sources]


def shaped(nullable: bool) -> Shape:
    leaf = Shape(False, True, False, None, lambda values: ["null" for _ in values])
    branch = Branch("it", Way(related=Related(asked, None, None)), nothing, leaf)
    unit: Any = schema.build()._schema.get_type("CodeValue")
    writer = Writer([Entry("it", ("it",), branch=branch)])
    return Shape(False, nullable, False, Level(unit, [unit], {"": Form(writer, (branch,))}), None)


def alone() -> Single:
    reader: Any = None
    none: Any = None
    return Single(Context(reader, TODAY), VariableValues({}, {}), none)


async def test_nothing_where_something_must_be_is_left_to_graphql_core() -> None:
    assert await alone().text(shaped(True), None, NOW) == "null"
    with pytest.raises(Declined, match="null"):
        await alone().text(shaped(False), None, NOW)


async def test_an_error_in_the_place_of_an_object_is_left_to_graphql_core() -> None:
    for nullable in (True, False):
        with pytest.raises(Declined, match="error"):
            await alone().text(shaped(nullable), ValueError("wrong"), NOW)


async def test_what_is_of_another_moment_is_asked_at_that_moment() -> None:
    met = Met()
    texts = [await alone().text(shaped(False), one, NOW) for one in (met, Seen(met, THEN))]

    assert texts == ['{"it":null}'] * 2
    assert met.moments == [NOW, THEN]
