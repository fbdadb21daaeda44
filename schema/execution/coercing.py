"""Variables and arguments of the usual shapes, coerced by what is known of their types beforehand. What has another
shape, or is not as it should be, is coerced by graphql-core from the start."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLInputField,
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
    than a variable, or an object of which one field is given, as one."""
    if isinstance(node, VariableNode):
        return _variable(node, is_non_null_type(type_))
    named: Any = get_nullable_type(type_)
    if not isinstance(node, ObjectValueNode) or not isinstance(named, GraphQLInputObjectType) or len(node.fields) != 1:
        return None
    [given] = node.fields
    others = [field for name, field in named.fields.items() if name != given.name.value]
    if len(others) == len(named.fields) or not isinstance(given.value, VariableNode):
        return None
    if not all(_may_be_left_out(field) for field in others):
        return None
    return _only(named, given.name.value, given.value)


def _may_be_left_out(field: GraphQLInputField) -> bool:
    """And is nothing then."""
    return not is_non_null_type(field.type) and field.default is None and field.default_value is Undefined


def _variable(node: VariableNode, required: bool) -> Callable[[Mapping[str, Any]], Any]:
    name = node.name.value

    def one(coerced: Mapping[str, Any]) -> Any:
        value = coerced.get(name, Undefined)
        return Undefined if value is None and required else value

    return one


def _only(type_: GraphQLInputObjectType, name: str, node: VariableNode) -> Callable[[Mapping[str, Any]], Any]:
    field = type_.fields[name]
    told, out_type = field.out_name or name, type_.out_type
    variable = _variable(node, type_.is_one_of or is_non_null_type(field.type))

    def one(coerced: Mapping[str, Any]) -> Any:
        value = variable(coerced)
        return value if value is Undefined else out_type({told: value})

    return one
