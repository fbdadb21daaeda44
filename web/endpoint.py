"""GraphQL over HTTP: a request's body to an operation, its context for as long as it runs, its answer back."""

import time
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

from cross_web import HTTPException
from graphql import OperationType as Kind
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.http import GraphQLRequestData
from strawberry.types.graphql import OperationType

from domain.permissions import PUBLIC, Actor
from resolvers.context import Context, Limits
from resolvers.refusals import Refusal
from schema import RegisterSchema
from web import revisions
from web.accepting import JSON, RESPONSE, accepted
from web.answers import Answer, formed, headers_of, told
from web.auth import NotLetIn
from web.codings import unpacking
from web.headings import heading
from web.naming import named
from web.opening import LOGIN, Asker, Opening
from web.operations import (
    Refused,
    asked_in_address,
    body_of,
    expect_json,
    expect_room,
    json_in,
    operation_in,
)
from web.parting import Parting
from web.persisted import NotFound, Persisted
from web.places import Places, client
from web.record import NONE, RequestRecord, record_of
from web.refusals import refusal, told_as
from web.sockets import Visit
from web.trusted import NONE as NO_DOCUMENTS
from web.trusted import UNTRUSTED, Bound, NotTrusted, Trusted
from web.unchanged import Held, Unchanged
from web.view import ASKED, Followed, View, other_way
from web.visits import Looked

LIMITS = Limits()
ASKING = (b"query=", b"extensions=", b"documentId=")
UNACCEPTABLE = "An answer comes as application/graphql-response+json, application/json or text/event-stream."
UNASKED = 'No GraphQL query is in the request: it is the text "query".'


