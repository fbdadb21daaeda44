"""The arguments of a field: told once where they are written out, and for each request where they ask variables."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, coerce_argument

from domain.rules import Violated
from resolvers.refusals import Refusal
from schema.execution import coercing
from schema.execution.converting import Convert, converting
from schema.execution.declining import Declined
from schema.execution.ways import definition

Told = Callable[[VariableValues], Mapping[str, Any]]

_NOTHING: Mapping[str, Any] = {}
_NO_VARIABLES = VariableValues({}, {})


def nothing(_: VariableValues) -> Mapping[str, Any]:
    """What a field without arguments is told."""
    return _NOTHING


def arguments(field: GraphQLField, node: FieldNode, converter: Any) -> Told:
    """A field's arguments as Python takes them: input objects, members of enums, names of ours.

    `converter`: Strawberry's own. Raises `Declined` for what is written out wrongly.
    """
    if not field.args:
        return nothing
    name_of = converter.config.name_converter.from_argument
    taken = {name_of(one): (one.python_name, converting(one.type, converter)) for one in definition(field).arguments}
    asking = {one.name.value for one in node.arguments or () if _asks(one.value)}

    written = {name: taken[name] for name in field.args if name not in asking}
    try:
        always = _told(field, node, written, _NO_VARIABLES)
    except (GraphQLError, Violated, Refusal):
        raise Declined("arguments") from None
    if not asking:
        return lambda _: always
    asked = {name: taken[name] for name in field.args if name in asking}
    literals = {
        one.name.value: coercing.literal(one.value, field.args[one.name.value].type) for one in _of(node, asked)
    }
    usual = [(*asked[name], told) for name, told in literals.items() if told is not None]

    def told(variables: VariableValues) -> Mapping[str, Any]:
        given = dict(always)
        for python_name, convert, literal in usual:
            value = literal(variables.coerced)
            if value is Undefined:
                break
            given[python_name] = convert(value)
        else:
            if len(usual) == len(asked):
                return given
        return {**always, **_told(field, node, asked, variables)}

    return told


def _of(node: FieldNode, names: Mapping[str, object]) -> list[ArgumentNode]:
    return [one for one in node.arguments or () if one.name.value in names]


def _told(
    field: GraphQLField, node: FieldNode, names: Mapping[str, tuple[str, Convert]], variables: VariableValues
) -> dict[str, Any]:
    given = {one.name.value: one for one in node.arguments or ()}
    coerced: dict[str, Any] = {}
    for name in names:
        coerce_argument(coerced, node, name, field.args[name], given.get(name), variables, None)
    return {names[name][0]: names[name][1](value) for name, value in coerced.items()}


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
