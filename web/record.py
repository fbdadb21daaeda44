"""What is known of a request while it is answered: for its line in the log, its headers and the metrics."""

import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import cast

from starlette.types import Scope

from resolvers.context import Context
from web.accepting import JSON

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
    was asked for; `form`: in which its answer is accepted; `streamed`: as events; `unasked`: it was not run.
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
    unasked: bool = False

    def looked_at(self, context: Context) -> None:
        """Takes over what the context of an operation tells of it by now."""
        reader = context.reader
        self.statements, self.waited = reader.statements, reader.seconds
        self.planned = context.planned
        self.revision = getattr(reader, "revision", None) or context.seen
        if context.planned is not None and not context.declined:
            self.way, self.operation = COMPILED, context.operation and context.operation[:100]
        else:
            self.way = INTERPRETED

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
        record = scope[KEY] = RequestRecord(request_id(scope["headers"]))
    return cast(RequestRecord, record)


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's `X-Request-Id` if it is 1 to 64 letters, digits or `. _ : -`; else a new one."""
    for name, value in headers:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            return given if GIVEN_ID.fullmatch(given) else new_id()
    return new_id()


def new_id() -> str:
    return f"{_ids.getrandbits(128):032x}"
