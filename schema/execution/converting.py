"""Input values as Python takes them: what Strawberry's `convert_argument` does, worked out once for each type."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cache
from typing import Any

from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

from schema.scalars import SCALARS

Convert = Callable[[Any], Any]


@cache
def converting(type_: Any, converter: Any) -> Convert:
    """`converter`: Strawberry's own, which knows names and scalars. What is not known here is left to it."""
    if isinstance(type_, StrawberryOptional):
        return converting(type_.of_type, converter)
    if isinstance(type_, LazyType):
        meant: Any = type_.resolve_type()
        return converting(meant, converter)
    if isinstance(type_, StrawberryList):
        return _listed(converting(type_.of_type, converter))
    if type_ in _PLAIN or type_ in SCALARS or isinstance(type_, StrawberryEnumDefinition) or has_enum_definition(type_):
        return _as_it_is
    if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
        return _input(type_, converter)
    return lambda value: convert_argument(value, type_, converter.scalar_registry, converter.config)


_PLAIN = (str, int, float, bool)


def _as_it_is(value: Any) -> Any:
    return value


def _listed(convert: Convert) -> Convert:
    if convert is _as_it_is:
        return lambda values: values if values is None or values is UNSET else list(values)
    return lambda values: values if values is None or values is UNSET else [convert(value) for value in values]


def _input(type_: Any, converter: Any) -> Convert:
    definition = type_.__strawberry_definition__
    absent = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
    # Its fields' types may be its own, so how they are converted is worked out when they are met.
    known: dict[str, Convert] = {}
    names = {
        converter.config.name_converter.from_field(field): (
            field.python_name,
            field.resolve_type(type_definition=definition),
        )
        for field in definition.fields
    }

    def convert(value: Mapping[str, Any] | None) -> Any:
        if value is None or value is UNSET:
            return value
        told = dict(absent)
        for name, one in value.items():
            python_name, kind = names[name]
            if name not in known:
                known[name] = converting(kind, converter)
            told[python_name] = known[name](one)
        return type_(**told)

    return convert
