"""A WebSocket that speaks graphql-transport-ws: who is at the other end, and what they may send."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, suppress
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
from resolvers.feed.following import EXPIRED, LOOK
from resolvers.limits import over
from resolvers.refusals import Code
from schema.extensions.errors import told
from web.auth import NotLetIn
from web.breaking import broken
from web.messages import unread, violation
from web.opening import LOGIN, Asker, Opening
from web.operations import Refused, operation_in
from web.parting import STOPS, Parting
from web.persisted import NotFound, Persisted
from web.places import Places, client
from web.record import RequestRecord, request_id
from web.trusted import NotTrusted
from web.visits import RECORD, Looked, noted, watched

FORBIDDEN = 4403
LEAVING = 50
"""Tenths of a second in which what runs may end, once the login has expired."""

REASON = 120
"""Bytes of a reason that closing a socket has room for."""

log = structlog.stdlib.get_logger("sor.web")


class Visit:
    """Somebody at a socket: the public, until they have said who they are. Opens a context for each operation."""

    def __init__(
        self,
        socket: WebSocket,
        opening: Opening,
        asker: Asker,
        places: Places,
        persisted: Persisted,
        parting: Parting,
    ) -> None:
        headers = socket.headers
        self.parting = parting
        self.connection_params: Mapping[str, Any] = {}
        self.id = request_id(headers.raw)
        self.actor = PUBLIC
        self._headers = headers
        self._opening = opening
        self._asker = asker
        self._places = places
        self._persisted = persisted
        self._scope = socket.scope

    def __call__(self) -> AbstractAsyncContextManager[Context]:
        opened = self._places.opened(client(self.actor, self._scope), partial(self._opening, self.actor, self.id))
        return Looked(RECORD.get(), opened)

    def written_out(self, payload: Mapping[str, Any]) -> str:
        """The document that a subscribe message asks for. Raises what `Persisted.written_out` does, and `Refused`."""
        if self.parting.begun:
            raise Refused(503, STOPS)
        return self._persisted.written_out(operation_in(payload), self.actor).query or ""

    def watched(self) -> AbstractContextManager[RequestRecord]:
        """An operation, for as long as it runs."""
        return watched(self.id, self.actor, self._scope)

    async def log_in(self) -> None:
        """By the token of the connection's parameters or, without one there, of its headers. Raises `NotLetIn`."""
        told = [(name.lower().encode(errors="replace"), value) for name, value in self.connection_params.items()]
        given = [(name, sayable(name, value)) for name, value in told if name in LOGIN and value is not None]
        left = LOGIN - {name for name, _ in given}
        given += [(name, value) for name, value in self._headers.raw if name in left]
        self.actor = await self._asker(Headers(raw=given))


def sayable(name: bytes, told: object) -> bytes:
    """A text as a header could have it; what none could have is as wrong as before, and can be refused. Raises
    `NotLetIn` for what is no text: nobody who means to log in is taken for the public."""
    if not isinstance(told, str):
        raise NotLetIn(400, f"`{name.decode()}` in the payload of connection_init is a text, or null.")
    return told.encode("ascii", "replace")


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
    is told of that operation, and ends no other. `leaving`: waits for the login to expire, if it does."""

    leaving: asyncio.Task[None] | None = None
    expired = False

    async def handle(self) -> None:
        begun = time.perf_counter()
        try:
            await super().handle()
        finally:
            visit: Visit = self.context
            seconds = round(time.perf_counter() - begun, 1)
            log.info("socket", request_id=visit.id, role=visit.actor.role.written, seconds=seconds)

    async def shutdown(self) -> None:
        if self.leaving is not None:
            self.leaving.cancel()
        await super().shutdown()

    async def handle_connection_init(self, message: Any) -> None:
        if message.get("payload") is None:
            message = {"type": "connection_init"}
        try:
            await super().handle_connection_init(message)
        except NotLetIn as refused:
            await self.websocket.close(FORBIDDEN, refused.sentence)
        until = self.context.actor.until
        if self.connection_acknowledged and until is not None and self.leaving is None:
            self.leaving = asyncio.create_task(self.leave(until))

    async def leave(self, until: int) -> None:
        """When the login holds no longer. What is followed ends by itself, with the word where to resume; whatever else
        runs is waited for, though not for long, and nothing new is begun."""
        while (left := until - time.time()) > 0:  # noqa: ASYNC110, nobody tells of a clock that is set
            await asyncio.sleep(min(left, LOOK))
        self.expired = True
        for _ in range(LEAVING):
            if not self.operations:
                break
            await asyncio.sleep(0.1)
        with suppress(WebSocketDisconnect):
            await self.websocket.close(FORBIDDEN, EXPIRED)

    async def handle_message(self, message: Any) -> None:
        if wrong := violation(message):
            await self.handle_invalid_message(wrong)
        else:
            await super().handle_message(message)

    async def handle_invalid_message(self, error_message: str) -> None:
        await super().handle_invalid_message(error_message.rstrip(".") + ".")

    async def handle_subscribe(self, message: Any) -> None:
        if self.expired:
            return
        most = self.max_subscriptions_per_connection
        known = not self.connection_acknowledged or message["id"] in self.operations
        if not known and most is not None and len(self.operations) >= most:
            sentence = f"{most:,} operations run on this connection: end another one first."
            refusal = over("subscriptions_connection", most, sentence, Code.TOO_MANY_SUBSCRIPTIONS)
            await self.refuse(message, told(GraphQLError("", original_error=refusal)))
            return
        payload = message["payload"]
        if not known:
            try:
                payload = {**payload, "query": self.context.written_out(payload)}
            except (Refused, NotFound, NotTrusted) as refused:
                await self.refuse(message, unread(refused))
                return
        message["payload"] = payload
        await super().handle_subscribe(message)

    async def refuse(self, message: Any, error: GraphQLError) -> None:
        await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})

    async def run_operation(self, operation: Any) -> None:
        with self.context.parting.awaited(), self.context.watched() as record:
            record.asks(operation.query, operation.operation_name)
            await super().run_operation(operation)

    async def _send_result_stream(self, operation: Any, result_source: StreamResult) -> None:
        try:
            await super()._send_result_stream(operation, noted(result_source))
        except WebSocketDisconnected:
            raise
        except Exception as error:  # the very edge: an operation that breaks is told so, and others go on
            told = broken(error)
            RECORD.get().met([told])
            await operation.send_initial_errors([told])

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        return None
