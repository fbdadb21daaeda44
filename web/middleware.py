"""What surrounds every request: an id, an answer when something unforeseen breaks, and one line in the log."""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import cast

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.refusals import refusal

KEY = "sor.request"
GIVEN_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
QUIET = frozenset({"/healthz", "/readyz"})

log = structlog.stdlib.get_logger("sor.web")


@dataclass(slots=True)
class RequestRecord:
    """What the line in the log will say; the endpoint adds what only it knows: of who asks never more than whom they
    act as and for."""

    id: str
    status: int = 0
    operation: str | None = None
    statements: int | None = None
    role: str | None = None
    organisation: int | None = None
    refused: str | None = None
    errors: list[str] = field(default_factory=list)

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
    return cast(RequestRecord, scope.setdefault(KEY, RequestRecord(new_id())))


def new_id() -> str:
    return uuid.uuid4().hex


def request_id(headers: Headers) -> str:
    """The caller's `X-Request-Id` if it is 1 to 64 letters, digits or `. _ : -`; else a new one."""
    given = headers.get("x-request-id", "")
    return given if GIVEN_ID.fullmatch(given) else new_id()


class Requests:
    """The outermost layer: nothing unforeseen passes it but as a plain answer with the request's id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = scope[KEY] = RequestRecord(request_id(Headers(scope=scope)))
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=record.id):
            try:
                await self.answered(record, scope, receive, send)
            finally:
                self.tell(record, scope, time.perf_counter() - began)

    async def answered(self, record: RequestRecord, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = record.id
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception:
            log.exception("unforeseen", path=scope["path"])
            if record.status:
                raise
            sentence = f"Something unforeseen went wrong. It is in the log under the id {record.id}."
            await refusal(500, sentence)(scope, receive, sending)

    def tell(self, record: RequestRecord, scope: Scope, seconds: float) -> None:
        say = log.debug if scope["path"] in QUIET else log.info
        known = {
            "role": record.role,
            "organisation": record.organisation,
            "operation": record.operation,
            "statements": record.statements,
            "errors": ",".join(record.errors),
            "reason": record.refused,
        }
        say(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=record.status,
            outcome=record.outcome,
            ms=round(seconds * 1000, 1),
            **{name: value for name, value in known.items() if value not in (None, "")},
        )
