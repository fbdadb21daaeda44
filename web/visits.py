"""An operation of a WebSocket, which leaves what a request leaves: a line in the log when it ends, spans, a count."""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from contextvars import ContextVar
from types import TracebackType

from starlette.types import Scope
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionResult

from db.trail import TRAIL
from domain.permissions import Actor
from resolvers.context import Context
from web import logs
from web.middleware import Program, Watch, known
from web.record import RequestRecord, record_for
from web.slowness import tell_slow

RECORD: ContextVar[RequestRecord] = ContextVar("record")
"""That of the operation whose task this is."""

lines = logging.getLogger("sor.web")


class Looked(AbstractAsyncContextManager[Context]):
    """The same opening, whose record is told at its end what has been asked in it."""

    def __init__(self, record: RequestRecord, opening: AbstractAsyncContextManager[Context]) -> None:
        self.record = record
        self.opening = opening

    async def __aenter__(self) -> Context:
        self.record.parsed = time.perf_counter()
        try:
            self.context = await self.opening.__aenter__()
        except Exception as refused:
            self.record.refused = type(refused).__name__
            raise
        return self.context

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.record.looked_at(self.context)
        await self.opening.__aexit__(kind, error, trace)


@contextmanager
def watched(id_: str, actor: Actor, scope: Scope) -> Iterator[RequestRecord]:
    """The record of an operation, with the id of its socket, watched by the program that this belongs to. Each has a
    task of its own, so that what is set here for its lines ends with it."""
    record = record_for(scope["headers"])
    record.id, record.role, record.organisation = id_, actor.role.written, actor.organisation
    RECORD.set(record)
    program, asked = scope.get("app"), {**scope, "method": "GET"}
    watch = (program.watch if isinstance(program, Program) else None) or Watch()
    if watch.traces is not None:
        watch.traces.begin(record, asked)
    logs.request.set((record.id, record.trace))
    TRAIL.set(record.trail)
    try:
        yield record
    finally:
        record.status = 429 if record.refused else 200
        seconds = time.perf_counter() - record.began
        tell(record, seconds)
        if seconds >= watch.slow and not record.followed:
            tell_slow(record, seconds)
        if watch.count is not None:
            watch.count(record, seconds)
        if watch.traces is not None:
            watch.traces.end(record, asked)


async def noted(results: StreamResult) -> StreamResult:
    """The results of the operation of this task, of whose errors its record has the codes."""
    record = RECORD.get()
    async for result in results:
        if isinstance(result, ExecutionResult):
            record.met(result.errors)
        yield result


def tell(record: RequestRecord, seconds: float) -> None:
    """How long it was open: a subscription, until somebody ended it."""
    if lines.isEnabledFor(logging.INFO):
        facts = {"path": "/graphql", "outcome": record.outcome, "ms": round(seconds * 1000, 1), **known(record)}
        logs.line(lines, logging.INFO, "operation of a socket", facts)
