"""A WebSocket that speaks graphql-transport-ws: who is at the other end, and what they may send."""

import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import orjson
import structlog
from starlette.datastructures import Headers
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from domain.permissions import PUBLIC
from resolvers.context import Context
from web.auth import NotLetIn
from web.opening import Asker, Opening
from web.record import request_id

FORBIDDEN = 4403
REASON = 120
"""Bytes of a reason that closing a socket has room for."""

LOGIN = ("authorization", "x-sor-role")
"""Headers that somebody may also send as parameters of the connection, as browsers must."""

log = structlog.stdlib.get_logger("sor.web")


class Visit:
    """Somebody at a socket: the public, until they have said who they are. Opens a context for each operation."""

    def __init__(self, headers: Headers, opening: Opening, asker: Asker) -> None:
        self.connection_params: Mapping[str, Any] = {}
        self.id = request_id(headers.raw)
        self.actor = PUBLIC
        self._headers = headers
        self._opening = opening
        self._asker = asker

    def __call__(self) -> AbstractAsyncContextManager[Context]:
        return self._opening(self.actor, self.id)

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
    """Sends text: what is written as JSON is not taken in binary frames."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        if self.ws.application_state is WebSocketState.DISCONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class Conversation(BaseGraphQLTransportWSHandler[Any, None]):
    """Closes with a sentence on a login that is refused, and on messages that are none."""

    async def handle(self) -> None:
        begun = time.perf_counter()
        try:
            await super().handle()
        finally:
            visit: Visit = self.context
            seconds = round(time.perf_counter() - begun, 1)
            log.info("socket", request_id=visit.id, role=visit.actor.role.written, seconds=seconds)

    async def handle_connection_init(self, message: Any) -> None:
        try:
            await super().handle_connection_init(message)
        except NotLetIn as refused:
            reason = refused.sentence.encode()[:REASON].decode(errors="ignore")
            await self.websocket.close(FORBIDDEN, reason)

    async def handle_message(self, message: Any) -> None:
        if well_formed(message):
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("A message is an object with its type and what belongs to it.")


def well_formed(message: object) -> bool:
    """Whether a message has what its type needs, each part of its own kind."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] == "complete":
        return isinstance(message.get("id"), str)
    if message["type"] != "subscribe":
        return True
    payload = message.get("payload")
    return (
        isinstance(message.get("id"), str)
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )
