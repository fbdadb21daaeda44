"""Bounds: what every operation is held to, whoever answers it, before anything of it runs."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from resolvers.context import Context
from resolvers.limits import SHAPE
from schema.extensions.one_operation import OneOperation
from schema.extensions.reading import read
from schema.extensions.texts import OURS
from schema.extensions.variables import check_variables


class Bounds(SchemaExtension):
    """Reads the document and looks at the variables as plans do, and holds the document to our own rules."""

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (*context.validation_rules, *OURS)
        if context._provided_operation_name is None:
            context.validation_rules = (*context.validation_rules, OneOperation)
        asked_in = context.context
        if isinstance(asked_in, Context):
            asked_in.budget.begin()
        shape = asked_in.limits.shape if isinstance(asked_in, Context) else SHAPE
        check_variables(context.variables or {}, shape)
        if context.query:
            context.graphql_document = read(context.query, shape)
        yield
