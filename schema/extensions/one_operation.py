"""Documents with several operations: which one is meant has to be said."""

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, ValidationContext, ValidationRule

SEVERAL = "The document has several operations: say which one is meant by operationName."
CODE = "OPERATION_RESOLUTION_FAILURE"


class OneOperation(ValidationRule):
    """What a document without an operationName is held to."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)

    def enter_document(self, node: DocumentNode, *_: object) -> None:
        operations = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        if len(operations) > 1:
            self.report_error(GraphQLError(SEVERAL, operations, extensions={"code": CODE}))
