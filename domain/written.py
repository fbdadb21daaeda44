"""Operations as plain data and back: how a request is kept, and what the same question asked again is known by.

`SorCode`, days, ids and decimals are texts, enumerations their names, tuples lists. What is at its default is left
out, so that a field added later changes nothing of what is kept. `Move(unit=…, parent=…)` is
`{"operation": "Move", "unit": "…", "parent": "…"}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.identifiers import SorCode
from domain.location_numbers import Mailbox
from domain.operations import AlterNumber, NewNumber, Operation, Said
from domain.units import Facts

T = TypeVar("T")

KINDS: Mapping[str, type[Operation]] = {kind.__name__: kind for kind in get_args(Operation)}
"""Every kind of operation by the name it is kept under."""

_SPOKEN_OF = {(Said, "facts"): Facts, (NewNumber, "said"): Mailbox, (AlterNumber, "said"): Mailbox}
"""Mappings of names to values, and the class whose names and values they are."""


def written(operation: Operation) -> dict[str, Any]:
    """Equal operations are written alike."""
    return {"operation": type(operation).__name__, **_fields_written(operation)}


def read(told: Mapping[str, Any]) -> Operation:
    """What was written. Raises `ValueError` for what is no operation."""
    rest = dict(told)
    name = rest.pop("operation", None)
    if name not in KINDS:
        raise ValueError(f"there is no operation {name!r}")
    operation: Operation = _fields_read(rest, KINDS[name])
    return operation


def plain(whole: Any) -> dict[str, Any]:
    """Any other dataclass of dates, texts, numbers, enumerations and tuples of these, in the same manner."""
    return _fields_written(whole)


def whole(told: Mapping[str, Any], kind: type[T]) -> T:
    """What `plain` made plain."""
    made: T = _fields_read(told, kind)
    return made


class _Scalar(NamedTuple):
    """How values of one type are written and read."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


_SCALARS: Mapping[Any, _Scalar] = {
    SorCode: _Scalar(str, int),
    str: _Scalar(_same, _same),
    int: _Scalar(_same, _same),
    bool: _Scalar(_same, _same),
    date: _Scalar(date.isoformat, date.fromisoformat),
    UUID: _Scalar(str, UUID),
    Decimal: _Scalar(lambda value: format(value.normalize(), "f"), Decimal),
}


def _write(value: Any, hint: Any) -> Any:
    kind = _member(hint, none=value is None, whole=is_dataclass(value))
    if kind is NoneType:
        return None
    if get_origin(kind) is tuple:
        return [_write(one, get_args(kind)[0]) for one in value]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return value.name
    return _fields_written(value) if _has_fields(kind) else _scalar(kind).write(value)


def _read(told: Any, hint: Any) -> Any:
    kind = _member(hint, none=told is None, whole=isinstance(told, Mapping))
    if kind is NoneType:
        return None
    if get_origin(kind) is tuple:
        return tuple(_read(one, get_args(kind)[0]) for one in told)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[told]
    return _fields_read(told, kind) if _has_fields(kind) else _scalar(kind).read(told)


def _member(hint: Any, *, none: bool, whole: bool) -> Any:
    """Of a type that is one of several, the one meant: nothing, one with fields of its own, or the plain one."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    if none:
        return NoneType
    return next(one for one in get_args(hint) if one is not NoneType and is_dataclass(one) is whole)


def _has_fields(kind: Any) -> bool:
    return is_dataclass(kind) or hasattr(kind, "_fields")


def _scalar(kind: Any) -> _Scalar:
    """Numbers of the register other than SOR codes, and ids, are written as the type they are made of."""
    while kind not in _SCALARS:
        kind = kind.__supertype__
    return _SCALARS[kind]


def _fields_written(whole: Any) -> dict[str, Any]:
    kind: Any = type(whole)
    told: dict[str, Any] = {}
    for name, hint in _hints(kind).items():
        value = getattr(whole, name)
        if (kind, name) in _SPOKEN_OF:
            spoken = _hints(_SPOKEN_OF[kind, name])
            told[name] = {fact: _write(value[fact], spoken[fact]) for fact in sorted(value)}
        elif value != _defaults(kind).get(name, MISSING):
            told[name] = _write(value, hint)
    return told


def _fields_read(told: Mapping[str, Any], kind: Any) -> Any:
    hints = _hints(kind)
    if strange := told.keys() - hints.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(strange))}")
    values: dict[str, Any] = {}
    for name, value in told.items():
        if (kind, name) in _SPOKEN_OF:
            spoken = _hints(_SPOKEN_OF[kind, name])
            values[name] = {fact: _read(one, spoken[fact]) for fact, one in value.items()}
        else:
            values[name] = _read(value, hints[name])
    return kind(**values)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _defaults(kind: Any) -> Mapping[str, Any]:
    return {one.name: one.default for one in fields(kind)} if is_dataclass(kind) else {}
