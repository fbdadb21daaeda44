"""Strawberry's view, which answers what has no plan: what it is told, and what becomes of what it answers."""

import time
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.streaming import SSETransport
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UnsetType

from resolvers.context import Context
from resolvers.limits import refused
from resolvers.refusals import Refusal
from schema import RegisterSchema
from schema.extensions.errors import UNAVAILABLE, told
from web.breaking import broken
from web.operations import ReadRequest, Refused
from web.record import codes, record_of
from web.refusals import refusal, told_as
from web.sockets import Conversation, Socket

ASKED = "sor.asked"
"""Where a request keeps the operation that was read from it."""

LATER = "5"
"""Seconds after which somebody else may have left."""

GREETING = timedelta(seconds=5)
"""In which a socket's first message is there."""

FOLLOWED = (
    "A subscription has many answers: ask for it with Accept: text/event-stream, or over a WebSocket that speaks "
    "graphql-transport-ws."
)


ELSEWHERE = (
    "This page is of another origin than the register, and SOR_CORS_ORIGINS does not name it: it may open no socket."
)
ELSEWHERE_DA = "Siden hører ikke til registeret og er ikke nævnt i SOR_CORS_ORIGINS: den må ikke åbne en WebSocket."


class Followed(Refused):
    """A subscription is asked for where one answer is expected."""

    def __init__(self) -> None:
        super().__init__(400, FOLLOWED)


class Events(SSETransport):
    """Lines end as every client splits them: urql's knows no other."""

    headers = {**SSETransport.headers, "Cache-Control": "no-store, no-transform"}  # noqa: RUF012

    def encode_event(self, event: str, data: str | None = None) -> str:
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        return f": {comment}\n\n"


class View(GraphQL[Context, None]):
    request_adapter_class = ReadRequest
    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = Conversation
    stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: Events}  # noqa: RUF012

    def __init__(self, schema: RegisterSchema, origins: Collection[str] = ()) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=GREETING,
            allowed_origins=[*origins],
        )

    def should_render_graphql_ide(self, request: object) -> bool:
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The operation a request carries, which was read already."""
        assert isinstance(request, ReadRequest)
        asked: GraphQLRequestData = request.scope[ASKED]
        return replace(asked, protocol="sse" if record_of(request.scope).streamed else "http")

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
        record.asks(request_data.query or "", request_data.operation_name)
        try:
            result = await super().execute_operation(
                request, request_adapter, request_data, context, root_value, sub_response
            )
        finally:
            record.executed = time.perf_counter()
        return cast(SubscriptionExecutionResult, _unbroken(result)) if isinstance(result, AsyncGenerator) else result

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
            if isinstance(wrong, CannotGetOperationTypeError):
                return ExecutionResult(data=None, errors=[told(GraphQLError("", original_error=wrong))])
            if isinstance(wrong, InvalidOperationTypeError):
                raise other_way(wrong.operation_type) from refused
            raise

    async def reject_websocket(self, request: WebSocket) -> WebSocket:
        await request.send_denial_response(refusal(403, ELSEWHERE, in_danish=ELSEWHERE_DA))
        return request

    async def turn_away(self, request: WebSocket, full: Refusal) -> None:
        """Whoever comes to a full house. graphql-ws tries again by itself, later each time."""
        refused[str(full.details["limit"])] += 1
        later = {"Retry-After": LATER}
        await request.send_denial_response(told_as(full.code.name, full.message, 429, later))

    async def on_ws_connect(self, context: Any) -> UnsetType | dict[str, object] | None:
        await context.log_in()
        return await super().on_ws_connect(context)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        record = record_of(request.scope)
        if record.streamed:
            record.met(result.errors)
        else:
            record.errors = codes(result.errors)
        answer = await super().process_result(request, result)
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            record.unasked = True
            del answer["data"]
        record.away = UNAVAILABLE in record.errors and not any((result.data or {}).values())
        return answer


def other_way(kind: OperationType) -> Refused:
    """How an operation of a kind is asked for that is not taken this way."""
    if kind is OperationType.SUBSCRIPTION:
        return Followed()
    return Refused(405, "A GET carries a query; anything else is sent by POST.", "POST")


async def _unbroken(results: AsyncGenerator[ExecutionResult, None]) -> AsyncGenerator[ExecutionResult, None]:
    """The results; what breaks them is the last one."""
    try:
        async with aclosing(results):
            async for result in results:
                yield result
    except Exception as error:  # the very edge: whoever reads events is told by an event
        yield ExecutionResult(data=None, errors=[broken(error)])
