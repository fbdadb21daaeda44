"""Leaves: scalars and enums as an answer has them, with the shortest test that tells what needs no conversion."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    Undefined,
)

from schema.execution.declining import Declined

LEAST, LARGEST = -(1 << 31), (1 << 31) - 1


def told(type_: GraphQLLeafType, nullable: bool) -> Callable[[Any], Any]:
    """A value as the answer has it; declines where GraphQL would tell an error."""
    write = type_.coerce_output_value

    def one(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            raise Declined("null")
        if isinstance(value, BaseException):
            raise Declined("error")
        try:
            written = write(value)
        except Exception as wrong:
            raise Declined("value") from wrong
        if written is None or written is Undefined:
            raise Declined("value")
        return written

    return one


def lines(type_: GraphQLLeafType, nullable: bool, name: str, names: dict[str, Any]) -> list[str]:
    """Statements that turn the variable `name` into what the answer has. `names`: what they use, to be added to."""
    slow = f"told_{len(names)}"
    names[slow] = told(type_, nullable)
    there = f"{name} is not None and " if nullable else ""
    if isinstance(type_, GraphQLEnumType):
        return [f"{name} = {_enum(type_, name, slow, names)}"]
    if (test := _AS_IT_IS.get(type_.name)) is not None:
        return [f"if {there}{test.format(name)}: {name} = {slow}({name})"]
    if (quick := _QUICK.get(type_.name)) is None:
        return [f"{name} = {slow}({name})"]
    write = f"write_{len(names)}"
    names[write], names[f"{write}_kind"] = quick
    written = f"{name} = {write}({name}) if {name}.__class__ is {write}_kind else {slow}({name})"
    return [f"if {name} is not None: {written}" if nullable else written]


def _enum(type_: GraphQLEnumType, name: str, slow: str, names: dict[str, Any]) -> str:
    """A member by its own name, where the schema calls all of them so."""
    wrapped = getattr(type_, "wrapped_cls", None)
    if wrapped is None or {one.name: one.value for one in wrapped} != {
        key: getattr(value.value, "value", value.value) for key, value in type_.values.items()
    }:
        return f"{slow}({name})"
    names[f"{slow}_kind"] = wrapped
    return f"{name}._name_ if {name}.__class__ is {slow}_kind else {slow}({name})"


_TEXT = "{0}.__class__ is not str"
_AS_IT_IS = {
    "String": _TEXT,
    "ID": _TEXT,
    "Gln": _TEXT,
    "FeedCursor": _TEXT,
    "Boolean": "{0} is not True and {0} is not False",
    "Int": f"({{0}}.__class__ is not int or not {LEAST} <= {{0}} <= {LARGEST})",
}
"""When a value is not one that is told as it is."""

_QUICK: dict[str, tuple[Callable[[Any], str], type]] = {
    "Date": (date.isoformat, date),
    "DateTime": (datetime.isoformat, datetime),
    "SorCode": (str, int),
    "UUID": (str, UUID),
}
"""What writes a scalar, of values of exactly one class."""
