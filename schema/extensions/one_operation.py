"""Documents with several operations: which one is meant has to be said."""

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

SEVERAL = "The document has several operations: say which one is meant by operationName."
CODE = "OPERATION_RESOLUTION_FAILURE"


def several(document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a document that comes without an operationName."""
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    return [GraphQLError(SEVERAL, operations, extensions={"code": CODE})] if len(operations) > 1 else []
