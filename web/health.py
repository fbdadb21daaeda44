"""Is the program alive, and is it ready to answer; if not, why not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATIENCE = 3.0
SILENT = f"The database has not answered for {PATIENCE:g} seconds."

Check = Callable[[], Awaitable[str | None]]
"""Asks one thing readiness depends on: None when all is well, else a sentence that says what is wrong. Not for long."""


def told(status: int, answer: dict[str, object]) -> Response:
    return Response(orjson.dumps(answer), status, {"Cache-Control": "no-store"}, "application/json")


class Question:
    """A check that nobody waits for longer than `PATIENCE` seconds, and that is made once for all who wait meanwhile.

    One that a frozen server keeps from ending is not broken off: that takes as long as the check itself.
    """

    def __init__(self, check: Check) -> None:
        self._check = check
        self._asked: asyncio.Future[str | None] | None = None

    async def answer(self) -> str | None:
        if self._asked is None or self._asked.done():
            self._asked = asyncio.ensure_future(self._check())
        ended, _ = await asyncio.wait([self._asked], timeout=PATIENCE)
        return self._asked.result() if ended else SILENT


def health_routes(checks: Sequence[Check], more: Callable[[], Mapping[str, object]] = dict) -> list[Route]:
    """`more`: what is told besides when all is well."""

    async def alive(_: Request) -> Response:
        return told(200, {"status": "alive"})

    async def ready(_: Request) -> Response:
        for check in checks:
            if reason := await check():
                return told(503, {"status": "not ready", "reason": reason})
        return told(200, {"status": "ready", **more()})

    return [Route("/healthz", alive), Route("/readyz", ready)]
