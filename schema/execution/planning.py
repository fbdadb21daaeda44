"""Plans: what an operation selects, level by level, with which relations lead from one level to the next."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    OperationDefinitionNode,
    is_leaf_type,
)

from resolvers.loaders import is_at_hand
from schema.execution import arguments, leaves
from schema.execution.arguments import Told
from schema.execution.declining import Declined
from schema.execution.selecting import Nodes, Selecting
from schema.execution.ways import Way, asking, definition, way
from schema.execution.writing import Entry, Leaf, Writer, alike, asked

TYPENAME = "__typename"
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(slots=True, eq=False)
class Form:
    """How objects of one concrete type are told. `branches`: what is asked for, in the order of the columns."""

    writer: Writer
    branches: tuple["Branch", ...]


@dataclass(slots=True, eq=False)
class Level:
    """What is told of objects of one GraphQL type. `forms`: by concrete type, or one under "" for all of them."""

    type: Composite
    possible: Sequence[GraphQLObjectType]
    forms: Mapping[str, Form]
    alike: str = ""
    """An attribute: objects that have the same one are told alike. "" for the object itself."""
    names: dict[str, str] = field(default_factory=dict)
    """The name of the GraphQL type of units of each kind that was met."""
    one: GraphQLObjectType | None = field(init=False)
    """The type, where it is a concrete one."""
    whole: Form | None = field(init=False)
    """The one form of all."""
    asks: bool = field(init=False)
    """Whether anything is asked for of such an object."""
    at_hand: bool = field(init=False)
    """Whether all that is asked for, down to the last field, is at hand where the register is in memory and hangs on
    nothing but the moment: values, single objects, and lists of those of which nothing more is asked."""

    def __post_init__(self) -> None:
        self.one = self.type if isinstance(self.type, GraphQLObjectType) else None
        self.whole = self.forms.get("")
        branches = [branch for form in self.forms.values() for branch in form.branches]
        self.asks = bool(branches)
        self.at_hand = all(branch.at_hand for branch in branches)


@dataclass(slots=True, eq=False)
class Shape:
    """The type of a field: a leaf or an object, or a list of one; whether it and the list's items may be null. `write`:
    the texts of many leaves, or lists of them."""

    listed: bool
    nullable: bool
    nullable_item: bool
    level: Level | None
    write: Callable[[Sequence[Any]], list[str]] | None


@dataclass(slots=True, eq=False)
class Branch:
    """A field that is asked for of many objects at once; of those that the path `within` leads to, if there is one."""

    key: str
    way: Way
    told: Told
    shape: Shape
    within: str = ""

    @property
    def at_hand(self) -> bool:
        related, level = self.way.related, self.shape.level
        if related is not None and (related.told or related.moved or not is_at_hand(related.relation)):
            return False
        return level is None or (level.at_hand and not (self.shape.listed and level.asks))


@dataclass(slots=True, eq=False)
class Root:
    """A field of the operation itself, or a `word` that is told as it is."""

    key: str
    ask: Callable[..., Awaitable[Any]] | None = None
    told: Told = arguments.nothing
    shape: Shape | None = None
    word: str | None = None


@dataclass(slots=True, eq=False)
class Plan:
    roots: tuple[Root, ...]


def planned(selecting: Selecting, operation: OperationDefinitionNode, converter: Any) -> Plan:
    """Raises `Declined` for what only graphql-core can do."""
    query = selecting.schema.query_type
    assert query is not None
    return _Planning(selecting, converter).plan(query, operation)


@dataclass(slots=True)
class _Planning:
    selecting: Selecting
    converter: Any
    levels: dict[tuple[str, Nodes], Level] = field(default_factory=dict)

    def plan(self, query: GraphQLObjectType, operation: OperationDefinitionNode) -> Plan:
        return Plan(tuple(self._roots(query, self.selecting.of(query, [operation.selection_set]))))

    def _roots(self, query: GraphQLObjectType, selected: Mapping[str, Nodes]) -> Iterator[Root]:
        for key, nodes in selected.items():
            name = nodes[0].name.value
            if name == TYPENAME:
                yield Root(key, word=query.name)
                continue
            if name not in query.fields or definition(query.fields[name]).base_resolver is None:
                raise Declined("introspection" if name.startswith("__") else "resolver")
            told = query.fields[name]
            given = arguments.arguments(told, nodes[0], self.converter)
            yield Root(key, asking(told), given, self._shape(told.type, nodes))

    def _shape(self, type_: GraphQLOutputType, nodes: Nodes) -> Shape:
        nullable, inner = _nullable(type_)
        listed, nullable_item = isinstance(inner, GraphQLList), False
        if isinstance(inner, GraphQLList):
            nullable_item, inner = _nullable(inner.of_type)
        if isinstance(inner, GraphQLList):
            raise Declined("list of lists")
        named: Any = inner
        if is_leaf_type(named):
            return Shape(listed, nullable, nullable_item, None, _writing(named, listed, nullable, nullable_item))
        return Shape(listed, nullable, nullable_item, self._level(named, nodes), None)

    def _level(self, type_: Composite, nodes: Nodes) -> Level:
        known = self.levels.get((type_.name, nodes))
        if known is None:
            known = self.levels[(type_.name, nodes)] = self._made(type_, nodes)
        return known

    def _made(self, type_: Composite, nodes: Nodes) -> Level:
        possible = [type_] if isinstance(type_, GraphQLObjectType) else self.selecting.schema.get_possible_types(type_)
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        entries = {one.name: self._entries(one, self.selecting.of(one, sets)) for one in possible}
        first, *others = entries.values()
        if all(_same(one, first) for one in others):
            return Level(type_, possible, {"": self._form(first)}, alike(first))
        return Level(type_, possible, {name: self._form(told) for name, told in entries.items()})

    def _form(self, entries: Sequence[Entry]) -> Form:
        writer = Writer(entries)
        self.selecting.count(writer.fields)
        return Form(writer, tuple(asked(entries)))

    def _entries(self, type_: GraphQLObjectType, selected: Mapping[str, Nodes]) -> list[Entry]:
        return [self._entry(type_, key, nodes) for key, nodes in selected.items()]

    def _entry(self, type_: GraphQLObjectType, key: str, nodes: Nodes) -> Entry:
        name = nodes[0].name.value
        if name == TYPENAME:
            return Entry(key, (key, type_.name), word=type_.name)
        if name not in type_.fields:
            raise Declined("introspection")
        told = type_.fields[name]
        how, shape = way(told), self._shape(told.type, nodes)
        resolver = definition(told).base_resolver
        known = (how.path, how.compute, how.named, how.related)
        same = (key, *known, how.resolve and resolver and resolver.wrapped_func, nodes)
        if how.path is not None or how.compute is not None or how.named is not None:
            if shape.level is None:
                return Entry(key, same, how, shape.nullable, leaf=_leaf(told.type), listed=shape.listed)
            plain = shape.level.forms.get("")
            if plain is not None and not shape.listed and (not plain.branches or _inside(how, shape, shape.level)):
                return Entry(key, same, how, shape.nullable, inner=plain.writer.entries, fields=1 + plain.writer.fields)
        given = arguments.arguments(told, nodes[0], self.converter)
        return Entry(key, same, how, branch=Branch(key, how, given, shape))


def _inside(how: Way, shape: Shape, level: Level) -> bool:
    """Whether an object of which more is asked for is written with the one that leads to it: it is always there, and of
    no type that is one of several."""
    several = isinstance(level.type, GraphQLObjectType) and bool(level.type.interfaces)
    return how.path is not None and not shape.nullable and not several


def _same(one: Sequence[Entry], other: Sequence[Entry]) -> bool:
    return [entry.same for entry in one] == [entry.same for entry in other]


def _nullable(type_: GraphQLOutputType) -> tuple[bool, Any]:
    return (False, type_.of_type) if isinstance(type_, GraphQLNonNull) else (True, type_)


def _leaf(type_: GraphQLOutputType) -> Leaf:
    """The leaf of a field, or of the items of its list."""
    nullable, inner = _nullable(type_)
    if isinstance(inner, GraphQLList):
        nullable, inner = _nullable(inner.of_type)
    return Leaf(inner, nullable)


def _writing(
    type_: GraphQLLeafType, listed: bool, nullable: bool, nullable_item: bool
) -> Callable[[Sequence[Any]], list[str]]:
    if not listed:
        return leaves.column(type_, nullable)
    write = leaves.listed(type_, nullable_item, nullable)
    return lambda values: list(map(write, values))
