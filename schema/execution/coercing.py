"""Variables and arguments of the usual shapes, coerced by what is known of their types beforehand. What has another
shape, or is not as it should be, is coerced by graphql-core from the start."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource


class Single(NamedTuple):
    """A variable that is a scalar or a member of an enum, and has no default."""

    name: str
    signature: GraphQLVariableSignature
    coerce: Callable[[Any], Any]
    required: bool


def singles(schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> tuple[Single, ...] | None:
    """The variables of an operation; none unless all of them are of this kind."""
    told: list[Single] = []
    for node in definitions:
        signature = get_variable_signature(schema, node)
        if isinstance(signature, GraphQLError) or node.default_value is not None:
            return None
        type_: Any = get_nullable_type(signature.type)
        if not is_leaf_type(type_):
            return None
        told.append(Single(signature.name, signature, type_.coerce_input_value, is_non_null_type(signature.type)))
    return tuple(told)


def values(variables: Sequence[Single], given: Mapping[str, Any]) -> VariableValues | None:
    """What is told of each; none where something is missing or wrong."""
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for name, signature, coerce, required in variables:
        value = given.get(name, Undefined)
        if value is Undefined or value is None:
            if required:
                return None
            sources[name] = VariableValueSource(signature, value)
            if value is None:
                coerced[name] = None
            continue
        try:
            told = coerce(value)
        except Exception:
            return None
        if told is Undefined:
            return None
        sources[name] = VariableValueSource(signature, value)
        coerced[name] = told
    return VariableValues(sources, coerced)


def literal(node: ValueNode, type_: GraphQLInputType) -> Callable[[Mapping[str, Any]], Any] | None:
    """What an argument is by the coerced variables, `Undefined` where that cannot be told so; none for other shapes
    than a variable, or an object of which one field is to be given, as one."""
    if isinstance(node, VariableNode):
        return _variable(node, required=is_non_null_type(type_))
    named: Any = get_nullable_type(type_)
    if not isinstance(node, ObjectValueNode) or not isinstance(named, GraphQLInputObjectType) or not named.is_one_of:
        return None
    if len(node.fields) != 1 or not isinstance(node.fields[0].value, VariableNode):
        return None
    return _only(named, node.fields[0].name.value, _variable(node.fields[0].value, required=True))


def _variable(node: VariableNode, required: bool) -> Callable[[Mapping[str, Any]], Any]:
    name = node.name.value

    def one(coerced: Mapping[str, Any]) -> Any:
        value = coerced.get(name, Undefined)
        return Undefined if value is None and required else value

    return one


def _only(
    type_: GraphQLInputObjectType, name: str, variable: Callable[[Mapping[str, Any]], Any]
) -> Callable[[Mapping[str, Any]], Any] | None:
    field = type_.fields.get(name)
    if field is None:
        return None
    told, out_type = field.out_name or name, type_.out_type

    def one(coerced: Mapping[str, Any]) -> Any:
        value = variable(coerced)
        return value if value is Undefined else out_type({told: value})

    return one