class Endpoint(View):
    """`/graphql`. A body that is not an operation is told so; only what an operation runs into is its own error.

    What has a plan goes the short way (docs/adr/0021): from bytes to its plan to bytes. What has none, and everything
    else, is Strawberry's to answer; with `short` off, everything is.
    """

    def __init__(
        self,
        schema: RegisterSchema,
        opening: Opening,
        asker: Asker,
        short: bool = True,
        limits: Limits = LIMITS,
        trusted: Trusted = NO_DOCUMENTS,
        origins: Collection[str] = (),
    ) -> None:
        super().__init__(schema, origins)
        self.opening = opening
        self.asker = asker
        self.short = short
        self.places = Places("subscriptions", limits.subscriptions, limits.subscriptions_client)
        self.sockets = Places("sockets", limits.sockets, limits.sockets_client)
        self.parting = Parting()
        self.max_subscriptions_per_connection = limits.subscriptions_connection
        self.plans = schema
        self.persisted = Persisted(trusted)
        self.bound = trusted.bound is not Bound.NOBODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.visited(WebSocket(scope, receive, send))
            return
        record = record_of(scope)
        try:
            response = await self.answer(record, scope, receive)
        except HTTPException as refused:
            headers = getattr(refused, "headers", None)
            response = told(record, refusal(refused.status_code, refused.reason, headers, record.form))
        except NotFound as missing:
            status = 400 if record.form == RESPONSE else 200
            response = told(record, told_as(missing.code, missing.message, status, None, record.form))
        except NotTrusted as refused:
            record.refused = type(refused).__name__
            response = told(record, told_as(UNTRUSTED, str(refused), 403, None, record.form))
        except NotLetIn as refused:
            record.refused = refused.sentence
            response = told(record, refusal(refused.status, refused.sentence, refused.headers, record.form))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def visited(self, socket: WebSocket) -> None:
        """As long as somebody is at the socket, who has not logged in when it is opened."""
        with ExitStack() as place:
            try:
                place.enter_context(self.sockets.one(client(PUBLIC, socket.scope)))
            except Refusal as full:
                await self.turn_away(socket, full)
                return
            visit: Any = Visit(socket, self.opening, self.asker, self.places, self.persisted, self.parting)
            await self.run(socket, context=visit)

    async def answer(self, record: RequestRecord, scope: Scope, receive: Receive) -> ASGIApp:
        record.way = NONE
        method, headers = scope["method"], named(scope["headers"])
        if method not in ("GET", "POST"):
            raise Refused(405, f"GraphQL is asked by GET or POST, not by {method[:20]}.", "GET, POST")
        if method == "GET" and opened_by_hand(headers, scope["query_string"]):
            return RedirectResponse("/graphiql/", 303, {"Cache-Control": "no-store"})
        accept = accepted(headers.get(b"accept"))
        if accept.whole is None and not accept.events:
            raise Refused(406, UNACCEPTABLE)
        record.form = accept.whole or JSON
        actor = PUBLIC if LOGIN.isdisjoint(headers) else await self.asker(Headers(scope=scope))
        record.role, record.organisation = actor.role.written, actor.organisation
        minimum = revisions.minimum(headers.get(revisions.HEADER))
        scope[ASKED] = asked = await self.asked(scope, headers, receive, actor)
        record.parsed = time.perf_counter()
        if accept.whole is not None:
            try:
                async with self.opening(actor, record.id, minimum, True) as context:
                    held = Held(record, actor, scope, headers.get(b"if-none-match")) if method == "GET" else None
                    try:
                        stands = held is not None and await held.stands(context)
                        answer = None if stands else await self.whole(record, asked, context, scope)
                    finally:
                        record.looked_at(context)
                return finished(record, answer, held)
            except Followed:
                if not accept.events:
                    raise
        elif method == "GET" and heading(asked.query or "", asked.operation_name).kind is Kind.MUTATION:
            raise other_way(OperationType.MUTATION)
        record.way, record.streamed = None, True
        opened = partial(self.opening, actor, record.id, minimum)

        def opening() -> Looked:
            return Looked(record, self.places.opened(client(actor, scope), opened))

        looked: Any = opening
        return await self.run(Request(scope, receive), context=looked)

    async def asked(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, actor: Actor
    ) -> GraphQLRequestData:
        """The operation that a request carries. Raises `Refused`, `NotFound`, `NotTrusted` or `ClientDisconnect`."""
        if scope["method"] == "GET":
            asked = asked_in_address(scope["query_string"])
        else:
            expect_json(headers.get(b"content-type", b""))
            expect_room(headers.get(b"content-length"), headers.get(b"transfer-encoding"))
            coding = headers.get(b"content-encoding")
            unpack = None if coding is None else unpacking(coding)
            body = await body_of(receive)
            asked = operation_in(json_in(body if unpack is None else unpack(body)))
        if asked.extensions or self.bound:
            asked = self.persisted.written_out(asked, actor)
        if not asked.query:
            raise Refused(400, UNASKED)
        return asked

    async def whole(
        self, record: RequestRecord, asked: GraphQLRequestData, context: Context, scope: Scope
    ) -> bytes | Response:
        """The one answer of a query or a mutation. Raises `Followed` for what has many."""
        if self.short:
            answer = await self.plans.answered(context, asked.query or "", asked.operation_name, asked.variables)
            if answer is not None:
                record.executed = time.perf_counter()
                return answer
        return await self.run(Request(scope), context=context)


def finished(record: RequestRecord, answer: bytes | Response | None, held: Held | None) -> ASGIApp:
    """An answer to send, or the word that who asks holds it; none was made where that was plain before. What has errors
    is not to be kept, nor what is of a while ago."""
    if answer is None:
        record.way = NONE
        return Unchanged(record, headers_of(record))
    record.kept = ()
    body = answer if isinstance(answer, bytes) else bytes(answer.body)
    if held is not None and not record.errors and record.age is None and held.given(body):
        return Unchanged(record, headers_of(record))
    return Answer(answer, record) if isinstance(answer, bytes) else formed(record, answer)


def opened_by_hand(headers: Mapping[bytes, bytes], address: bytes) -> bool:
    """In a browser's address bar, rather than by a program that asks for something."""
    return b"text/html" in headers.get(b"accept", b"") and not any(part in address for part in ASKING)
