"""What is known of a request while it is answered: for its line in the log, its headers and the metrics."""

import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from graphql import GraphQLError, OperationType
from starlette.types import Scope

from db.trail import Trail
from resolvers.context import Context
from web.accepting import JSON
from web.headings import heading
from web.tracing.callers import HEADER, trace_in

NONE = "none"
COMPILED = "compiled"
INTERPRETED = "graphql-core"

KEY = "sor.request"
GIVEN_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")

_ids = Random()
"""Ids tell requests apart, and keep no secret."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_ids.seed)


@dataclass(slots=True)
class RequestRecord:
    """The endpoint adds what only it knows: of who asks never more than whom they act as and for.

    `began`, `parsed`, `planned` and `executed` are instants of `time.perf_counter`, none where it did not come to that;
    `waited` is how many seconds the database took; `way` is how an operation was answered, none where no operation
    was asked for; `form`: in which its answer is accepted; `streamed`: as events; `followed`: it is a
    subscription; `unasked`: it was not run; `away`: the database is, and nothing was answered; `age`: it is, and the
    register was answered from as it was so many seconds ago.

    `kept`: the headers by which its answer may be kept, if it may;

    `trail`: what it has asked; `trace`: the id of the trace that it belongs to, if there is one; where traces are sent,
    `span` is its part of that, and `traced` what the answer says of it.
    """

    id: str
    began: float = field(default_factory=time.perf_counter)
    status: int = 0
    operation: str | None = None
    way: str | None = None
    statements: int | None = None
    waited: float = 0.0
    revision: int | None = None
    parsed: float | None = None
    planned: float | None = None
    executed: float | None = None
    role: str | None = None
    organisation: int | None = None
    refused: str | None = None
    errors: Sequence[str] = ()
    form: str = JSON
    streamed: bool = False
    followed: bool = False
    unasked: bool = False
    away: bool = False
    age: float | None = None
    kept: Sequence[tuple[bytes, bytes]] = ()
    trail: Trail = field(default_factory=Trail)
    trace: str | None = None
    traced: bytes | None = None
    span: Any = None

    def looked_at(self, context: Context) -> None:
        """Takes over what the context of an operation tells of it by now."""
        reader = context.reader
        self.statements, self.waited = reader.statements, reader.seconds
        self.planned = context.planned
        self.revision = getattr(reader, "revision", None) or context.seen
        self.age = getattr(reader, "age", None)
        if context.planned is not None and not context.declined:
            self.way, self.operation = COMPILED, context.operation and context.operation[:100]
        else:
            self.way = INTERPRETED

    def asks(self, document: str, name: str | None) -> None:
        """Which operation of a document it is that somebody asks for."""
        kind, own = heading(document, name)
        called = name or own
        self.operation, self.followed = called and called[:100], kind is OperationType.SUBSCRIPTION

    def met(self, errors: Iterable[GraphQLError] | None) -> None:
        """The codes of errors, each once however many results have it: one that is followed has any number."""
        if errors:
            self.errors = [*dict.fromkeys([*self.errors, *codes(errors)])]

    @property
    def outcome(self) -> str:
        if self.status == 0:
            return "abandoned"
        if self.status >= 500:
            return "failed"
        if self.status >= 400:
            return "refused"
        return "errors" if self.errors else "ok"


def record_of(scope: Scope) -> RequestRecord:
    """The record of this request; a new one where no middleware made any."""
    record = scope.get(KEY)
    if record is None:
        record = scope[KEY] = record_for(scope["headers"])
    return cast(RequestRecord, record)


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's `X-Request-Id` if it is 1 to 64 letters, digits or `. _ : -`; else a new one."""
    return _brought(headers)[0]


def record_for(headers: Iterable[tuple[bytes, bytes]]) -> RequestRecord:
    """The record of a request that has just come."""
    id_, trace = _brought(headers)
    return RequestRecord(id_, trace=trace)


def _brought(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, str | None]:
    """The request's id, and that of the trace its caller has begun."""
    id_ = trace = None
    for name, value in headers:
        if name == b"x-request-id" and id_ is None:
            given = value.decode("latin-1")
            id_ = given if GIVEN_ID.fullmatch(given) else new_id()
        elif name == HEADER:
            trace = trace_in(value)
    return id_ or new_id(), trace


def codes(errors: Iterable[GraphQLError] | None) -> list[str]:
    return [str((error.extensions or {}).get("code", "GRAPHQL")) for error in errors or ()]


def new_id() -> str:
    return f"{_ids.getrandbits(128):032x}"
