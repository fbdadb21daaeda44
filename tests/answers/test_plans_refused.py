"""What a plan leaves to graphql-core: errors in lists, wrong documents, what is no query; told in the same words."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import sor_code_of
from domain.periods import Period, Version
from domain.recording import ActorKind, Recorder
from domain.records import Lives, UnitLife
from domain.units import Facts, UnitKind
from tests.answers.both_ways import OFFICE, both, way
from tests.answers.both_ways import storied as storied
from tests.answers.recorded import CLERK
from tests.builders import HOSPITAL, OPENED, SURGERY

PARTLY = {
    "a key that several units share": (
        """{ unitsByKeys(keys: [{shak: "1301"}, {shak: "1301011"}, {ydernummer: "077410"}]) { name }
          rules { id } }""",
        2,
    ),
    "things of which one has no id": (
        '{ nodes(ids: ["strange", "Q29kZVZhbHVlOnJlZ2lvbi8xMDg1"]) { id } me { name } }',
        1,
    ),
    "a strange cursor below": (
        '{ units(first: 9) { nodes { name kind children(after: "strange") { nodes { name } } } totalCount } }',
        1,
    ),
    "a page of nothing": ("{ a: units(first: 0) { totalCount } b: units(first: 1) { nodes { name } } }", 1),
    "a hidden field": ("{ units(first: 500) { nodes { name ... on OrganizationalUnit { localAttributes } } } }", None),
    "a preview for nobody": (f'{{ previewClose(unit: "{SURGERY}") {{ affectedCount }} rules {{ id }} }}', 1),
    "a list that is not there": ('{ codeList(list: "colours") { name } register { today } }', 1),
    "a negative depth": (
        f'{{ unit(by: {{sorCode: "{HOSPITAL}"}}) {{ name descendants(maxDepth: -1) {{ totalCount }} }} }}',
        1,
    ),
    "an instant to come": (
        f'{{ unit(by: {{sorCode: "{HOSPITAL}"}}) {{ name at(knownAt: "2999-01-01T00:00:00Z") {{ name }} }} }}',
        1,
    ),
}


@pytest.mark.parametrize("name", PARTLY)
async def test_what_is_refused_is_told_with_its_place(storied: AsyncEngine, name: str) -> None:
    query, errors = PARTLY[name]
    told = await both(storied, query, None)

    assert told.declined in ("error", "value")
    assert errors is None or len(told.errors) == errors
    assert all(one["path"] for one in told.errors)


async def test_what_is_hidden_from_one_is_told_to_another(storied: AsyncEngine) -> None:
    query, _ = PARTLY["a hidden field"]

    assert (await both(storied, query, None, CLERK)).declined is None
    assert (await both(storied, query, None, OFFICE)).declined is None


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{", "invalid"),
        ("{ colour }", "invalid"),
        ("{ units { nodes } }", "invalid"),
        ("{ units(first: 1) { nodes { name @upper } } }", "invalid"),
        ("{ units(first: 1) { ...Missing } }", "invalid"),
        ("{ unit(by: {}) { name } }", "invalid"),
        ('{ unit(by: {sorCode: "90021000016005"}) { name } }', "invalid"),
        ('{ search(query: "a\\u0000") { totalCount } }', "invalid"),
        ('{ search(query: "\\ud800") { totalCount } }', "invalid"),
        ("{ rules { id } } # \x00", "invalid"),
        ("{ rules { id } } # \ud800", "invalid"),
        ("query A { rules { id } } query B { rules { id } }", "not one query"),
        ("query A { rules { id } } query A { me { name } }", "not one query"),
        ("mutation { closeUnit(input: {sorCode: \"11000016002\"}) { errors { code path } } }", "not one query"),
        ("{ __schema { queryType { name } } rules { id } }", "introspection"),
        ('{ __type(name: "Unit") { kind name possibleTypes { name } } }', "introspection"),
    ],
)  # fmt: skip
async def test_what_is_no_valid_query_is_answered_by_graphql_core(
    storied: AsyncEngine, query: str, reason: str
) -> None:
    told = await both(storied, query, None, OFFICE)

    assert told.declined == reason


@pytest.mark.parametrize(
    ("query", "name", "error"),
    [
        ("query A { rules { id } } query B { me { name } }", "C", CannotGetOperationTypeError),
        ("query A { rules { id } } query B { me { name } }", "", CannotGetOperationTypeError),
        ("query A { rules { id } }", "a", CannotGetOperationTypeError),
        ("fragment A on Unit { name }", None, CannotGetOperationTypeError),
        ("subscription { changeFeed { cursor } }", None, InvalidOperationTypeError),
        ("", None, MissingQueryError),
        (None, None, MissingQueryError),
    ],
)
async def test_what_names_no_operation_is_refused_whatever_is_tried(
    storied: AsyncEngine, query: str, name: str | None, error: type[Exception]
) -> None:
    for declined in (True, False):
        with pytest.raises(error):
            await way(storied, query, None, OFFICE, name, declined)


async def test_an_owner_that_is_none_is_no_answer_of_a_plan(engine: AsyncEngine) -> None:
    """Old files have units that stand below nobody, though they are no owners."""
    top, below = sor_code_of(9700), sor_code_of(9701)
    lives = [_unit(top, UnitKind.HEALTH_INSTITUTION, None), _unit(below, UnitKind.ORGANIZATIONAL_UNIT, top)]
    async with change(engine, Recorder(ActorKind.SYSTEM, "test")) as opened:
        await write(opened, Lives(units=tuple(lives)))
    for one in ("units { nodes { %s } }", f'unit(by: {{sorCode: "{below}"}}) {{ %s }}'):
        told = await both(engine, f"{{ {one % 'name owner { name } parent { name owner { __typename } }'} }}")

        assert told.errors
        assert told.declined is not None


def _unit(code: Any, kind: UnitKind, parent: Any) -> UnitLife:
    facts = Facts(name=f"Enhed {code}", parent=parent, type="550851000005109")
    return UnitLife(sor_code=code, kind=kind, first_from=OPENED, timeline=(Version(Period(OPENED), facts),))
