"""What a document and its variables may be: at a limit answered, one above it refused, whoever would answer."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from resolvers.context import Limits
from resolvers.limits import Shape, refused
from schema.extensions.danish import DANISH
from tests.builders import HOSPITAL, WARD
from tests.limits.limited import limited

UNIT = f'unit(by: {{sorCode: "{WARD}"}})'


class Case(NamedTuple):
    """A valid operation that has just so many of what a limit counts."""

    limit: str
    most: int
    query: str
    variables: Any = None


def nested(levels: int) -> str:
    """So many fields below each other."""
    return f"{{ {UNIT} " + "{ parent " * (levels - 2) + "{ name }" + " }" * (levels - 2) + " }"


KEYS = "query ($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { name } }"
FILTERED = "query ($filter: UnitFilter) { units(filter: $filter, first: 1) { totalCount } }"
ONE = {"sorCode": str(WARD)}

CASES = {
    "characters": Case("characters", 1_500, "{ rules { id } }".ljust(1_500)),
    "characters of a comment": Case("characters", 1_500, "{ rules { id } } #".ljust(1_500, "x")),
    "tokens": Case("tokens", 7, "{ rules { id } __typename }"),
    "tokens of a list": Case(
        "tokens", 49, "{ units(filter: {types: [" + ' "2"' * 30 + "]}, first: 1) { totalCount } }"
    ),
    "depth": Case("depth", 9, nested(9)),
    "depth through fragments": Case(
        "depth", 6, f"{{ {UNIT} {{ ...A }} }} fragment A on Unit {{ parent {{ parent {{ ...B }} }} }} "
        "fragment B on Unit { parent { type { name } } }",
    ),
    "depth of a value": Case(
        "depth", 3, f'{{ units(filter: {{under: {{sorCodes: ["{HOSPITAL}"]}}}}, first: 1) {{ totalCount }} }}'
    ),
    "depth of variables": Case("depth", 3, FILTERED, {"filter": {"under": {"sorCodes": [str(HOSPITAL)]}}}),
    "fields": Case("fields", 6, f"{{ {UNIT} {{ name kind type {{ code name }} }} }}"),
    "fields of fragments": Case(
        "fields", 13, f"{{ {UNIT} {{ ...A parent {{ ...A }} owner {{ ...A }} }} __typename }} "
        "fragment A on Unit { name ...B } fragment B on Unit { kind status }",
    ),
    "root fields": Case("root_fields", 3, "{ rules { id } __typename me { name } }"),
    "root fields of fragments": Case(
        "root_fields", 4, "{ ...A rules { id } ... on Query { __typename } } "
        "fragment A on Query { me { name } __typename }",
    ),
    "aliases": Case("aliases", 3, f"{{ a: {UNIT} {{ b: name c: name }} }}"),
    "aliases of a fragment": Case("aliases", 2, f"{{ {UNIT} {{ ...A }} }} fragment A on Unit {{ a: name b: name }}"),
    "alias": Case("alias", 7, f"{{ {UNIT} {{ navn_da: name }} }}"),
    "directives": Case("directives", 2, "{ rules { id } __typename @include(if: true) @skip(if: false) }"),
    "directives of a spread": Case(
        "directives", 2, f"{{ {UNIT} {{ name ...A @include(if: true) @skip(if: true) }} }} "
        "fragment A on Unit { kind }",
    ),
    "fragments": Case(
        "fragments", 2, f"{{ {UNIT} {{ ...A ...B }} }} fragment A on Unit {{ name }} fragment B on Unit {{ kind }}"
    ),
    "items": Case(
        "items", 4, "{ unitsByKeys(keys: [" + f'{{sorCode: "{WARD}"}}' * 4 + "]) { name } }"
    ),
    "items of variables": Case("items", 4, KEYS, {"keys": [ONE] * 4}),
    "values of variables": Case("values", 9, KEYS, {"keys": [ONE] * 4}),
    "items of a variable nobody asked for": Case("items", 7, "{ __typename }", {"other": [None] * 7}),
}  # fmt: skip


def under(case: Case, maximum: int) -> Limits:
    return Limits(shape=replace(Shape(), **{case.limit: maximum}))


@pytest.mark.parametrize("declined", [False, True], ids=["plan", "graphql-core"])
@pytest.mark.parametrize("name", CASES)
async def test_what_is_at_a_limit_is_answered(storied: AsyncEngine, name: str, declined: bool) -> None:
    case = CASES[name]
    told = await limited(storied, case.query, under(case, case.most), case.variables, declined=declined)

    assert told.errors == []
    assert told.data is not None
    assert told.declined is declined


@pytest.mark.parametrize("declined", [False, True], ids=["plan", "graphql-core"])
@pytest.mark.parametrize("name", CASES)
async def test_one_more_is_refused_by_name(storied: AsyncEngine, name: str, declined: bool) -> None:
    case = CASES[name]
    before = refused[case.limit]
    told = await limited(storied, case.query, under(case, case.most - 1), case.variables, declined=declined)

    assert told.data is None
    assert told.statements == 0
    (error,) = told.errors
    assert error["message"].endswith(f" The limit `{case.limit}` is {case.most - 1:,}.")
    assert error["extensions"] == {
        "code": "TOO_LARGE",
        "limit": case.limit,
        "maximum": case.most - 1,
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["TOO_LARGE"],
    }
    assert refused[case.limit] == before + 1


async def test_of_several_operations_there_may_be_so_many(storied: AsyncEngine) -> None:
    limits = Limits(shape=replace(Shape(), operations=2))
    two = "query A { __typename } query B { rules { id } }"

    assert (await limited(storied, two, limits, operation="B")).errors == []
    assert (await limited(storied, f"{two} query C {{ rules {{ id }} }}", limits, operation="B")).limits == [
        "operations"
    ]


async def test_of_one_question_there_are_so_many_keys_however_long_lists_may_be(storied: AsyncEngine) -> None:
    assert (await limited(storied, KEYS, Limits(keys=3), {"keys": [ONE] * 3})).errors == []
    told = await limited(storied, KEYS, Limits(keys=3), {"keys": [ONE] * 4})

    (error,) = told.errors
    assert error["extensions"] == {
        "code": "PAGE_SIZE",
        "maximum": 3,
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["PAGE_SIZE"],
    }


async def test_a_fragment_within_itself_is_told_so(storied: AsyncEngine) -> None:
    told = await limited(
        storied, "{ ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }", Limits()
    )

    assert [error["message"] for error in told.errors] == ["Cannot spread fragment 'A' within itself via 'B'."]


async def test_what_nests_without_end_is_too_deep(storied: AsyncEngine) -> None:
    for query in ("{ a" * 2_000, "{ units(filter: " + "[" * 2_000):
        told = await limited(storied, query, Limits())
        assert told.limits == ["depth"]
        assert "nested more deeply than can be read" in told.errors[0]["message"]


async def test_the_same_fields_again_and_again_are_compared_no_further_than_so(storied: AsyncEngine) -> None:
    same = f"{{ {UNIT} {{ " + "parent { name } " * 600 + "} }"
    told = await limited(storied, same, Limits())

    assert told.limits == ["comparisons"]
    assert told.errors[0]["message"].endswith("The limit `comparisons` is 30,000.")
    assert (await limited(storied, same.replace("parent { name } " * 520, ""), Limits())).errors == []


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "x" * 100_000 + " }",
        '{ unit(by: {sorCode: "' + "9" * 100_000 + '"}) { name } }',
        "{ unit(by: {sorCode: " + "9" * 100_000 + "}) { name } }",
        "{ units(after: $" + "x" * 50_000 + ") { totalCount } }",
        "{ rules { id } } }" + "x" * 50_000,
        "{ ...A } fragment A on " + "x" * 50_000 + " { name }",
        "{ " + " ".join("x" * 900 + str(number) for number in range(45)) + " }",
    ],
    ids=["a field", "a code", "a number", "a variable", "a rest", "a type", "many fields"],
)
async def test_an_error_repeats_no_more_than_a_piece_of_what_was_sent(storied: AsyncEngine, query: str) -> None:
    told = await limited(storied, query, Limits())

    assert told.errors
    assert all(len(str(error)) < 2_000 for error in told.errors)
    assert len(str(told.errors)) < 100_000
