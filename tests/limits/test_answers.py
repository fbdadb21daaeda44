"""What an answer may touch and how long it may take, whoever makes it; and that others get their turn meanwhile."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from graphql import GraphQLString
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Limits as EngineLimits
from db.engine import engine as engine_of
from domain.periods import Moment
from domain.permissions import PUBLIC, Actor, Role
from resolvers.budget import Budget
from resolvers.context import Context, Limits
from resolvers.limits import refused
from resolvers.refusals import Code, Refusal
from schema.execution.planning import Form
from schema.execution.running import written
from schema.execution.ways import Way
from schema.execution.writing import Entry, Leaf, Writer
from schema.extensions import paced
from schema.extensions.danish import DANISH
from tests.answers.both_ways import OFFICE
from tests.builders import HOSPITAL, REGION, TODAY
from tests.limits.limited import limited

TOP = f'unit(by: {{sorCode: "{REGION}"}})'
AMID = f'unit(by: {{sorCode: "{HOSPITAL}"}})'
TREES = {
    "subtree": (
        f'{{ subtree(root: {{sorCode: "{REGION}"}}) {{ nodes {{ unit {{ name parent {{ name }} }} }} }} }}',
        "parent",
    ),
    "children": (
        f"{{ {TOP} {{ children {{ nodes {{ name children {{ nodes {{ name }} }} }} }} }} }}",
        "children",
    ),
    "descendants": (
        f"{{ {TOP} {{ descendants {{ nodes {{ name descendants {{ nodes {{ name }} }} }} }} }} }}",
        "descendants",
    ),
    "units": ("{ units(first: 5) { nodes { name } } }", "units"),
    "search": ('{ search(query: "*a*") { nodes { name } } }', "search"),
}


@pytest.mark.parametrize("declined", [False, True], ids=["plan", "graphql-core"])
@pytest.mark.parametrize("name", TREES)
async def test_an_answer_touches_as_many_units_as_it_may_and_no_more(
    storied: AsyncEngine, name: str, declined: bool
) -> None:
    query, field = TREES[name]
    touched = (await limited(storied, query, Limits(), declined=declined)).touched
    at = await limited(storied, query, Limits(units_public=touched), declined=declined)
    above = await limited(storied, query, Limits(units_public=touched - 1), declined=declined)

    assert touched > 1
    assert at.errors == []
    assert at.declined is declined
    (error,) = above.errors
    told = (
        field if declined else error["path"][0] if name == "subtree" else field
    )  # what a plan began is not begun again
    assert error["message"].startswith(f"With `{told}` the answer touches more units than one may. ")
    assert error["message"].endswith(f" The limit `units` is {touched - 1:,}.")
    assert error["extensions"] == {
        "code": "TOO_MANY_UNITS",
        "limit": "units",
        "maximum": touched - 1,
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["TOO_MANY_UNITS"],
    }


BACK_AND_FORTH = {
    "parent": "children { nodes { parent { %s } } }",
    "children": "children { nodes { ancestors { %s } } }",
    "source": "children { nodes { effectivePostalAddress { provenance { source { %s } } } } }",
    "beside": "children { nodes { parent { type { code } %s } } }",
}


@pytest.mark.parametrize("way", BACK_AND_FORTH)
@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_unit_counts_as_often_as_it_stands_in_the_answer(storied: AsyncEngine, way: str, times: int) -> None:
    """A plan asks of it once, and writes it as often as graphql-core. What it does not remember counts again."""
    query = "children { nodes { name } }"
    for _ in range(times):
        query = BACK_AND_FORTH[way] % query
    query = f"{{ {AMID} {{ {query} }} }}"
    plan, core = [await limited(storied, query, Limits(), declined=declined) for declined in (False, True)]

    assert not plan.declined
    assert core.touched <= plan.touched < 2 * core.touched
    assert plan.data == core.data


async def test_the_same_list_counts_as_often_as_it_is_written(storied: AsyncEngine) -> None:
    query = "query ($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { children { nodes { name } } } }"
    keys = {"keys": [{"sorCode": str(HOSPITAL)}] * 50}
    plan, core = [
        await limited(storied, query, Limits(), variables=keys, declined=declined) for declined in (False, True)
    ]
    over = await limited(storied, query, Limits(units_public=core.touched - 1), variables=keys)

    assert not plan.declined
    assert core.touched <= plan.touched < 2 * core.touched
    assert {error["extensions"]["code"] for error in over.errors} == {"TOO_MANY_UNITS"}


async def test_what_stands_in_an_answer_again_and_again_is_refused_soon(storied: AsyncEngine) -> None:
    query = "name"
    for _ in range(12):
        query = f"children {{ nodes {{ parent {{ {query} }} }} }}"
    told = await limited(storied, f"{{ {AMID} {{ {query} }} }}", Limits(units_public=5_000))

    assert told.limits == ["units"]
    assert told.statements < 100


async def test_an_answer_is_as_long_as_it_may_be_and_no_longer(storied: AsyncEngine) -> None:
    query, _ = TREES["subtree"]
    length = len(as_json((await limited(storied, query, Limits())).data))
    at = await limited(storied, query, Limits(written=length))
    above = await limited(storied, query, Limits(written=length - 1))

    assert (at.errors, at.declined) == ([], False)
    assert {*above.limits} == {"written"}
    assert above.errors[0]["message"].endswith(f" The limit `written` is {length - 1:,}.")


def as_json(data: object) -> bytes:
    return orjson.dumps({"data": data})


async def test_long_answers_are_refused_while_they_are_written() -> None:
    """A short document may ask for a long text of each of thousands of units."""
    leaf = Leaf(GraphQLString, nullable=False)
    form = Form(Writer([Entry("name", ("name",), Way(path="name"), leaf=leaf)]), ())
    units = [SimpleNamespace(name="x" * 100_000)] * 10_000
    reader: Any = None
    ctx = Context(reader, TODAY, limits=Limits(written=20_000_000))

    with pytest.raises(Refusal, match=r"The limit `written` is 20,000,000\."):
        written(ctx, form, units, None, ())
    assert ctx.budget.written < 30_000_000
    assert len(written(Context(reader, TODAY), form, units[:200], None, ())) == 200


async def test_what_is_too_much_for_a_plan_is_not_tried_another_way(storied: AsyncEngine) -> None:
    query = " ".join(f'u{n}: unit(by: {{sorCode: "{HOSPITAL}"}}) {{ children {{ totalCount }} }}' for n in range(10))
    told = await limited(storied, f"{{ {query} }}", Limits(units_public=20))

    assert told.declined
    assert {error["extensions"]["code"] for error in told.errors} == {"TOO_MANY_UNITS"}
    assert told.touched < 60


async def test_another_error_of_a_plan_leaves_graphql_core_the_whole_budget(storied: AsyncEngine) -> None:
    tree = f'subtree(root: {{sorCode: "{REGION}"}}) {{ nodes {{ unit {{ name }} }} }}'
    query = f'{{ {tree} units(after: "no") {{ totalCount }} }}'
    touched = (await limited(storied, query, Limits(), declined=True)).touched
    told = await limited(storied, query, Limits(units_public=touched))

    assert [error["extensions"]["code"] for error in told.errors] == ["INVALID_CURSOR"]


async def test_who_has_logged_in_may_touch_more(storied: AsyncEngine) -> None:
    query, _ = TREES["subtree"]
    limits = Limits(units_public=5)

    assert (await limited(storied, query, limits, actor=OFFICE)).errors == []
    assert {*(await limited(storied, query, limits, actor=PUBLIC)).limits} == {"units"}
    assert {*(await limited(storied, query, Limits(units=5), actor=Actor("Bo", Role.MEDCOM))).limits} == {"units"}


def test_lists_of_all_that_is_below_are_read_in_portions_that_the_budget_has_room_for() -> None:
    budget = Budget(Limits(units_public=100), logged_in=False)
    sources = list(range(7))

    assert budget.is_enough(7, {"first": 14, "max_depth": None})
    assert not budget.is_enough(7, {"first": 15, "max_depth": None})
    assert budget.is_enough(7, {"first": 500})
    assert budget.portions(sources, 15) == [[0, 1, 2, 3, 4, 5], [6]]
    assert budget.portions(sources, 101) == [[number] for number in sources]
    budget.touch(80)
    assert budget.portions(sources, 10) == [[0, 1], [2, 3], [4, 5], [6]]
    with pytest.raises(Refusal):
        budget.touch(21)


class Shown:
    """What has nodes, as a page has."""

    def __init__(self, nodes: Sequence[int]) -> None:
        self.nodes = nodes


async def test_an_answer_that_comes_too_late_is_refused_though_it_holds_nothing() -> None:
    reader: Any = SimpleNamespace(remembers=lambda moment: False, statements=1)
    ctx = Context(reader, TODAY, limits=Limits(seconds=0.05))

    async def slow(ctx: Context, sources: Sequence[int], *, moment: Moment) -> list[int]:
        await asyncio.sleep(0.1)
        return [*sources]

    ctx.budget.hurry()
    with pytest.raises(Refusal):
        await ctx.ask_all(slow, [1], Moment(TODAY))


def test_what_stands_in_an_answer_again_counts_each_time_with_all_that_it_holds() -> None:
    refusal, page = Refusal(Code.NOT_FOUND, "None."), Shown((1, 2))
    lists: Sequence[Any] = [[1, 2, 3], None, (), [4]]
    for answers, more in (
        ([page, None, refusal, page], 2 * 3 + 1 + 0 + 4 * 3),
        (lists, 2 * 4 + 1 + 0 + 4 * 2),
        ([None, "one", refusal, 7], 2 + 1 + 0 + 4),
        ([None, refusal], 2 + 1),
    ):
        budget = Budget(Limits(), logged_in=False)
        budget.again(answers, [3, 2, 1, 5][: len(answers)])
        assert budget.touched == more


async def test_graphql_core_ends_in_time_and_a_plan_is_not_hurried(storied: AsyncEngine) -> None:
    query, _ = TREES["subtree"]
    before = refused["seconds"]
    late = await limited(storied, query, Limits(seconds=0), declined=True)

    assert {error["extensions"]["code"] for error in late.errors} == {"TOOK_TOO_LONG"}
    assert late.errors[0]["message"].endswith("The limit `seconds` is 0.")
    assert refused["seconds"] > before
    assert (await limited(storied, query, Limits(seconds=0))).errors == []


@pytest.mark.parametrize(
    "query",
    [
        "{ changeSets(first: 50) { nodes { effects { affectedCount } } } }",
        "{ units { facets(by: [TYPE, REGION, STATUS]) { field } } }",
        f"{{ {' '.join(f'n{number}: units(first: {number}) {{ nodes {{ name }} }}' for number in range(1, 9))} }}",
    ],
)
async def test_what_has_the_database_asked_for_each_ends_in_time_by_a_plan_too(
    storied: AsyncEngine, query: str
) -> None:
    """However few units it touches: each of them may take a second."""
    whole = await limited(storied, query, Limits())
    late = await limited(storied, query, Limits(seconds=0))

    assert (whole.errors, whole.declined) == ([], False)
    assert late.limits == ["seconds"]
    assert {error["extensions"]["code"] for error in late.errors} == {"TOOK_TOO_LONG"}
    assert late.statements < whole.statements


async def test_a_long_list_ends_in_time_too(storied: AsyncEngine) -> None:
    told = await limited(storied, "{ rules { id } }", Limits(seconds=0), declined=True)

    assert [error["extensions"]["limit"] for error in told.errors] == ["seconds"]


async def turns_during(engine: AsyncEngine, query: str) -> tuple[int, dict[str, Any]]:
    """How often others got their turn while graphql-core answered, and what it answered."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    told = await limited(engine, query, Limits(), declined=True)
    waiting.cancel()
    assert told.errors == []
    return turns, told.data


