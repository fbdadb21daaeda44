"""Of what types the values of a level are: checked where one is promised, told apart where there may be several."""

from collections.abc import Sequence
from types import NoneType
from typing import Any

from graphql import GraphQLObjectType

from domain.periods import Moment
from domain.units import Unit
from schema.execution.declining import Declined
from schema.execution.planning import Level
from schema.seen import Seen

PLAIN: set[type] = set()
"""Of what was met: neither nothing, nor wrong, nor of a moment of its own."""


def check(kinds: set[type], nullable: bool) -> None:
    """Raises `Declined` for values that only graphql-core tells of."""
    for kind in kinds:
        if issubclass(kind, BaseException):
            raise Declined("error")
    if NoneType in kinds and not nullable:
        raise Declined("null")
    PLAIN.update(kinds - {NoneType})


def concrete(level: Level, values: Sequence[Any], moment: Moment | None) -> list[str]:
    """The name of each value's GraphQL type; of a unit it depends on its kind alone."""
    told: list[str] = []
    for value in values:
        if value.__class__ is not Unit:
            told.append(_type_of(level, value, moment))
            continue
        kind = value.kind._name_
        name = level.names.get(kind)
        if name is None:
            name = level.names[kind] = _type_of(level, value, moment)
        told.append(name)
    return told


def check_units(type_: GraphQLObjectType, units: Sequence[Unit], moment: Moment | None) -> None:
    """Declines units of another type: old files have some at the top that are no owners."""
    info: Any = None
    is_of = type_.is_type_of
    if is_of is None or moment is None or not all(is_of(Seen(unit, moment), info) for unit in units):
        raise Declined("type")


def _type_of(level: Level, value: Any, moment: Moment | None) -> str:
    source = value if moment is None else Seen(value, moment)
    info: Any = None
    for type_ in level.possible:
        if type_.is_type_of is not None and type_.is_type_of(source, info):
            return type_.name
    raise Declined("type")
