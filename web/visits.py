"""An operation of a WebSocket, which leaves what a request leaves: a line in the log when it ends, and its spans."""

import logging
import time
from contextlib import AbstractAsyncContextManager
from types import TracebackType

from starlette.types import Scope

from db.trail import TRAIL
from domain.permissions import Actor
from resolvers.context import Context
from web import logs
from web.middleware import Program
from web.record import RequestRecord, record_for

lines = logging.getLogger("sor.web")


class Watched(AbstractAsyncContextManager[Context]):
    """The same opening, watched by the program that the socket belongs to. Each operation has a task of its own, so
    that what is set there for its lines ends with it."""

    def __init__(self, id_: str, actor: Actor, scope: Scope, opening: AbstractAsyncContextManager[Context]) -> None:
        self.record = record = record_for(scope["headers"])
        record.id, record.role, record.organisation = id_, actor.role.written, actor.organisation
        self.scope = {**scope, "method": "GET"}
        self.opening = opening
        program = scope.get("app")
        self.traces = program.watch.traces if isinstance(program, Program) and program.watch else None

    async def __aenter__(self) -> Context:
        record = self.record
        if self.traces is not None:
            self.traces.begin(record, self.scope)
        logs.request.set((record.id, record.trace))
        TRAIL.set(record.trail)
        record.parsed = time.perf_counter()
        try:
            self.context = await self.opening.__aenter__()
        except Exception as refused:
            record.status, record.refused = 429, type(refused).__name__
            self._tell()
            raise
        return self.context

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        record = self.record
        record.looked_at(self.context)
        record.status = 200 if kind is None or not issubclass(kind, Exception) else 500
        try:
            await self.opening.__aexit__(kind, error, trace)
        finally:
            self._tell()

    def _tell(self) -> None:
        tell(self.record, time.perf_counter() - self.record.began)
        if self.traces is not None:
            self.traces.end(self.record, self.scope)


def tell(record: RequestRecord, seconds: float) -> None:
    """How long it was open: a subscription, until somebody ended it."""
    if not lines.isEnabledFor(logging.INFO):
        return
    facts: dict[str, object] = {"path": "/graphql", "outcome": record.outcome, "ms": round(seconds * 1000, 1)}
    for name, value in (
        ("role", record.role),
        ("organisation", record.organisation),
        ("operation", record.operation),
        ("statements", record.statements),
    ):
        if value is not None:
            facts[name] = value
    facts["request_id"] = record.id
    if record.trace is not None:
        facts["trace_id"] = record.trace
    logs.line(lines, logging.INFO, "operation of a socket", facts)
