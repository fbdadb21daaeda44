"""Messages of graphql-transport-ws: what a client's are to be like, and how an operation is told that it is refused."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from web.breaking import broken
from web.danish import extensions
from web.operations import DOCUMENT_ID, PERSISTED, Refused
from web.persisted import NotFound
from web.trusted import UNTRUSTED, NotTrusted

TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")


def hashed_in(payload: Mapping[str, Any]) -> bool:
    extensions = payload.get("extensions")
    return isinstance(extensions, dict) and PERSISTED in extensions


def unread(refused: Refused | NotFound | NotTrusted) -> GraphQLError:
    """What a document is not read for, as an error of its operation."""
    if isinstance(refused, Refused):
        return broken(refused)
    code = refused.code if isinstance(refused, NotFound) else UNTRUSTED
    told: dict[str, Any] = {**extensions(code)}
    return GraphQLError(str(refused), extensions=told)


def violation(message: object) -> str | None:
    """What a message lacks that its type needs, or has of another kind; none where all is well."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is an object with a type and what belongs to it"
    kind, payload = message["type"], message.get("payload")
    if kind not in TYPES:
        return f"A client sends messages of the types {', '.join(TYPES)}"
    if kind in ("subscribe", "complete") and not (isinstance(message.get("id"), str) and message["id"]):
        return f"The id of a {kind} message is a text that is not empty"
    if kind != "subscribe":
        return None if kind == "complete" or isinstance(payload, dict | None) else f"The payload of {kind} is an object"
    by_hash = isinstance(payload, dict) and not payload.get("query") and (DOCUMENT_ID in payload or hashed_in(payload))
    if not isinstance(payload, dict) or not (by_hash or isinstance(payload.get("query"), str)):
        return "The payload of a subscribe message is an object with a query, which is a text"
    if not isinstance(payload.get("operationName"), str | None):
        return "The operationName of a subscribe message is a text"
    if any(not isinstance(payload.get(name), dict | None) for name in ("variables", "extensions")):
        return "The variables and extensions of a subscribe message are objects"
    return None
