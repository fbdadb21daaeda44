"""Which fields are selected of an object of one type, fragments and conditions applied, in the document's order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from schema.execution.declining import Declined

MOST = 5_000
"""Fields of one plan, as they are selected and written. Small documents whose fragments are spread again and again make
large plans."""

Nodes = tuple[FieldNode, ...]
Switches = tuple[tuple[str, bool], ...]
"""The variables that `@skip` and `@include` ask, with what they are."""


@dataclass(slots=True)
class Selecting:
    """One operation's fragments, and the variables its conditions depend on as they are this time."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    switches: Mapping[str, bool]
    fields: int = field(default=0)

    def of(self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> dict[str, Nodes]:
        """By response key the field nodes that are merged under it. Raises `Declined` for too many."""
        found: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for one in sets:
            for node in self._fields(type_, one, spread):
                found.setdefault((node.alias or node.name).value, []).append(node)
                self.count(1)
        return {key: tuple(nodes) for key, nodes in found.items()}

    def count(self, fields: int) -> None:
        """Raises `Declined` for too many."""
        self.fields += fields
        if self.fields > MOST:
            raise Declined("too large")

    def _fields(self, type_: GraphQLObjectType, sets: SelectionSetNode, spread: set[str]) -> Iterator[FieldNode]:
        for node in sets.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                if condition is None or self._applies(condition.name.value, type_):
                    yield from self._fields(type_, node.selection_set, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    yield from self._fields(type_, fragment.selection_set, spread)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        named = self.schema.type_map[condition]
        return named is type_ or (is_abstract_type(named) and self.schema.is_sub_type(named, type_))

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            if directive.name.value not in CONDITIONS:
                raise Declined("directive")
            (condition,) = directive.arguments or ()
            wanted = directive.name.value == "include"
            match condition.value:
                case BooleanValueNode(value=value):
                    told = value
                case VariableNode(name=name):
                    told = self.switches[name.value]
                case _:
                    raise Declined("directive")
            if told is not wanted:
                return False
        return True


CONDITIONS = frozenset({"skip", "include"})
