"""The shape of a document: how deep and wide it asks, with its fragments written out, before it is validated."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from resolvers.limits import Shape, over

FLAT = "Ask for a tree by `subtree` or `descendants`, which are flat."
SEVERAL = "Ask in several requests."


class Sum(NamedTuple):
    """Of a definition with its fragments written out: fields, how deep they stand, and how many at the top."""

    fields: int
    depth: int
    roots: int


NOTHING = Sum(0, 0, 0)


@dataclass(slots=True)
class Looked:
    """What one definition holds by itself. `spreads`: the fragments in it, each with the depth of its fields."""

    fields: int = 0
    depth: int = 0
    roots: int = 0
    aliases: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)


def check(document: DocumentNode, shape: Shape) -> None:
    """Raises `Refusal` for a document that is over a limit. A fragment within itself is for the validation to tell."""
    fragments = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    _check("operations", len(operations), shape.operations, f"The document has {len(operations):,} operations.")
    _check("fragments", len(fragments), shape.fragments, f"The document has {len(fragments):,} fragments.")
    aliases = 0
    below: dict[str, Looked] = {}
    looked: list[Looked] = []
    for definition in document.definitions:
        one = _looked(definition, shape)
        aliases += one.aliases
        if isinstance(definition, FragmentDefinitionNode):
            below[definition.name.value] = one
        else:
            looked.append(one)
    _check("aliases", aliases, shape.aliases, f"The document has {aliases:,} aliases. {SEVERAL}")
    known: dict[str, Sum] = {}
    for one in looked:
        _check_sum(_summed(one, below, known), shape)


def _check_sum(told: Sum, shape: Shape) -> None:
    _check("depth", told.depth, shape.depth, f"The operation is {told.depth:,} fields deep. {FLAT}")
    _check(
        "root_fields", told.roots, shape.root_fields, f"The operation has {told.roots:,} fields at its top. {SEVERAL}"
    )
    written = "when its fragments are written out wherever they are spread."
    many = f"{told.fields:,}" if told.fields < 1_000_000_000 else "more than 1,000,000,000"
    _check("fields", told.fields, shape.fields, f"The operation asks for {many} fields, {written} {SEVERAL}")


def _check(limit: str, found: int, maximum: int, sentence: str) -> None:
    if found > maximum:
        raise over(limit, maximum, sentence)


def _looked(definition: DefinitionNode, shape: Shape) -> Looked:
    """One definition, without recursion. Directives and values are looked at where they stand."""
    told = Looked()
    top = getattr(definition, "selection_set", None)
    _check_directives(definition, shape)
    for variable in getattr(definition, "variable_definitions", None) or ():
        _check_directives(variable, shape)
        _check_values([variable.default_value] if variable.default_value else (), shape)
    waiting: list[tuple[SelectionSetNode, int]] = [(top, 1)] if top else []
    while waiting:
        selected, depth = waiting.pop()
        for one in selected.selections:
            _check_directives(one, shape)
            if isinstance(one, FragmentSpreadNode):
                told.spreads.append((one.name.value, depth))
            elif isinstance(one, FieldNode):
                told.fields += 1
                told.roots += depth == 1
                if one.alias is not None:
                    told.aliases += 1
                    found = len(one.alias.value)
                    _check("alias", found, shape.alias, f"An alias has {found:,} characters.")
                told.depth = max(told.depth, depth)
                _check_values((argument.value for argument in one.arguments or ()), shape)
                if one.selection_set:
                    waiting.append((one.selection_set, depth + 1))
            elif isinstance(one, InlineFragmentNode):
                waiting.append((one.selection_set, depth))
    return told


def _summed(one: Looked, below: dict[str, Looked], known: dict[str, Sum]) -> Sum:
    """Each fragment once: fragments that double each other cost no more than they are written with."""
    fields, deepest, roots = one.fields, one.depth, one.roots
    for name, depth in one.spreads:
        if name not in known:
            known[name] = NOTHING  # a fragment within itself
            known[name] = _summed(below[name], below, known) if name in below else NOTHING
        told = known[name]
        fields += told.fields
        deepest = max(deepest, depth - 1 + told.depth) if told.depth else deepest
        roots += told.roots if depth == 1 else 0
    return Sum(fields, deepest, roots)


def _check_directives(node: Node, shape: Shape) -> None:
    directives = getattr(node, "directives", None)
    if not directives:
        return
    found = len(directives)
    _check("directives", found, shape.directives, f"There are {found:,} directives at one place.")
    for directive in directives:
        _check_values((argument.value for argument in directive.arguments or ()), shape)


def _check_values(values: Iterable[Node], shape: Shape) -> None:
    """Values that are written into the document, lists and objects in each other."""
    waiting = [(value, 1) for value in values if isinstance(value, ListValueNode | ObjectValueNode)]
    while waiting:
        value, depth = waiting.pop()
        _check("depth", depth, shape.depth, f"A value is {depth:,} lists and objects deep.")
        inner: Iterable[Node]
        if isinstance(value, ListValueNode):
            found = len(value.values)
            _check("items", found, shape.items, f"A list has {found:,} items. {SEVERAL}")
            inner = value.values
        else:
            assert isinstance(value, ObjectValueNode)
            inner = (part.value for part in value.fields)
        waiting += [(one, depth + 1) for one in inner if isinstance(one, ListValueNode | ObjectValueNode)]
