"""Random values of arguments: literals and variables, of what a register knows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)
from hypothesis import strategies as st

Values = Mapping[str, Sequence[Any]]
"""Values by the name of a scalar, or of a field and its argument: `codeList.list`."""


@dataclass
class Writing:
    """The variables of an operation while it is written. `given`: what they are this time."""

    draw: st.DrawFn
    values: Values
    given: dict[str, Any] = field(default_factory=dict)
    declarations: list[str] = field(default_factory=list)

    def declared(self) -> str:
        return f"({', '.join(self.declarations)})" if self.declarations else ""

    def boolean(self) -> str:
        """What a condition asks."""
        kind = self.draw(st.integers(0, 3))
        told = self.draw(st.booleans())
        if kind == 0:
            return json.dumps(told)
        return self._variable("Boolean!" if kind < 3 else "Boolean", told, json.dumps(told) if kind > 1 else None)

    def written(self, type_: Any, place: str, whole: bool = False) -> str:
        """A literal of an input type, in which variables may stand. `whole`: null is no value here."""
        required = isinstance(type_, GraphQLNonNull)
        inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        kind = self.draw(st.integers(0, 9))
        if kind == 0 and not required and not whole:
            return "null"
        if kind < 4:
            return self._asked(inner, place, required or whole)
        return self._literal(inner, place)

    def _asked(self, inner: Any, place: str, required: bool) -> str:
        """A variable: given, null, absent, or with a default."""
        told = self._plain(inner, place)
        how = self.draw(st.integers(0, 5))
        if required:
            return self._variable(f"{inner}!", told, _told(inner, told) if how == 0 else None)
        if how == 0:
            return self._variable(str(inner), None, None)
        return self._variable(str(inner), told, _told(inner, told) if how == 1 else None, absent=how == 2)

    def _variable(self, type_: str, value: Any, default: str | None, absent: bool = False) -> str:
        name = f"v{len(self.declarations)}"
        self.declarations.append(f"${name}: {type_}" + (f" = {default}" if default else ""))
        if not absent and (default is None or self.draw(st.booleans())):
            self.given[name] = value
        return f"${name}"

    def _literal(self, type_: Any, place: str) -> str:
        if isinstance(type_, GraphQLList):
            items = self.draw(st.integers(1, 3))
            return "[" + ", ".join(self.written(type_.of_type, place, whole=True) for _ in range(items)) + "]"
        if isinstance(type_, GraphQLInputObjectType):
            fields = [
                f"{key}: {self.written(type_.fields[key].type, f'{type_.name}.{key}', whole=_one_of(type_))}"
                for key in self._keys(type_)
            ]
            return "{" + ", ".join(fields) + "}"
        return _told(type_, self._plain(type_, place))

    def _plain(self, type_: Any, place: str) -> Any:
        """A value as JSON has it."""
        if isinstance(type_, GraphQLNonNull):
            return self._plain(type_.of_type, place)
        if isinstance(type_, GraphQLList):
            return [self._plain(type_.of_type, place) for _ in range(self.draw(st.integers(1, 3)))]
        if isinstance(type_, GraphQLInputObjectType):
            return {key: self._plain(type_.fields[key].type, f"{type_.name}.{key}") for key in self._keys(type_)}
        if isinstance(type_, GraphQLEnumType):
            return self.draw(st.sampled_from([*type_.values]))
        assert isinstance(type_, GraphQLScalarType)
        return self.draw(st.sampled_from(self.values.get(place) or self.values[type_.name]))

    def _keys(self, type_: GraphQLInputObjectType) -> Sequence[str]:
        if _one_of(type_):
            return [self.draw(st.sampled_from([*type_.fields]))]
        required = [key for key, one in type_.fields.items() if isinstance(one.type, GraphQLNonNull)]
        others = [key for key in type_.fields if key not in required]
        return (
            [*required, *self.draw(st.lists(st.sampled_from(others), max_size=2, unique=True))] if others else required
        )


def _one_of(type_: GraphQLInputObjectType) -> bool:
    told: bool = type_.extensions["strawberry-definition"].is_one_of
    return told


def _told(type_: Any, value: Any) -> str:
    """A plain value as a literal."""
    if isinstance(type_, GraphQLNonNull):
        return _told(type_.of_type, value)
    if value is None:
        return "null"
    if isinstance(type_, GraphQLList):
        return "[" + ", ".join(_told(type_.of_type, one) for one in value) + "]"
    if isinstance(type_, GraphQLInputObjectType):
        return "{" + ", ".join(f"{key}: {_told(type_.fields[key].type, one)}" for key, one in value.items()) + "}"
    return str(value) if isinstance(type_, GraphQLEnumType) else json.dumps(value, ensure_ascii=False)
