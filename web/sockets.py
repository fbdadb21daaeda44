"""A WebSocket that speaks graphql-transport-ws: who is at the other end, and what they may send."""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import orjson
import structlog
from graphql import GraphQLError
from starlette.datastructures import Headers
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
from strawberry.schema.schema import StreamResult
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from domain.permissions import PUBLIC
from resolvers.context import Context
from resolvers.limits import over
from resolvers.refusals import Code
from schema.extensions.errors import told
from web.auth import NotLetIn
from web.breaking import broken
from web.opening import Asker, Opening
from web.places import Places, client
from web.record import request_id
from web.visits import Watched

FORBIDDEN = 4403
TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")
REASON = 120
"""Bytes of a reason that closing a socket has room for."""

LOGIN = ("authorization", "x-sor-role")
"""Headers that somebody may also send as parameters of the connection, as browsers must."""

log = structlog.stdlib.get_logger("sor.web")


class Visit:
    """Somebody at a socket: the public, until they have said who they are. Opens a context for each operation."""

    def __init__(self, socket: WebSocket, opening: Opening, asker: Asker, places: Places) -> None:
        headers = socket.headers
        self.connection_params: Mapping[str, Any] = {}
        self.id = request_id(headers.raw)
        self.actor = PUBLIC
        self._headers = headers
        self._opening = opening
        self._asker = asker
        self._places = places
        self._scope = socket.scope

    def __call__(self) -> AbstractAsyncContextManager[Context]:
        opened = self._places.opened(client(self.actor, self._scope), partial(self._opening, self.actor, self.id))
        return Watched(self.id, self.actor, self._scope, opened)

    async def log_in(self) -> None:
        """By the token of the connection's parameters or, without one there, of its headers. Raises `NotLetIn`."""
        told = {
            name.lower(): sayable(value) for name, value in self.connection_params.items() if isinstance(value, str)
        }
        given = {name: self._headers[name] for name in LOGIN if name in self._headers}
        given |= {name: told[name] for name in LOGIN if name in told}
        self.actor = await self._asker(Headers(given))


def sayable(text: str) -> str:
    """A text as a header could have it; what none could have is as wrong as before, and can be refused."""
    return text.encode("ascii", "replace").decode("ascii")


class Socket(ASGIWebSocketAdapter):
    """Text in and out: what is written as JSON is not taken in binary frames."""

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        try:
            while self.ws.application_state is not WebSocketState.DISCONNECTED:
                try:
                    yield orjson.loads(await self.ws.receive_text())
                except orjson.JSONDecodeError as broken:
                    raise NonJsonMessageReceived from broken
        except KeyError as binary:
            raise NonTextMessageReceived from binary
        except WebSocketDisconnect:
            return

    async def send_json(self, message: Mapping[str, object]) -> None:
        if self.ws.application_state is WebSocketState.DISCONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone

    async def close(self, code: int, reason: str) -> None:
        """The reason is cut to what there is room for."""
        if self.ws.application_state is not WebSocketState.DISCONNECTED:
            await self.ws.close(code, reason.encode()[:REASON].decode(errors="ignore"))


class Conversation(BaseGraphQLTransportWSHandler[Any, None]):
    """Closes with a sentence on a login that is refused, and on messages that are none. What is wrong with an operation
    is told of that operation, and ends no other."""

    async def handle(self) -> None:
        begun = time.perf_counter()
        try:
            await super().handle()
        finally:
            visit: Visit = self.context
            seconds = round(time.perf_counter() - begun, 1)
            log.info("socket", request_id=visit.id, role=visit.actor.role.written, seconds=seconds)

    async def handle_connection_init(self, message: Any) -> None:
        if message.get("payload") is None:
            message = {"type": "connection_init"}
        try:
            await super().handle_connection_init(message)
        except NotLetIn as refused:
            await self.websocket.close(FORBIDDEN, refused.sentence)

    async def handle_message(self, message: Any) -> None:
        if wrong := violation(message):
            await self.handle_invalid_message(wrong)
        else:
            await super().handle_message(message)

    async def handle_invalid_message(self, error_message: str) -> None:
        await super().handle_invalid_message(error_message.rstrip(".") + ".")

    async def handle_subscribe(self, message: Any) -> None:
        most = self.max_subscriptions_per_connection
        known = not self.connection_acknowledged or message["id"] in self.operations
        if known or most is None or len(self.operations) < most:
            await super().handle_subscribe(message)
            return
        sentence = f"{most:,} operations run on this connection: end another one first."
        refusal = over("subscriptions_connection", most, sentence, Code.TOO_MANY_SUBSCRIPTIONS)
        error = told(GraphQLError("", original_error=refusal))
        await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})

    async def _send_result_stream(self, operation: Any, result_source: StreamResult) -> None:
        try:
            await super()._send_result_stream(operation, result_source)
        except WebSocketDisconnected:
            raise
        except Exception as error:  # the very edge: an operation that breaks is told so, and others go on
            await operation.send_initial_errors([broken(error)])

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        return None


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
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return "The payload of a subscribe message is an object with a query, which is a text"
    if not isinstance(payload.get("operationName"), str | None):
        return "The operationName of a subscribe message is a text"
    if any(not isinstance(payload.get(name), dict | None) for name in ("variables", "extensions")):
        return "The variables and extensions of a subscribe message are objects"
    return None
