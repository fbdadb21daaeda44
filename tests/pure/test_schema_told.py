"""The printed schema tells everything it has, and each thing by one name."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

PRINTED = build_schema((Path(__file__).parents[2] / "schema" / "register.graphql").read_text())


def told(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """The path of each thing with a description, and what it says."""
    for name, type_ in schema.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{key}", value.description) for key, value in type_.values.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in type_.fields.items():
                yield f"{name}.{key}", field.description
                yield from ((f"{name}.{key}({one}:)", given.description) for one, given in field.args.items())
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", field.description) for key, field in type_.fields.items())


def test_everything_has_a_description() -> None:
    assert [path for path, text in told(PRINTED) if not (text or "").strip()] == []


def test_every_connection_is_one_that_relay_knows() -> None:
    """Relay's specification takes every type of such a name for one."""
    for name, type_ in PRINTED.type_map.items():
        if name.endswith("Connection"):
            assert isinstance(type_, GraphQLObjectType)
            assert str(type_.fields["pageInfo"].type) == "PageInfo!", name
            edge = get_named_type(type_.fields["edges"].type)
            assert isinstance(edge, GraphQLObjectType)
            assert {"cursor", "node"} <= set(edge.fields), name


def test_no_set_of_values_is_told_under_two_names() -> None:
    """What is read as a value of one enum is sent as a value of the same one."""
    sets = [frozenset(type_.values) for type_ in PRINTED.type_map.values() if isinstance(type_, GraphQLEnumType)]

    assert len(sets) == len(set(sets))
