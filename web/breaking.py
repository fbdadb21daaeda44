"""What breaks an operation whose answer has begun: told where its next result would have been."""

from typing import Any

from cross_web import HTTPException
from graphql import GraphQLError

from schema.extensions.errors import all_told
from web.danish import extensions
from web.refusals import CODES


def broken(error: Exception) -> GraphQLError:
    """As its asker is told. What is not theirs to know is masked, and logged with an id."""
    if isinstance(error, HTTPException):
        told: dict[str, Any] = {**extensions(CODES[error.status_code])}
        return GraphQLError(error.reason, extensions=told)
    wrapped = error if isinstance(error, GraphQLError) else GraphQLError("", original_error=error)
    (shown,) = all_told([wrapped], inside=True)
    return shown
