"""Errors as they are told: every one with a code; what is not the asker's to know is masked and logged with an id."""

from collections.abc import Sequence
from time import monotonic
from uuid import uuid4

import structlog
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from db.engine import away, forbidden
from db.reading.orders import StrangeSortKey
from db.reading.snapshot import TookTooLong
from db.writing.turns import Busy, TooMuch
from domain.rules import Rule, Violated
from resolvers.budget import HERE
from resolvers.limits import Limits, over, refused
from resolvers.refusals import Code, Refusal
from schema.extensions.classes import classification
from schema.extensions.danish import DANISH
from schema.extensions.letting_go import let_go
from schema.extensions.one_operation import CODE as AMBIGUOUS
from schema.extensions.reading import GIVEN_UP, too_repetitive
from schema.extensions.seldom import Seldom

log = structlog.get_logger("graphql")
LONGEST = 600
LIMITS = Limits()
_AWAY = Seldom(10.0)
"""Every answer says it to who asked for it, and the line of its request tells the code."""

MOST = 1_000
"""Errors of one answer that are told: as many as there are keys in a question."""

UNASKED = (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError, RecursionError)
UNAVAILABLE = "UNAVAILABLE"
"""The code of what the database is away for."""

READ_ONLY = (
    "This server answers questions only: its login may read the register and nothing else. Send changes and requests "
    "to a server that writes."
)
AWAY = (
    "The register's database is away or overloaded at the moment. Try again in a few seconds. Whether a change was "
    "made is told by sending it again under the same idempotencyKey."
)


def told(error: GraphQLError, *, inside: bool = False, limits: Limits = LIMITS) -> GraphQLError:
    """The error as the asker gets it: with its code, its rule where it breaks one, and nothing of what is inside.

    `inside`: it may come from us though it has no path, as what ends a subscription does. `limits`: what was asked
    under.
    """
    cause = too_repetitive() if error.message == GIVEN_UP else _cause(error)
    if isinstance(cause, TookTooLong):
        seconds = limits.seconds if cause.whole else cause.seconds or limits.statement
        cause = over(_stopped_by(cause), seconds, str(cause), Code.TOOK_TOO_LONG)
    if isinstance(cause, Violated):
        rule = cause.rule
        told = {"rule": rule.id, "sentence": rule.en, "messageDa": rule.da}
        return _again(error, cause.message, code=_code(rule), **told)
    if isinstance(cause, Refusal):
        _count(cause.details.get("limit"))
        return _again(error, cause.message.replace(HERE, _field(error)), code=cause.code.name, **cause.details)
    if isinstance(cause, StrangeSortKey):
        return _again(error, "`after` is no cursor of this list.", code=Code.INVALID_CURSOR.name)
    if isinstance(cause, TooMuch):
        return _again(error, str(cause), code="TOOK_TOO_LONG")
    if isinstance(cause, Busy):
        return _again(error, str(cause), code="BUSY")
    if isinstance(cause, UNASKED) and error.path is None:
        code, message = _unasked(cause)
        return _again(error, message, code=code)
    if cause is not None and away(cause):
        if times := _AWAY.due(monotonic()):
            log.warning("database away", path=error.path, reason=type(cause).__name__, times=times)
        return _again(error, AWAY, code=UNAVAILABLE)
    if cause is not None and forbidden(cause):
        log.warning("the login may only read", path=error.path)
        return _again(error, READ_ONLY, code="READ_ONLY")
    if cause is not None and not isinstance(cause, GraphQLError) and (error.path is not None or inside):
        return _masked(error, cause)
    known = error.extensions or {}
    if "code" in known:
        return error if "messageDa" in known else _again(error, error.message, **known)
    code = "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_VALIDATION_FAILED"
    return _again(error, _brief(error.message), code="BAD_USER_INPUT" if error.path else code)


def all_told(errors: Sequence[GraphQLError], *, inside: bool = False, limits: Limits = LIMITS) -> list[GraphQLError]:
    """The errors of an answer. One that is over a limit is so at thousands of places at once: the first is told."""
    over_it: set[object] = set()
    shown: list[GraphQLError] = []
    for error in errors[:MOST]:
        limit = _limit(error)
        if limit is None or limit not in over_it:
            shown.append(told(error, inside=inside, limits=limits))
        over_it.add(limit)
    let_go(errors)
    return shown


def _limit(error: GraphQLError) -> object:
    cause = _cause(error)
    if isinstance(cause, TookTooLong):
        return _stopped_by(cause)
    return cause.details.get("limit") if isinstance(cause, Refusal) else None


def _stopped_by(late: TookTooLong) -> str:
    return "seconds" if late.whole else "statement"


def _field(error: GraphQLError) -> str:
    """The field that an error is about, as the schema calls it."""
    node = error.nodes[0] if error.nodes else None
    return f"`{node.name.value}`" if isinstance(node, FieldNode) else HERE


def _count(limit: object) -> None:
    if isinstance(limit, str):
        refused[limit] += 1


def _cause(error: BaseException) -> BaseException | None:
    """What lies under GraphQL's own wrappings."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _code(rule: Rule) -> str:
    return "INVALID_CHECK_DIGIT" if rule.id.endswith("CHECK_DIGIT") else "INVALID_FORMAT"


def _unasked(cause: Exception) -> tuple[str, str]:
    """The code and the sentence for a request in which there is no operation to be found."""
    if isinstance(cause, RecursionError):
        return "GRAPHQL_PARSE_FAILED", "The document is nested more deeply than any question needs."
    if isinstance(cause, MissingQueryError):
        return "BAD_REQUEST", "There is no query in the request."
    if isinstance(cause, InvalidOperationTypeError):
        return "METHOD_NOT_ALLOWED", f"A {cause.operation_type.value} is not taken this way."
    assert isinstance(cause, CannotGetOperationTypeError)
    if cause.operation_name is None:
        return AMBIGUOUS, "The document has no operation."
    return AMBIGUOUS, f"The document has no operation named '{cause.operation_name[:80]}'."


def _masked(error: GraphQLError, cause: BaseException) -> GraphQLError:
    id_ = uuid4().hex[:12]
    log.error("resolver failed", error_id=id_, path=error.path, exc_info=cause)
    return _again(error, f"Something went wrong inside the register; it is logged as {id_}.", code="INTERNAL", id=id_)


def _again(error: GraphQLError, message: str, **extensions: object) -> GraphQLError:
    """The error with another message, which stands in Danish beside it, and with its classification."""
    code = str(extensions.get("code"))
    beside = {"messageDa": DANISH.get(code, DANISH["BAD_USER_INPUT"]), "classification": classification(code)}
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={**beside, **extensions},
    )


def _brief(message: str) -> str:
    return message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
