"""Documents: text to an operation that is known to be valid, once for each text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import getsizeof
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    get_variable_values,
)
from graphql.execution.values import VariableValues
from strawberry import Schema

from resolvers.limits import SHAPE, Shape
from resolvers.refusals import Refusal
from schema.execution import coercing
from schema.execution.declining import Declined
from schema.execution.keeping import Recent
from schema.execution.planning import Plan, planned
from schema.execution.selecting import CONDITIONS, Selecting, Switches
from schema.extensions.reading import read, validated
from schema.extensions.variables import check_variables
from schema.extensions.weighing import ENTRY, nodes, weight, without_places

KEPT = 24 << 20
"""Bytes of all documents that are kept, about, those used last."""

LONGEST = 20_000
"""Characters of a document that is kept. Longer ones are written by programs that write each of them anew."""

PLANNED = 48 << 20
"""Bytes of all plans that are kept, about, with those of their documents, which they hold. A document has a plan for
each way its conditions have turned out."""

PLAN, FIELD = 8_500, 550
"""Bytes of a plan, about, and of each of its fields: what it is told, how it is come by, the code that writes it."""


class Key(NamedTuple):
    """What a document is kept under. `name`: of the operation that is asked for."""

    schema: Schema
    shape: Shape
    text: str
    name: str | None

    @property
    def weight(self) -> int:
        """Bytes, whatever is kept under it."""
        return ENTRY + getsizeof(self.text) + getsizeof(self.name)


@dataclass(slots=True, eq=False)
class Document:
    """A valid operation with its fragments. `conditions`: the variables that decide what is selected; `shape`: what its
    variables are held to; `count`: the nodes of all that was read."""

    key: Key
    core: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]
    singles: tuple[coercing.Single, ...] | None
    """Its variables, if all of them are scalars."""

    count: int

    @property
    def name(self) -> str | None:
        """What it calls itself."""
        return self.operation.name.value if self.operation.name else None

    @property
    def weight(self) -> int:
        """Bytes that it takes, about."""
        return self.key.weight + weight(self.count, placed=False)

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """Raises `Declined` for values that the operation does not take, `Refusal` for more than it may be given."""
        check_variables(given, self.key.shape)
        usual = None if self.singles is None else coercing.values(self.singles, given)
        if usual is not None:
            return usual
        told = get_variable_values(self.core, self.operation.variable_definitions or (), dict(given), max_errors=1)
        if isinstance(told, list):
            raise Declined("variables")
        return told

    def plan(self, variables: VariableValues) -> Plan:
        """Raises `Declined` for what cannot be planned."""
        switches = tuple((name, self._told(variables, name)) for name in self.conditions)
        plan = plans.get((self, switches))
        if plan is None:
            selecting = Selecting(self.core, self.fragments, dict(switches))
            plan = planned(selecting, self.operation, self.key.schema.schema_converter)
            if worth_keeping(self.key):
                plans.keep((self, switches), plan, self.weight + PLAN + selecting.fields * FIELD)
        return plan

    @staticmethod
    def _told(variables: VariableValues, name: str) -> bool:
        value = variables.coerced.get(name)
        if not isinstance(value, bool):
            raise Declined("variables")
        return value


documents: Recent[Key, Document | str] = Recent(KEPT)
plans: Recent[tuple[Document, Switches], Plan] = Recent(PLANNED)


def worth_keeping(key: Key) -> bool:
    return len(key.text) + len(key.name or "") <= LONGEST


def document(schema: Schema, text: str, operation_name: str | None, shape: Shape = SHAPE) -> Document:
    """What a text asks. Raises `Declined` for what is not for a plan to answer."""
    known = _kept(Key(schema, shape, text, operation_name))
    if isinstance(known, str):
        raise Declined(known)
    return known


def _kept(key: Key) -> Document | str:
    if not worth_keeping(key):
        return _read(key)
    known = documents.get(key)
    if known is None:
        known = _read(key)
        documents.keep(key, known, key.weight if isinstance(known, str) else known.weight)
    return known


def _read(key: Key) -> Document | str:
    """A document, or why it is none for a plan: not the exception itself, which would keep all it has passed."""
    schema, shape, text, name = key
    try:
        parsed = read(text, shape)
    except (GraphQLError, Refusal):
        return "invalid"
    operations = [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]
    named = [one for one in operations if name is None or (one.name and one.name.value == name)]
    if len(named) != 1 or named[0].operation is not OperationType.QUERY:
        return "not one query"
    core = schema._schema
    if validated(core, parsed):
        return "invalid"
    every = [*nodes(parsed)]
    operation = without_places(named[0])
    spread = [without_places(one) for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)]
    fragments = {one.name.value: one for one in spread}
    taken = {one.variable.name.value for one in operation.variable_definitions or ()}
    conditions = tuple(dict.fromkeys(asked for asked in _asked_by_conditions(every) if asked in taken))
    variables = coercing.singles(core, operation.variable_definitions or ())
    return Document(key, core, operation, fragments, conditions, variables, len(every))


def _asked_by_conditions(every: Iterable[Node]) -> Iterator[str]:
    """The names of variables."""
    for node in every:
        if isinstance(node, DirectiveNode) and node.name.value in CONDITIONS:
            yield from (one.value.name.value for one in node.arguments or () if isinstance(one.value, VariableNode))
