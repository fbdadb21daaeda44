"""How far plans reach: every field that a query can select has one; nobody loses the fast way without knowing."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, get_named_type

import schema
from schema.execution.declining import Declined
from schema.execution.ways import asking, way

NOT_PLANNED: set[str] = set()
"""Fields of which graphql-core has to answer every operation: `Type.field`. Write one here only with its reason."""


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """All that a query can select, whatever it begins with."""
    core = schema.build()._schema
    met: set[str] = set()
    waiting = [core.query_type]
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, GraphQLInterfaceType):
            waiting += core.get_possible_types(type_)
        if not isinstance(type_, GraphQLObjectType) or type_.name in met:
            continue
        met.add(type_.name)
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", field
            inner = get_named_type(field.type)
            if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
                waiting.append(inner)  # type: ignore[arg-type]


FIELDS = dict(fields())


def test_queries_reach_most_of_the_schema() -> None:
    assert len(FIELDS) > 400
    assert {"Query.unit", "OrganizationalUnit.children", "Change.via", "InheritanceExplanation.text"} <= FIELDS.keys()
    assert not any(name.startswith("Mutation.") for name in FIELDS)


def test_every_field_of_a_query_has_a_way_that_a_plan_can_go() -> None:
    assert {name for name, field in FIELDS.items() if not _goes(name, field)} == NOT_PLANNED


def _goes(name: str, field: GraphQLField) -> bool:
    try:
        asking(field) if name.startswith("Query.") else way(field)
    except Declined:
        return False
    return True


def test_a_field_that_needs_more_than_its_object_has_none() -> None:
    payload = schema.build()._schema.mutation_type
    assert payload is not None

    with pytest.raises(Declined, match="resolver"):
        way(payload.fields["closeUnit"])
