"""Documents: text to an operation that is known to be valid, once for each text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_variable_values,
    visit,
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

KEPT = 500_000
"""Characters of all documents that are kept, those used last: some hundred bytes of memory for each."""

LONGEST = 20_000
"""Characters of a document that is kept. Longer ones are written by programs that write each of them anew."""

PLANNED = 500_000
"""Fields of all plans that are kept, with the characters of their documents, which they hold. A document has a plan for
each way its conditions have turned out."""


@dataclass(slots=True, eq=False)
class Document:
    """A valid operation with its fragments. `conditions`: the variables that decide what is selected; `length`: of its
    text; `shape`: what its variables are held to."""

    schema: GraphQLSchema
    converter: Any
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]
    length: int
    shape: Shape
    singles: tuple[coercing.Single, ...] | None
    """Its variables, if all of them are scalars."""

    @property
    def name(self) -> str | None:
        """What it calls itself."""
        return self.operation.name.value if self.operation.name else None

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """Raises `Declined` for values that the operation does not take, `Refusal` for more than it may be given."""
        check_variables(given, self.shape)
        usual = None if self.singles is None else coercing.values(self.singles, given)
        if usual is not None:
            return usual
        told = get_variable_values(self.schema, self.operation.variable_definitions or (), dict(given), max_errors=1)
        if isinstance(told, list):
            raise Declined("variables")
        return told

    def plan(self, variables: VariableValues) -> Plan:
        """Raises `Declined` for what cannot be planned."""
        switches = tuple((name, self._told(variables, name)) for name in self.conditions)
        plan = plans.get((self, switches))
        if plan is None:
            selecting = Selecting(self.schema, self.fragments, dict(switches))
            plan = planned(selecting, self.operation, self.converter)
            if self.length <= LONGEST:
                plans.keep((self, switches), plan, self.length + selecting.fields)
        return plan

    @staticmethod
    def _told(variables: VariableValues, name: str) -> bool:
        value = variables.coerced.get(name)
        if not isinstance(value, bool):
            raise Declined("variables")
        return value


class _Conditions(Visitor):
    """The names of the variables that conditions ask."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in CONDITIONS:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names[argument.value.name.value] = None


documents: Recent[tuple[Schema, Shape, str, str | None], Document | str] = Recent(KEPT)
plans: Recent[tuple[Document, Switches], Plan] = Recent(PLANNED)


def document(schema: Schema, text: str, operation_name: str | None, shape: Shape = SHAPE) -> Document:
    """What a text asks. Raises `Declined` for what is not for a plan to answer."""
    known = _kept(schema, text, operation_name, shape)
    if isinstance(known, str):
        raise Declined(known)
    return known


def _kept(schema: Schema, text: str, operation_name: str | None, shape: Shape) -> Document | str:
    weight = len(text) + len(operation_name or "")
    if weight > LONGEST:
        return _read(schema, text, operation_name, shape)
    key = (schema, shape, text, operation_name)
    known = documents.get(key)
    if known is None:
        known = _read(schema, text, operation_name, shape)
        documents.keep(key, known, weight)
    return known


def _read(schema: Schema, text: str, operation_name: str | None, shape: Shape) -> Document | str:
    """A document, or why it is none for a plan: not the exception itself, which would keep all it has passed."""
    try:
        parsed = read(text, shape)
    except (GraphQLError, Refusal):
        return "invalid"
    operations = [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]
    fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
    named = [one for one in operations if operation_name is None or (one.name and one.name.value == operation_name)]
    if len(named) != 1 or named[0].operation is not OperationType.QUERY:
        return "not one query"
    core = schema._schema
    if validated(core, parsed):
        return "invalid"
    conditions = _Conditions()
    visit(parsed, conditions)
    taken = {one.variable.name.value for one in named[0].variable_definitions or ()}
    asked = tuple(name for name in conditions.names if name in taken)
    variables = coercing.singles(core, named[0].variable_definitions or ())
    return Document(core, schema.schema_converter, named[0], fragments, asked, len(text), shape, variables)
