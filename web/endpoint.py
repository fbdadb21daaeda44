"""GraphQL over HTTP: a request's body to an operation, its context for as long as it runs, its answer back."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from email.message import Message
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult

from domain.permissions import Actor
from resolvers.context import Context
from web.auth import NotLetIn
from web.middleware import record_of
from web.refusals import refusal

Opening = Callable[[Actor, str], AbstractAsyncContextManager[Context]]
"""Opens what a request of somebody, with its id, works in; leaving it gives back what it held of the database."""

Asker = Callable[[Headers], Awaitable[Actor]]
"""Who sends a request with these headers. Raises `NotLetIn`."""

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


class Endpoint(GraphQL[Context, None]):
    """`/graphql`. A body that is not an operation is told so; only what an operation runs into is its own error."""

    request_adapter_class = BoundedRequest

    def __init__(self, schema: BaseSchema, opening: Opening, asker: Asker) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())
        self.opening = opening
        self.asker = asker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self.answer(request)
        except HTTPException as refused:
            response = refusal(refused.status_code, refused.reason, getattr(refused, "headers", None))
        except NotLetIn as refused:
            record_of(scope).refused = refused.sentence
            response = refusal(refused.status, refused.sentence, refused.headers)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        if request.method not in ("GET", "POST"):
            raise Refused(405, f"GraphQL is asked by GET or POST, not by {request.method[:20]}.", "GET, POST")
        if request.method == "GET" and "query" not in request.query_params and opened_by_hand(request):
            return RedirectResponse("/graphiql/", 303)
        record = record_of(request.scope)
        actor = await self.asker(request.headers)
        record.role, record.organisation = actor.role.written, actor.organisation
        async with self.opening(actor, record.id) as context:
            try:
                response = await self.run(request, context=context)
            finally:
                record.statements = context.reader.statements
        response.headers["X-Statements"] = str(record.statements)
        return response

    def should_render_graphql_ide(self, request: object) -> bool:
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The operation a request carries.

        Raises: Refused with 400, 413 or 415 and what would be right instead.
        """
        if request.method == "GET":
            asked: object = self.parse_query_params(request.query_params)
        else:
            expect_json(request.content_type or "")
            asked = self.parse_json(await request.get_body())
        return operation_in(asked)

    def parse_json(self, data: str | bytes) -> object:
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as broken:
            raise Refused(400, f"This is not JSON in UTF-8: {broken}.") from broken

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        name = request_data.operation_name or operation_name(request_data.query or "")
        record_of(request.scope).operation = name and name[:100]
        try:
            return await super().execute_single(
                request, request_adapter, sub_response, context, root_value, request_data
            )
        except HTTPException as refused:
            if isinstance(refused.__cause__, InvalidOperationTypeError):
                raise Refused(405, "A GET carries a query; anything else is sent by POST.", "POST") from refused
            raise

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        record = record_of(request.scope)
        record.errors = [str((error.extensions or {}).get("code", "GRAPHQL")) for error in result.errors or ()]
        return await super().process_result(request, result)


def opened_by_hand(request: Request) -> bool:
    """In a browser's address bar, rather than by a program."""
    return "text/html" in request.headers.get("accept", "")


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
