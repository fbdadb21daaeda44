"""Is the program alive, and is it ready to answer; if not, why not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATIENCE = 3.0

Check = Callable[[], Awaitable[str | None]]
"""Asks one thing readiness depends on: None when all is well, else a sentence that says what is wrong."""


def told(status: int, answer: dict[str, object]) -> Response:
    return Response(orjson.dumps(answer), status, {"Cache-Control": "no-store"}, "application/json")


async def asked(check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return f"The database has not answered for {PATIENCE:g} seconds."


def health_routes(checks: Sequence[Check], more: Callable[[], Mapping[str, object]] = dict) -> list[Route]:
    """`more`: what is told besides when all is well."""

    async def alive(_: Request) -> Response:
        return told(200, {"status": "alive"})

    async def ready(_: Request) -> Response:
        for check in checks:
            if reason := await asked(check):
                return told(503, {"status": "not ready", "reason": reason})
        return told(200, {"status": "ready", **more()})

    return [Route("/healthz", alive), Route("/readyz", ready)]