async def test_others_get_their_turn_while_graphql_core_writes_a_list(
    storied: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced, "STEP", -1.0)
    turns, data = await turns_during(storied, "{ rules { id title } }")

    assert data == (await limited(storied, "{ rules { id title } }", Limits())).data
    assert turns >= len(data["rules"]) > paced.FEW


async def test_others_get_their_turn_while_the_schema_is_told(
    storied: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced, "STEP", -1.0)
    turns, data = await turns_during(storied, "{ __schema { types { name } } }")

    assert turns >= len(data["__schema"]["types"]) > 100


async def test_several_lists_of_an_answer_have_no_turn_each(
    storied: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced, "STEP", -1.0)
    turns, data = await turns_during(storied, f"{{ {' '.join(f'r{n}: rules {{ id }}' for n in range(7))} }}")

    assert turns >= sum(map(len, data.values())) > 7 * paced.FEW


async def test_more_errors_than_are_told_are_not_kept_until_the_answer_is_there(
    storied: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced, "MOST", 5)
    asked = {"ids": [f"no{n}" for n in range(30)]}
    told = await limited(storied, "query($ids: [ID!]!) { a: nodes(ids: $ids) { id } }", Limits(), asked, declined=True)

    assert [error["extensions"]["code"] for error in told.errors] == ["INVALID_ID"] * 5
    assert told.data == {"a": [None] * 30}


async def test_a_statement_that_takes_too_long_is_stopped_by_name(storied: AsyncEngine) -> None:
    """Somebody keeps the units to themselves for longer than a statement may wait."""
    hurried = engine_of(
        storied.url.render_as_string(hide_password=False),
        application="test",
        limits=EngineLimits(statement_timeout=1),
    )
    before = refused["statement"]
    try:
        async with storied.connect() as other:
            await other.execute(text("LOCK TABLE unit_version IN ACCESS EXCLUSIVE MODE"))
            told = await limited(hurried, TREES["units"][0], Limits(statement=1))
            await other.rollback()
        assert (await limited(hurried, TREES["units"][0], Limits())).errors == []
    finally:
        await hurried.dispose()

    (error,) = told.errors
    assert error["message"].endswith(" The limit `statement` is 1.")
    assert error["extensions"] == {
        "code": "TOOK_TOO_LONG",
        "limit": "statement",
        "maximum": 1,
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["TOOK_TOO_LONG"],
    }
    assert refused["statement"] == before + 1
