"""Leaves: scalars and enums as JSON text, with the shortest test that tells what needs no conversion."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    Undefined,
)

from schema.execution.declining import Declined

LEAST, LARGEST = -(1 << 31), (1 << 31) - 1
NULL = "null"


def told(type_: GraphQLLeafType, nullable: bool) -> Callable[[Any], str]:
    """Writes a value; declines where GraphQL would tell an error."""
    write = type_.coerce_output_value

    def one(value: Any) -> str:
        if value is None:
            if nullable:
                return NULL
            raise Declined("null")
        if isinstance(value, BaseException):
            raise Declined("error")
        try:
            written = write(value)
        except Exception as wrong:
            raise Declined("value") from wrong
        if written is None or written is Undefined:
            raise Declined("value")
        return orjson.dumps(written).decode()

    return one


def written(type_: GraphQLLeafType, nullable: bool, name: str, names: dict[str, Any]) -> tuple[str, str]:
    """An expression of the variable `name`, and the format of its text. `names`: what it uses, to be added to."""
    slow = f"told_{len(names)}"
    names[slow] = told(type_, nullable)
    if type_.name in _TEXTS:  # what is no text is not taken
        names["quoted"] = encode_basestring
        return f'"{NULL}" if {name} is None else quoted({name})' if nullable else f"quoted({name})", "{}"
    plain = _plain(type_, name, slow, names)
    if plain is None:
        return f"{slow}({name})", "{}"
    test, text, quotes = plain
    if nullable:
        text = f"f'\"{{{text}}}\"'" if quotes else text
        return f'{text} if {test} else "{NULL}" if {name} is None else {slow}({name})', "{}"
    # The quotes are the format's: a text between them need not be made first.
    return (
        (f"{text} if {test} else {slow}({name})[1:-1]", '"{}"')
        if quotes
        else (f"{text} if {test} else {slow}({name})", "{}")
    )


def _plain(type_: GraphQLLeafType, name: str, slow: str, names: dict[str, Any]) -> tuple[str, str, bool] | None:
    """When a value is one that is written the short way, how, and whether its text is in quotes."""
    if isinstance(type_, GraphQLEnumType):
        if (members := _members(type_)) is None:
            return None
        names[f"{slow}_kind"] = members
        return f"{name}.__class__ is {slow}_kind", f"{name}._name_", True
    if type_.name not in _QUICK:
        return None
    names.update(_USED)
    test, text, quotes = _QUICK[type_.name]
    return test.format(name), text.format(name), quotes


def column(type_: GraphQLLeafType, nullable: bool) -> Callable[[Sequence[Any]], list[str]]:
    """Writes many."""
    names: dict[str, Any] = {}
    one, form = written(type_, nullable, "value", names)
    code = f"""
def column(values):
    texts = []
    for value in values:
        value = {one}
        texts.append(f'{form.format("{value}")}')
    return texts
"""
    exec(compile(code, "<column>", "exec"), names)
    made: Callable[[Sequence[Any]], list[str]] = names.pop("column")
    return made


def listed(type_: GraphQLLeafType, nullable: bool, nullable_list: bool) -> Callable[[Any], str]:
    """Writes a list of values."""
    write = column(type_, nullable)

    def one(values: Any) -> str:
        if values is None and nullable_list:
            return NULL
        if not isinstance(values, list | tuple):
            raise Declined("error" if isinstance(values, BaseException) else "value")
        return f"[{','.join(write(values))}]"

    return one


def _members(type_: GraphQLEnumType) -> type | None:
    """The class whose members are told by their own names, where the schema calls all of them so."""
    wrapped: Any = getattr(type_, "wrapped_cls", None)
    if wrapped is None or {one.name: one.value for one in wrapped} != {
        key: getattr(value.value, "value", value.value) for key, value in type_.values.items()
    }:
        return None
    kind: type = wrapped
    return kind


_TEXTS = frozenset({"String", "ID", "Gln", "FeedCursor"})


class _Days(dict[date, str]):
    """Days as they are written: a register has units by the thousand that begin or end on the same ones."""

    def __missing__(self, day: date) -> str:
        if len(self) >= _DAYS:
            self.clear()
        text = self[day] = day.isoformat()
        return text


_DAYS = 50_000
"""Days that are kept: more than a hundred years of them."""

_USED = {"date": date, "datetime": datetime, "UUID": UUID, "days": _Days()}
_QUICK = {
    "Boolean": ("{0} is True or {0} is False", '("true" if {0} else "false")', False),
    "Int": (f"{{0}}.__class__ is int and {LEAST} <= {{0}} <= {LARGEST}", "str({0})", False),
    "Date": ("{0}.__class__ is date", "days[{0}]", True),
    "DateTime": ("{0}.__class__ is datetime", "{0}.isoformat()", True),
    "SorCode": ("{0}.__class__ is int", "str({0})", True),
    "UUID": ("{0}.__class__ is UUID", "str({0})", True),
}
"""By the name of a scalar when a value is one that is written the short way, how, and whether it is in quotes."""
