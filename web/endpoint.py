"""GraphQL over HTTP: a request's body to an operation, its context for as long as it runs, its answer back."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UnsetType

from resolvers.context import Context
from web.auth import NotLetIn
from web.middleware import record_of
from web.opening import Asker, Opening
from web.operations import BoundedRequest, Refused, expect_json, json_in, operation_in, operation_name
from web.refusals import refusal
from web.sockets import Conversation, Socket, Visit

EVENTS = "text/event-stream"
FOLLOWED = (
    "A subscription has many answers: ask for it with Accept: text/event-stream, or over a WebSocket that speaks "
    "graphql-transport-ws."
)


class Endpoint(GraphQL[Context, None]):
    """`/graphql`. A body that is not an operation is told so; only what an operation runs into is its own error."""

    request_adapter_class = BoundedRequest
    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = Conversation

    def __init__(self, schema: BaseSchema, opening: Opening, asker: Asker) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=10),
        )
        self.opening = opening
        self.asker = asker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = WebSocket(scope, receive, send)
            visit: Any = Visit(socket.headers, self.opening, self.asker)
            await self.run(socket, context=visit)
            return
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
        if streamed(request.headers.get("accept")):
            opening: Any = partial(self.opening, actor, record.id)
            return await self.run(request, context=opening)
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
        return replace(operation_in(asked), protocol="sse" if streamed(request.headers.get("accept")) else "http")

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
        name = request_data.operation_name or operation_name(request_data.query or "")
        record_of(request.scope).operation = name and name[:100]
        return await super().execute_operation(
            request, request_adapter, request_data, context, root_value, sub_response
        )

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
    return any(kind.split(";")[0].strip().lower() == EVENTS for kind in (accept or "").split(","))


def opened_by_hand(request: Request) -> bool:
    """In a browser's address bar, rather than by a program."""
    return "text/html" in request.headers.get("accept", "")
