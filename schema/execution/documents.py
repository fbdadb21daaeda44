"""Documents: text to an operation that is known to be valid, once for each text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
    parse,
    specified_rules,
    visit,
)
from graphql.execution.values import VariableValues
from strawberry import Schema
from strawberry.schema.schema import validate_document

from schema.execution.declining import Declined
from schema.execution.planning import Plan, planned
from schema.execution.selecting import CONDITIONS, Selecting, Switches
from schema.extensions.texts import PlainStrings, wrong_in

KEPT = 1_000
"""Documents that are kept, those used last."""

LONGEST = 20_000
"""Characters of a document that is compiled. Longer ones are written by programs that write each of them anew."""

WAYS = 16
"""Plans kept of one document: one for each way its conditions have turned out."""


@dataclass(slots=True)
class Document:
    """A valid operation with its fragments, and its plans. `name`: what it calls itself."""

    schema: GraphQLSchema
    converter: Any
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]
    plans: dict[Switches, Plan] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        return self.operation.name.value if self.operation.name else None

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """Raises `Declined` for values that the operation does not take."""
        told = get_variable_values(self.schema, self.operation.variable_definitions or (), dict(given), max_errors=1)
        if isinstance(told, list):
            raise Declined("variables")
        return told

    def plan(self, variables: VariableValues) -> Plan:
        """Raises `Declined` for what cannot be planned."""
        switches = tuple((name, self._told(variables, name)) for name in self.conditions)
        plan = self.plans.get(switches)
        if plan is None:
            if len(self.plans) >= WAYS:
                self.plans.clear()
            plan = planned(Selecting(self.schema, self.fragments, dict(switches)), self.operation, self.converter)
            self.plans[switches] = plan
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


@lru_cache(KEPT)
def document(schema: Schema, text: str, operation_name: str | None) -> Document | Declined:
    """What a text asks, or why it is not for a plan to answer."""
    if wrong_in({"document": text}):
        return Declined("invalid")
    try:
        parsed = parse(text)
    except GraphQLError:
        return Declined("invalid")
    operations = [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]
    fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
    named = [one for one in operations if operation_name is None or (one.name and one.name.value == operation_name)]
    if len(named) != 1 or named[0].operation is not OperationType.QUERY:
        return Declined("not one query")
    core = schema._schema
    if validate_document(core, parsed, (*specified_rules, PlainStrings)):
        return Declined("invalid")
    conditions = _Conditions()
    visit(parsed, conditions)
    taken = {one.variable.name.value for one in named[0].variable_definitions or ()}
    asked = tuple(name for name in conditions.names if name in taken)
    return Document(core, schema.schema_converter, named[0], fragments, asked)
