"""What a plan answers is what graphql-core answers, byte for byte: selections, fragments and conditions."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.answers.both_ways import OFFICE, both
from tests.answers.both_ways import storied as storied
from tests.builders import COMPANY, HOSPITAL, REGION, SURGERY
from tests.operations import STRANGER

SELECTED = {
    "the same field by different arguments": """
      { unit(by: {sorCode: $hospital}) { two: children(first: 2) { nodes { name } }
        one: children(first: 1) { nodes { name } pageInfo { hasNextPage endCursor } }
        names: children(orderBy: {direction: DESC}) { nodes { name } } all: children { totalCount } } }""",
    "the same field twice": """
      { unit(by: {sorCode: $hospital}) { name children { nodes { name } } name
        children { totalCount nodes { sorCode name parent { sorCode } } nodes { parent { name } } } } }""",
    "the same root twice": """
      { unit(by: {sorCode: $hospital}) { name } unit(by: {sorCode: $hospital}) { children { totalCount } name } }""",
    "several roots about several units": """
      { a: unit(by: {sorCode: $hospital}) { name parent { name } }
        b: unit(by: {shak: "130101"}) { name parent { name } }
        c: unit(by: {sorCode: $region}) { name } d: unit(by: {sorCode: $stranger}) { name } }""",
    "fragments on the interface, on Node and on types": """
      { units(first: 500) { nodes { ...OfUnit ...OfNode ... on InstitutionOwner { cvr ownerType { name } }
          ... on HealthInstitution { pNumber isTreatmentSite } ...OfDepartment } } }
      fragment OfUnit on Unit { name parent { ...OfNode ...OfDepartment name } }
      fragment OfNode on Node { id ... on OrganizationalUnit { inpatient } }
      fragment OfDepartment on OrganizationalUnit { ambulant __typename effectiveLocationNumber { value { gln } } }""",
    "a field that only some types have beside one of all": """
      { units(first: 500) { nodes { ... on OrganizationalUnit { children { nodes { name } } parent { name } }
          ... on HealthInstitution { children { totalCount } } parent { sorCode } } } }""",
    "the same key for different fields of different types": """
      { units(first: 500) { nodes { ... on InstitutionOwner { number: cvr } ... on HealthInstitution { number: pNumber }
          ... on OrganizationalUnit { inpatient } } } }""",
    "the same key for different relations of different types": """
      { units(first: 500) { nodes { ... on InstitutionOwner { near: children(first: 1) { nodes { name } } }
          ... on HealthInstitution { near: descendants(first: 2) { nodes { sorCode name } } }
          ... on OrganizationalUnit { near: heirs(field: POSTAL_ADDRESS) { nodes { name kind } } } } } }""",
    "fragments without a condition, nested": """
      { ... { units { ... { nodes { ... @include(if: true) { ... { name ... @skip(if: true) { kind } } } } } } } }""",
    "fragments within fragments, spread twice": """
      { unit(by: {sorCode: $hospital}) { ...A ...B ...A children { nodes { ...B ...A } } } }
      fragment A on Unit { name ...C parent { ...C } }
      fragment B on Unit { ...C ...A kind } fragment C on Node { id }""",
    "a fragment that never applies": """
      { node(id: "VW5pdDo5MDAyMTAwMDAxNjAwNQ") { ... on CodeValue { code } ... on LocationNumber { gln } id } }""",
    "names of types everywhere": """
      { __typename again: __typename unit(by: {sorCode: $hospital}) { __typename kind: __typename
          children { __typename nodes { __typename } edges { type: __typename node { __typename name } } }
          ancestors { __typename } type { __typename } validity { __typename from } } }""",
    "mixed types in one list": """
      { unit(by: {sorCode: $surgery}) { ancestors { __typename name ... on InstitutionOwner { cvr }
          ... on HealthInstitution { pNumber children { totalCount } } } } }""",
    "keys in the order in which they are written": """
      { units(first: 1) { totalCount nodes { kind ...N sorCode ... on Unit { depth name } validity { until from } } } }
      fragment N on Unit { name parent { kind name } depth }""",
    "comments, letters and block strings": '''
      # Æøå 😀
      { search(query: """
          kirurgisk*
        """) { nodes { name } } # }
        units(filter: {nameContains: "\\u00c6r\\u00F8"}) { nodes { navn: name } } }''',
    "commas and nothing else between fields": "{units(first:1,){nodes{name,kind,,sorCode}}}",
    "a deep nest": "{ unit(by: {sorCode: $surgery}) "
    + "{ name parent { children { nodes " * 4
    + "{ sorCode } "
    + "} } }" * 4
    + " }",
}


@pytest.mark.parametrize("name", SELECTED)
async def test_a_plan_answers_selections_as_graphql_core_does(storied: AsyncEngine, name: str) -> None:
    told = await both(storied, _about(SELECTED[name]))

    assert told.declined is None
    assert told.data


def _about(query: str) -> str:
    codes = {"hospital": HOSPITAL, "region": REGION, "surgery": SURGERY, "stranger": STRANGER}
    for name, code in codes.items():
        query = query.replace(f"${name}", f'"{code}"')
    return query


CONDITIONS = """query ($yes: Boolean!, $no: Boolean = false, $also: Boolean! = true) { units(first: 3) {
  nodes @include(if: $yes) { name @skip(if: $no) kind @include(if: $no) sorCode @include(if: $also) @skip(if: $yes)
    ... @skip(if: $yes) { depth } ... on Unit @include(if: $also) { childCount } ...More @include(if: $yes)
    parent @include(if: $also) { ...More @skip(if: $no) } ...Never @skip(if: true) ...Never @include(if: false) }
  totalCount @skip(if: $yes) @include(if: true) pageInfo @include(if: true) @skip(if: false) { hasNextPage } } }
