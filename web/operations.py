"""An operation as a request carries it: read no further than a request may go, and told where it is none."""

from collections.abc import Mapping
from email.message import Message
from typing import Any

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind
from starlette.requests import Request
from strawberry.http import GraphQLRequestData

BODY_LIMIT = 1 << 20
LOOKED_AT = 500
"""Tokens of a document in which its operation's name is looked for."""

OPERATIONS = ("query", "mutation", "subscription")
BRACES = {TokenKind.BRACE_L: 1, TokenKind.BRACE_R: -1}


class Refused(HTTPException):
    """An answer that is a status and a sentence; `allowed` are the methods that would be taken."""

    def __init__(self, status: int, sentence: str, allowed: str = "") -> None:
        super().__init__(status, sentence)
        self.headers = {"Allow": allowed} if allowed else {}


class BoundedRequest(StarletteRequestAdapter):
    """Never reads more of a body than a request may have."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.pieces = request.stream()

    async def get_body(self) -> bytes:
        body = bytearray()
        async for piece in self.pieces:
            body += piece
            if len(body) > BODY_LIMIT:
                raise Refused(413, f"A request is at most {BODY_LIMIT} bytes.")
        return bytes(body)


def json_in(data: str | bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as broken:
        raise Refused(400, f"This is not JSON in UTF-8: {broken}.") from broken


def expect_json(content_type: str) -> None:
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_type() != "application/json":
        raise Refused(415, f"A request is sent as application/json, not as {content_type[:100] or 'nothing at all'}.")


def operation_in(asked: object) -> GraphQLRequestData:
    """The parts of `{"query", "variables", "operationName", "extensions"}`, each of its own kind or absent."""
    if isinstance(asked, list):
        raise Refused(400, "One request carries one operation: send an object, not a list.")
    if not isinstance(asked, dict):
        raise Refused(400, 'A request is an object: {"query": "…", "variables": {…}, "operationName": "…"}.')
    return GraphQLRequestData(
        query=part(asked, "query", str, "text"),
        variables=part(asked, "variables", dict, "an object"),
        operation_name=part(asked, "operationName", str, "text"),
        extensions=part(asked, "extensions", dict, "an object"),
    )


def operation_name(document: str) -> str | None:
    """What the first operation of a document calls itself, for the log; not looked for at any length."""
    lexer = Lexer(Source(document))
    depth = 0
    try:
        for _ in range(LOOKED_AT):
            token = lexer.advance()
            if depth == 0 and token.value in OPERATIONS:
                following = lexer.advance()
                return following.value if following.kind is TokenKind.NAME else None
            depth += BRACES.get(token.kind, 0)
    except GraphQLSyntaxError:
        return None
    return None


def part(asked: Mapping[str, object], name: str, kind: type, called: str) -> Any:
    value = asked.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refused(400, f'"{name}" is {called} or absent.')
    return value
