"""A request as spans: itself, its phases, the relations it asked and the statements that these needed.

They are made when it is over, of what its record and its trail have noted anyway.
"""

import os
import time
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from opentelemetry import propagate
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanContext, SpanKind, StatusCode, Tracer, set_span_in_context
from starlette.types import Scope

from db.statements import in_short
from db.trail import Question, Trail
from web.record import RequestRecord

TEXT = 2_000
"""Characters of a statement that its span has."""

Attributes = Mapping[str, str | int | float]


def sent() -> "Traces":
    """Traces that are sent where the environment says, many spans at a time."""
    provider = TracerProvider(resource=_resource())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider)


def _resource() -> Resource:
    """Who we are, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES say otherwise."""
    own: dict[str, str | int] = {
        "service.name": "sor-register",
        "service.version": version("sor-register"),
        "process.pid": os.getpid(),
    }
    return Resource.create().merge(Resource({**own})).merge(OTELResourceDetector().detect())


class Traces:
    """Begins the span of a request, so that everybody can be told its trace, and ends it with all that is below."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("sor-register", version("sor-register"))
        self._fields = {name.encode() for name in propagate.get_global_textmap().fields}

    def begin(self, record: RequestRecord, scope: Scope) -> None:
        """Within the trace of the caller, if it sent one; if not, of its own."""
        carried = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in self._fields}
        span = self._tracer.start_span(_name(record, scope), propagate.extract(carried), SpanKind.SERVER)
        told = span.get_span_context()
        record.span = span
        record.trace = f"{told.trace_id:032x}"
        record.traced = _written(told)

    def end(self, record: RequestRecord, scope: Scope) -> None:
        span: Span | None = record.span
        if span is None:
            return
        ended = time.perf_counter()
        if span.is_recording():
            span.update_name(_name(record, scope))
            span.set_attributes(_attributes(record, scope))
            if record.status >= 500:
                span.set_status(StatusCode.ERROR, record.refused)
            _Below(self._tracer, span).tell(record, ended)
        span.end()

    def close(self) -> None:
        """Sends what has not been sent."""
        self._provider.shutdown()


class _Below:
    """What is below the span of a request."""

    def __init__(self, tracer: Tracer, span: Span) -> None:
        self._tracer = tracer
        self._span = span
        self._then = time.time_ns() - int(time.perf_counter() * 1e9)

    def tell(self, record: RequestRecord, ended: float) -> None:
        if record.parsed is not None:
            self._made(self._span, "parse", record.began, record.parsed)
            if record.planned is not None:
                self._made(self._span, "plan", record.parsed, record.planned)
            self._asked(
                self._made(self._span, "execute", record.planned or record.parsed, record.executed or ended),
                record.trail,
            )
            if record.executed is not None:
                self._made(self._span, "encode", record.executed, ended)
        else:
            self._asked(self._span, record.trail)

    def _asked(self, above: Span, trail: Trail | None) -> None:
        if trail is None:
            return
        spans: dict[Question | None, Span] = {None: above}
        for question in _outer_first(trail.questions):
            told: Attributes = {"sor.relation": question.name, "sor.sources": question.sources}
            within = spans.get(question.within, above)
            spans[question] = self._made(within, question.name, question.began, question.ended, told)
        for trip in trail.trips:
            for statement in trip.statements:
                within = spans.get(statement.within, above)
                short = in_short(statement.text)
                self._made(within, short, trip.began, trip.ended, _of(statement.text, short), SpanKind.CLIENT)

    def _made(
        self,
        within: Span,
        name: str,
        began: float,
        ended: float,
        told: Attributes | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
    ) -> Span:
        context = set_span_in_context(within)
        span = self._tracer.start_span(name, context, kind, told, start_time=self._then + int(began * 1e9))
        span.end(self._then + int(ended * 1e9))
        return span


def _outer_first(questions: Iterable[Question]) -> list[Question]:
    """They are noted as they end, and what one of them asks ends first."""
    return sorted(questions, key=lambda question: question.began)


def _of(statement: str | bytes, short: str) -> Attributes:
    text = statement.decode() if isinstance(statement, bytes) else statement
    return {"db.system.name": "postgresql", "db.query.text": text[:TEXT], "db.query.summary": short}


def _name(record: RequestRecord, scope: Scope) -> str:
    """Few names: an operation's own, or what the route is."""
    if record.way is not None:
        return f"graphql {record.operation}" if record.operation else "graphql"
    route: Any = scope.get("route")
    path = scope["path"] if scope["path"] == "/graphql" else getattr(route, "path", "")
    return f"{scope['method']} {path}".strip()


def _attributes(record: RequestRecord, scope: Scope) -> Attributes:
    told = {
        "http.request.method": scope["method"][:20],
        "url.path": scope["path"][:200],
        "http.response.status_code": record.status or None,
        "graphql.operation.name": record.operation,
        "sor.way": record.way,
        "sor.outcome": record.outcome,
        "sor.statements": record.statements,
        "sor.revision": record.revision,
        "sor.errors": ",".join(record.errors) or None,
        "sor.request_id": record.id,
    }
    return {name: value for name, value in told.items() if value is not None}


def _written(context: SpanContext) -> bytes:
    """As the header `traceresponse` tells it (W3C Trace Context 2)."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}".encode()
