"""Bounds: what every operation is held to, whoever answers it, before anything of it runs."""

from collections.abc import Iterator
from sys import getsizeof

from graphql import DocumentNode, GraphQLError, GraphQLSchema
from strawberry.extensions import SchemaExtension

from resolvers.context import Context
from resolvers.limits import SHAPE, Shape
from schema.execution.keeping import Recent
from schema.extensions.one_operation import several
from schema.extensions.reading import read, validated
from schema.extensions.variables import check_variables
from schema.extensions.weighing import ENTRY, nodes, weight

KEPT = 12 << 20
"""Bytes of all valid documents without a plan that are kept, about, those used last: changes mostly, which clients ask
for with the same few texts."""

LONGEST = 10_000
"""Characters of one that is kept."""

valid: Recent[tuple[GraphQLSchema, Shape, str], DocumentNode] = Recent(KEPT)


class Bounds(SchemaExtension):
    """Reads the document and looks at the variables as plans do."""

    known: DocumentNode | None = None
    shape: Shape = SHAPE

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        asked_in = context.context
        if isinstance(asked_in, Context):
            asked_in.budget.begin()
            self.shape = asked_in.limits.shape
        check_variables(context.variables or {}, self.shape)
        if context.query:
            self.known = valid.get((context.schema._schema, self.shape, context.query))
            context.graphql_document = self.known or read(context.query, self.shape)
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        assert document is not None
        errors = several(document) if context._provided_operation_name is None else []
        if document is not self.known:
            errors += self._validated(document)
        context.validation_rules = ()  # it is done
        context.pre_execution_errors = errors or None
        yield

    def _validated(self, document: DocumentNode) -> list[GraphQLError]:
        schema, text = self.execution_context.schema._schema, self.execution_context.query
        errors = validated(schema, document)
        if not errors and text is not None and len(text) <= LONGEST:
            count = sum(1 for _ in nodes(document))
            valid.keep((schema, self.shape, text), document, ENTRY + getsizeof(text) + weight(count, placed=True))
        return errors
