"""What surrounds every request: an id, an answer when something unforeseen breaks, and one line in the log."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import structlog
from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.trail import TRAIL
from web import logs
from web.crossing import Origins
from web.record import KEY, RequestRecord, record_for, request_id
from web.refusals import refusal
from web.safety import PAGE, PLAIN
from web.slowness import tell_slow

if TYPE_CHECKING:
    from web.tracing.spans import Traces

STOPPED = (
    "The server stops, and could not finish the request. Send it again in a moment; a change with the idempotencyKey "
    "it had is made once."
)
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

Count = Callable[[RequestRecord, float], None]

log = structlog.stdlib.get_logger("sor.web")
lines = logging.getLogger("sor.web")


class Program(Starlette):
    """Starlette's routes within `Requests`, and what is sent to an endpoint by POST led past them. What Starlette puts
    around its routes for errors that nobody expects is left out: `Requests` is there for these."""

    def __init__(
        self,
        path: str,
        endpoint: ASGIApp,
        watch: "Watch | None" = None,
        origins: Collection[str] = (),
        **starlette: Any,
    ) -> None:
        super().__init__(**starlette)
        self.router.redirect_slashes = False  # it leads to whatever host a request names
        self.path = path
        self.endpoint = endpoint
        self.watch = watch
        self.origins = origins

    def build_middleware_stack(self) -> ASGIApp:
        routes = ExceptionMiddleware(self.router, handlers=self.exception_handlers)
        asked = Direct(routes, self.path, self.endpoint)
        return Requests(Origins(asked, self.origins) if self.origins else asked, self.watch)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of every request: `count` of it and its seconds; `traces` makes its spans; of an operation that takes
    longer than `slow` seconds the log tells what it has asked."""

    count: Count | None = None
    traces: "Traces | None" = None
    slow: float = inf


class Requests:
    """The outermost layer: nothing unforeseen passes it but as a plain answer with the request's id."""

    def __init__(self, app: ASGIApp, watch: Watch | None = None) -> None:
        self.app = app
        self.watch = watch or Watch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, denying(scope, send) if scope["type"] == "websocket" else send)
            return
        record = scope[KEY] = record_for(scope["headers"])
        traces = None if scope["path"] in QUIET else self.watch.traces
        if traces is not None:
            traces.begin(record, scope)
        before, trail = logs.request.set((record.id, record.trace)), TRAIL.set(record.trail)

        def sending(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                safe = PAGE if scope["path"].startswith("/graphiql") else PLAIN
                message["headers"] = [*message.get("headers", ()), *safe, (b"x-request-id", record.id.encode())]
                if record.traced is not None:
                    message["headers"].append((b"traceresponse", record.traced))
            return send(message)

        try:
            await self.app(scope, receive, sending)
        except asyncio.CancelledError:  # by the server, which has waited long enough to stop
            if record.status:
                raise
            await refusal(503, STOPPED, {"Retry-After": "1", "Connection": "close"})(scope, receive, sending)
        except Exception:
            log.exception("unforeseen", path=scope["path"])
            if record.status:
                raise
            sentence = f"Something unforeseen went wrong. It is in the log under the id {record.id}."
            await refusal(500, sentence)(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - record.began
            tell(record, scope, seconds)
            if seconds >= self.watch.slow and record.way is not None and not record.followed:
                tell_slow(record, seconds)
            if self.watch.count is not None:
                self.watch.count(record, seconds)
            if traces is not None:
                traces.end(record, scope)
            TRAIL.reset(trail)
            logs.request.reset(before)


def denying(scope: Scope, send: Send) -> Send:
    """What refuses to open a socket is an answer like any other."""

    def sending(message: Message) -> Awaitable[None]:
        if message["type"] == "websocket.http.response.start":
            id_ = request_id(scope["headers"]).encode()
            message["headers"] = [*message.get("headers", ()), *PLAIN, (b"x-request-id", id_)]
        return send(message)

    return sending


def tell(record: RequestRecord, scope: Scope, seconds: float) -> None:
    level = logging.DEBUG if scope["path"] in QUIET else logging.INFO
    if not lines.isEnabledFor(level):
        return
    facts: dict[str, object] = {
        "method": scope["method"],
        "path": scope["path"],
        "status": record.status,
        "outcome": record.outcome,
        "ms": round(seconds * 1000, 1),
        **known(record),
    }
    logs.line(lines, level, "request", facts)


def known(record: RequestRecord) -> dict[str, object]:
    """What a line tells of whoever asked, what they asked and what they ran into."""
    facts: dict[str, object] = {}
    for name, value in (
        ("role", record.role),
        ("organisation", record.organisation),
        ("operation", record.operation),
        ("statements", record.statements),
        ("errors", ",".join(record.errors) if record.errors else None),
        ("reason", record.refused),
    ):
        if value is not None and value != "":
            facts[name] = value
    facts["request_id"] = record.id
    if record.trace is not None:
        facts["trace_id"] = record.trace
    return facts


class Direct:
    """Leads what is sent to an endpoint by POST there, without asking of every route whether it is meant."""

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self.app = app
        self.path = path
        self.endpoint = endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http" and scope["path"] == self.path and scope["method"] == "POST":
            return self.endpoint(scope, receive, send)
        return self.app(scope, receive, send)
