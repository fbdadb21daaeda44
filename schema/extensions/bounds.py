"""Bounds: what every operation is held to, whoever answers it, before anything of it runs."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from resolvers.context import Context
from resolvers.limits import SHAPE
from schema.extensions.one_operation import several
from schema.extensions.reading import read, validated
from schema.extensions.variables import check_variables


class Bounds(SchemaExtension):
    """Reads the document and looks at the variables as plans do."""

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        asked_in = context.context
        if isinstance(asked_in, Context):
            asked_in.budget.begin()
        shape = asked_in.limits.shape if isinstance(asked_in, Context) else SHAPE
        check_variables(context.variables or {}, shape)
        if context.query:
            context.graphql_document = read(context.query, shape)
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        assert document is not None
        errors = several(document) if context._provided_operation_name is None else []
        errors += validated(context.schema._schema, document)
        context.validation_rules = ()  # it is done
        context.pre_execution_errors = errors or None
        yield
