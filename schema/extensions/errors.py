"""Errors as they are told: every one with a code; what is not the asker's to know is masked and logged with an id."""

from collections.abc import Iterator
from uuid import uuid4

import structlog
from graphql import ExecutionResult, GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension

from domain.rules import Rule, Violated
from resolvers.refusals import Refusal

log = structlog.get_logger("graphql")
LONGEST = 600


class ToldErrors(SchemaExtension):
    """Gives each error its code, its rule where it breaks one, and hides what went wrong inside."""

    def on_operation(self) -> Iterator[None]:
        yield
        context = self.execution_context
        if isinstance(context.result, ExecutionResult) and context.result.errors:
            context.result.errors = [told(error) for error in context.result.errors]
        if context.pre_execution_errors:
            context.pre_execution_errors = [told(error) for error in context.pre_execution_errors]


def told(error: GraphQLError) -> GraphQLError:
    """The error as the asker gets it."""
    cause = _cause(error)
    if isinstance(cause, Violated):
        return _again(error, _brief(error.message), code=_code(cause.rule), rule=cause.rule.id, sentence=cause.rule.en)
    if isinstance(cause, Refusal):
        return _again(error, cause.message, code=cause.code.name, **cause.details)
    if cause is not None and not isinstance(cause, GraphQLError) and error.path is not None:
        return _masked(error, cause)
    if "code" in (error.extensions or {}):
        return error
    code = "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_VALIDATION_FAILED"
    return _again(error, _brief(error.message), code="BAD_USER_INPUT" if error.path else code)


def _cause(error: BaseException) -> BaseException | None:
    """What lies under GraphQL's own wrappings."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _code(rule: Rule) -> str:
    return "INVALID_CHECK_DIGIT" if rule.id.endswith("CHECK_DIGIT") else "INVALID_FORMAT"


def _masked(error: GraphQLError, cause: BaseException) -> GraphQLError:
    id_ = uuid4().hex[:12]
    log.error("resolver failed", error_id=id_, path=error.path, exc_info=cause)
    return _again(error, f"Something went wrong inside the register; it is logged as {id_}.", code="INTERNAL", id=id_)


def _again(error: GraphQLError, message: str, **extensions: object) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _brief(message: str) -> str:
    return message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