fragment More on Unit { status name @include(if: $no) } fragment Never on Unit { version }"""


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("others", [{}, {"no": True}, {"also": False}, {"no": True, "also": False}, {"no": False}])
async def test_conditions_ask_variables_with_and_without_defaults(
    storied: AsyncEngine, yes: bool, others: dict[str, bool]
) -> None:
    told = await both(storied, CONDITIONS, {"yes": yes, **others})

    assert told.declined is None
    assert not told.errors


@pytest.mark.parametrize("given", [{}, {"yes": None}, {"yes": "true"}, {"yes": True, "no": None}, {"yes": 1}])
async def test_a_condition_that_is_no_boolean_is_refused(storied: AsyncEngine, given: dict[str, Any]) -> None:
    told = await both(storied, CONDITIONS, given)

    assert told.errors


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("{ units @skip(if: true) { nodes { name } } }", {}),
        ("{ units(first: 1) { nodes @skip(if: true) { name } } }", {"units": {}}),
        ("{ units(first: 1) { nodes { ... @include(if: false) { name } } } }", {"units": {"nodes": [{}]}}),
        ("{ ... on Query @skip(if: true) { rules { id } } }", {}),
        (
            "{ units(first: 1) { nodes { validity { from @skip(if: true) } } } }",
            {"units": {"nodes": [{"validity": {}}]}},
        ),
        ("{ units(first: 1) { nodes { ... on Node { ... on CodeValue { code } } } } }", {"units": {"nodes": [{}]}}),
    ],
)
async def test_what_has_nothing_selected_is_empty(storied: AsyncEngine, query: str, data: Any) -> None:
    told = await both(storied, query)

    assert told.declined is None
    assert told.data == data


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("query A { units(first: 1) { nodes { name } } } query B { rules { id } }", "A"),
        ("query A { units(first: 1) { nodes { name } } } query B { rules { id } }", "B"),
        ("query A($x: Boolean!) { rules @skip(if: $x) { id } } query B { rules { id } }", "B"),
        ('query A { rules { id } } mutation B { closeUnit(input: {sorCode: "11000016002"}) { errors { path } } }', "A"),
        ("query A { rules { id } }", None),
    ],
)
async def test_an_operation_is_chosen_by_its_name(storied: AsyncEngine, query: str, name: str | None) -> None:
    told = await both(storied, query, operation=name)

    assert told.declined is None
    assert len(told.data) == 1


async def test_what_is_wrong_is_told_by_the_type_of_each_violation(storied: AsyncEngine) -> None:
    """Of one class to us, and of several types in GraphQL."""
    query = """{ units(first: 500) { nodes { sorCode allowedActions { action allowed earliestDate reasons {
      __typename code message(lang: EN) path index rule { id title } ... on TooEarlyError { earliestDate }
      ... on ActiveChildrenError { children { name } } ... on PlanConflictError { plans { id } } } } } } }"""
    told = await both(storied, query, actor=OFFICE)
    assert told.errors == []

    reasons = [
        reason["__typename"]
        for unit in told.data["units"]["nodes"]
        for action in unit["allowedActions"]
        for reason in action["reasons"]
    ]
    assert told.declined is None
    assert len(set(reasons)) > 1
    assert str(COMPANY) in {unit["sorCode"] for unit in told.data["units"]["nodes"]}
