"""The arguments of a field: told once where they are written out, and for each request where they ask variables."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLField, ValueNode, VariableNode, Visitor, get_argument_values, visit
from graphql.execution.values import VariableValues
from strawberry.types.arguments import convert_arguments

from domain.rules import Violated
from resolvers.refusals import Refusal
from schema.execution.declining import Declined
from schema.execution.ways import definition

Told = Callable[[VariableValues], Mapping[str, Any]]
Converter = Any
"""Strawberry's own, which knows its scalars: `schema.schema_converter`."""

_NOTHING: Mapping[str, Any] = {}
_NO_VARIABLES = VariableValues({}, {})


def arguments(field: GraphQLField, node: FieldNode, converter: Converter) -> Told:
    """A field's arguments as Python takes them: input objects, members of enums, names of ours."""
    if not field.args:
        return nothing
    taken = definition(field).arguments

    def told(variables: VariableValues) -> Mapping[str, Any]:
        given = get_argument_values(field, node, variables)
        return convert_arguments(given, taken, converter.scalar_registry, converter.config)

    if any(_asks(argument.value) for argument in node.arguments or ()):
        return told
    try:
        always = told(_NO_VARIABLES)
    except (GraphQLError, Violated, Refusal):
        raise Declined("arguments") from None
    return lambda _: always


def nothing(_: VariableValues) -> Mapping[str, Any]:
    """What a field without arguments is told."""
    return _NOTHING


class _Variables(Visitor):
    found = False

    def enter_variable(self, *_: Any) -> None:
        self.found = True


def _asks(value: ValueNode) -> bool:
    """Whether a value depends on variables."""
    if isinstance(value, VariableNode):
        return True
    visitor = _Variables()
    visit(value, visitor)
    return visitor.found
