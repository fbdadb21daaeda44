"""GraphQL over HTTP: a request's body to an operation, its context for as long as it runs, its answer back."""

import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UnsetType

from domain.permissions import PUBLIC
from resolvers.context import Context
from schema import RegisterSchema
from web import revisions
from web.answers import Answer, told
from web.auth import NotLetIn
from web.opening import LOGIN, Asker, Opening
from web.operations import ReadRequest, Refused, body_of, expect_json, json_in, operation_in, operation_name
from web.record import NONE, RequestRecord, record_of
from web.refusals import refusal
from web.sockets import Conversation, Socket, Visit

ASKED = "sor.asked"
"""Where a request keeps the operation that was read from it."""

EVENTS = "text/event-stream"
FOLLOWED = (
    "A subscription has many answers: ask for it with Accept: text/event-stream, or over a WebSocket that speaks "
    "graphql-transport-ws."
)


class Endpoint(GraphQL[Context, None]):
    """`/graphql`. A body that is not an operation is told so; only what an operation runs into is its own error.

    What is sent by POST goes the short way (docs/adr/0021): from bytes to its plan to bytes. What has no plan, and
    everything else, is Strawberry's to answer; with `short` off, everything is.
    """

    request_adapter_class = ReadRequest
    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = Conversation

    def __init__(self, schema: RegisterSchema, opening: Opening, asker: Asker, short: bool = True) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=10),
        )
        self.opening = opening
        self.asker = asker
        self.short = short
        self.plans = schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = WebSocket(scope, receive, send)
            visit: Any = Visit(socket.headers, self.opening, self.asker)
            await self.run(socket, context=visit)
            return
        record = record_of(scope)
        try:
            response = await self.answer(record, scope, receive)
        except HTTPException as refused:
            response = told(record, refusal(refused.status_code, refused.reason, getattr(refused, "headers", None)))
        except NotLetIn as refused:
            record.refused = refused.sentence
            response = told(record, refusal(refused.status, refused.sentence, refused.headers))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def answer(self, record: RequestRecord, scope: Scope, receive: Receive) -> ASGIApp:
        record.way = NONE
        method, headers = scope["method"], dict(reversed(scope["headers"]))
        if method not in ("GET", "POST"):
            raise Refused(405, f"GraphQL is asked by GET or POST, not by {method[:20]}.", "GET, POST")
        if method == "GET" and opened_by_hand(Request(scope, receive)):
            return RedirectResponse("/graphiql/", 303)
        actor = PUBLIC if LOGIN.isdisjoint(headers) else await self.asker(Headers(scope=scope))
        record.role, record.organisation = actor.role.written, actor.organisation
        minimum = revisions.minimum(headers.get(revisions.HEADER))
        asked: GraphQLRequestData | None = None
        if method == "POST":
            expect_json(headers.get(b"content-type", b"").decode("latin-1"))
            asked = scope[ASKED] = operation_in(json_in(await body_of(receive)))
            record.parsed = time.perf_counter()
        if streamed(headers.get(b"accept", b"").decode("latin-1")):
            record.way = None
            opening: Any = partial(self.opening, actor, record.id, minimum)
            return await self.run(Request(scope, receive), context=opening)
        answer: bytes | Response | None = None
        async with self.opening(actor, record.id, minimum) as context:
            try:
                if asked is not None and asked.query and self.short:
                    data = await self.plans.answered(context, asked.query, asked.operation_name, asked.variables)
                    if data is not None:
                        record.executed = time.perf_counter()
                        answer = f'{{"data":{data}}}'.encode()
                if answer is None:
                    answer = await self.run(Request(scope, receive), context=context)
            finally:
                record.looked_at(context)
        return Answer(answer, record) if isinstance(answer, bytes) else told(record, answer)

    def should_render_graphql_ide(self, request: object) -> bool:
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The operation a request carries, read already where it was sent by POST. Raises `Refused`."""
        assert isinstance(request, ReadRequest)
        asked: GraphQLRequestData | None = request.scope.get(ASKED)
        if asked is None:
            asked = operation_in(self.parse_query_params(request.query_params))
            record_of(request.scope).parsed = time.perf_counter()
        return replace(asked, protocol="sse" if streamed(request.headers.get("accept")) else "http")

    def parse_json(self, data: str | bytes) -> object:
        return json_in(data)

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        assert not isinstance(request_data, list)
        record = record_of(request.scope)
        name = request_data.operation_name or operation_name(request_data.query or "")
        record.operation = name and name[:100]
        try:
            return await super().execute_operation(
                request, request_adapter, request_data, context, root_value, sub_response
            )
        finally:
            record.executed = time.perf_counter()

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        try:
            return await super().execute_single(
                request, request_adapter, sub_response, context, root_value, request_data
            )
        except HTTPException as refused:
            wrong = refused.__cause__
            if isinstance(wrong, InvalidOperationTypeError) and wrong.operation_type is OperationType.SUBSCRIPTION:
                raise Refused(400, FOLLOWED) from refused
            if isinstance(wrong, InvalidOperationTypeError):
                raise Refused(405, "A GET carries a query; anything else is sent by POST.", "POST") from refused
            raise

    async def on_ws_connect(self, context: Any) -> UnsetType | dict[str, object] | None:
        await context.log_in()
        return await super().on_ws_connect(context)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        record = record_of(request.scope)
        record.errors = [str((error.extensions or {}).get("code", "GRAPHQL")) for error in result.errors or ()]
        return await super().process_result(request, result)


def streamed(accept: str | None) -> bool:
    """Whether an answer is to come as events, as they happen (SSE)."""
    if accept is None or EVENTS not in accept.lower():
        return False
    return any(kind.split(";")[0].strip().lower() == EVENTS for kind in accept.split(","))


def opened_by_hand(request: Request) -> bool:
    """In a browser's address bar, rather than by a program that asks for something."""
    return "query" not in request.query_params and "text/html" in request.headers.get("accept", "")
