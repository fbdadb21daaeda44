"""Random operations over the schema: selections, fragments, conditions, and arguments of what a register knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)
from hypothesis import strategies as st

from tests.any_value import Values, Writing

Composite = GraphQLObjectType | GraphQLInterfaceType
MOST_FIELDS = 40


@dataclass(frozen=True)
class Operation:
    """What is asked, and the name of the operation in it where it has several. `who` counts those who may ask."""

    text: str
    variables: Mapping[str, Any]
    name: str | None
    who: int


@dataclass
class _Document:
    """A document while it is written. `only`: fields of the operation, below which none has arguments; `fragments`:
    name, condition and text of those that are finished."""

    draw: st.DrawFn
    schema: GraphQLSchema
    values: Writing
    only: Collection[str]
    fragments: list[tuple[str, Composite, str]] = field(default_factory=list)
    named: int = 0
    selected: int = 0

    def selection(self, type_: Composite, depth: int) -> str:
        """A selection set with braces."""
        wanted = self.draw(st.integers(1, 4))
        heads: list[tuple[str, GraphQLField]] = []
        return "{ " + " ".join(self._one(type_, depth, heads) for _ in range(wanted)) + " }"

    def _one(self, type_: Composite, depth: int, heads: list[tuple[str, GraphQLField]]) -> str:
        kind = self.draw(st.integers(0, 11))
        if kind == 0:
            return self._alias("typename") + "__typename" + self.condition()
        if kind == 1:
            return f"...{self.condition()} {self.selection(type_, depth)}"
        if kind == 2:
            inner = self.draw(st.sampled_from(self._related(type_)))
            return f"... on {inner.name}{self.condition()} {self.selection(inner, depth)}"
        if kind == 3:
            return f"...{self._fragment(type_, depth)}{self.condition()}"
        if kind == 4 and heads:
            head, told = self.draw(st.sampled_from(heads))
            return f"{head}{self.condition()}{self._below(told, depth)}"
        return self._field(type_, depth, heads)

    def _field(self, type_: Composite, depth: int, heads: list[tuple[str, GraphQLField]]) -> str:
        self.selected += 1
        deep = depth > 0 and self.selected < MOST_FIELDS
        fields = {name: one for name, one in type_.fields.items() if deep or not isinstance(_named(one), Composite)}
        if self.only:
            top = type_ is self.schema.query_type
            fields = {name: one for name, one in fields.items() if (name in self.only if top else not one.args)}
        if not fields:
            return "__typename"
        # Half of the time something that leads on, where there is: leaves are many.
        onward = [name for name, one in fields.items() if isinstance(_named(one), Composite)]
        few = self.draw(st.booleans())
        name = self.draw(st.sampled_from(onward if onward and few else [*fields]))
        told = fields[name]
        given = self._arguments(name, told.args)
        # A key stands for one question: with arguments, or below an abstract type, it is a key of its own.
        alias = self._alias(name) if told.args or self.draw(st.booleans()) else ""
        head = f"{alias}{name}{given}"
        heads.append((head, told))
        return f"{head}{self.condition()}{self._below(told, depth)}"

    def _below(self, told: GraphQLField, depth: int) -> str:
        inner = _named(told)
        return f" {self.selection(inner, depth - 1)}" if isinstance(inner, Composite) else ""

    def _arguments(self, name: str, taken: Mapping[str, GraphQLArgument]) -> str:
        written = []
        for key, argument in taken.items():
            # A cursor is hardly ever that of the list it is given to.
            rare = 19 if key == "after" else 3
            if is_required_argument(argument) or self.draw(st.integers(0, rare)) == 0:
                written.append(f"{key}: {self.values.written(argument.type, f'{name}.{key}')}")
        return f"({', '.join(written)})" if written else ""

    def condition(self) -> str:
        kind = self.draw(st.integers(0, 15))
        names = {0: ["include"], 1: ["skip"], 2: ["skip", "include"]}.get(kind, [])
        return "".join(f" @{name}(if: {self.values.boolean()})" for name in names)

    def _fragment(self, type_: Composite, depth: int) -> str:
        fit = [name for name, condition, _ in self.fragments if self._overlap(condition, type_)]
        again = self.draw(st.booleans())
        if fit and again:
            return str(self.draw(st.sampled_from(fit)))
        condition = self.draw(st.sampled_from(self._related(type_)))
        text = self.selection(condition, depth)
        self.named += 1
        name = f"F{self.named}"
        self.fragments.append((name, condition, f"fragment {name} on {condition.name} {text}"))
        return name

    def _related(self, type_: Composite) -> Sequence[Composite]:
        """Itself, and what else a fragment within it may be on."""
        others: list[Composite] = [*type_.interfaces]
        if isinstance(type_, GraphQLInterfaceType):
            others += self.schema.get_possible_types(type_)
            others += self.schema.get_implementations(type_).interfaces
        return [type_, *others]

    def _overlap(self, one: Composite, other: Composite) -> bool:
        return bool({*self._concrete(one)} & {*self._concrete(other)})

    def _concrete(self, type_: Composite) -> Sequence[str]:
        if isinstance(type_, GraphQLObjectType):
            return [type_.name]
        return [one.name for one in self.schema.get_possible_types(type_)]

    def _alias(self, name: str) -> str:
        self.named += 1
        return f"{name}{self.named}: "


@st.composite
def operations(
    draw: st.DrawFn, schema: GraphQLSchema, values: Values, askers: int, only: Collection[str] = ()
) -> Operation:
    """A query over the schema; now and then one of two in its document. `only`: of these fields, and below them of
    such as have no arguments."""
    query = schema.query_type
    assert query is not None
    written = Writing(draw, values)
    document = _Document(draw, schema, written, only)
    asked = document.selection(query, draw(st.integers(2, 6)))
    several = draw(st.integers(0, 9)) == 0
    name = "Asked" if several or draw(st.booleans()) else None
    head = f"query {name or ''}{written.declared()}".rstrip()
    parts = [f"{head} {asked}", *(text for *_, text in document.fragments)]
    if several:
        parts.append("query Other { rules { id } }")
    return Operation("\n".join(parts), written.given, name, draw(st.integers(0, askers - 1)))


def _named(told: GraphQLField) -> Any:
    return get_named_type(told.type)
