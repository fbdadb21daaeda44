"""The endpoint over the hospital, entered by each of its ways: they are to differ in nothing that a caller sees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import Route

import schema
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.excerpt import Range
from domain.permissions import PUBLIC, Actor, Role
from resolvers.context import Context, Writing
from tests.builders import TODAY
from web.auth import NotLetIn, bearer, role_named
from web.endpoint import Endpoint
from web.middleware import Program, Requests
from web.refusals import nothing_here, other_method
from web.revisions import NotYet

WAYS = ("short", "view", "graphql-core")
"""Bytes to plan to bytes; a plan behind Strawberry's view; that view with graphql-core."""

OFFICE = Actor("Bente Bruun", Role.SOR_OFFICE, None, "bb", (Role.SOR_OFFICE,))
NEWEST = 1_000
NUMBERS = Range(579000800000, 579000800009)


async def asker(headers: Headers) -> Actor:
    token, role = bearer(headers), role_named(headers.get("x-sor-role"))
    if token is None and role is not None:
        raise NotLetIn(401, "To act so one has to log in.", {"WWW-Authenticate": "Bearer"})
    if token not in (None, "bente"):
        raise NotLetIn(401, "Nobody knows this token.", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    return PUBLIC if token is None else OFFICE


@asynccontextmanager
async def entered(engine: AsyncEngine, way: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(program(engine, way))
    async with httpx.AsyncClient(transport=transport, base_url="http://sor") as client:
        yield client


def program(engine: AsyncEngine, way: str) -> Starlette:
    @asynccontextmanager
    async def opening(
        actor: Actor, request: str, minimum: int | None = None, alone: bool = False, /
    ) -> AsyncIterator[Context]:
        if minimum is not None and minimum > NEWEST:
            raise NotYet(minimum, NEWEST)
        async with Snapshot(engine) as snapshot:
            writing = Writing(engine, NUMBERS)
            ctx = Context(PostgresReader(snapshot), TODAY, actor, request=request, writing=writing)
            ctx.declined = way == "graphql-core"
            try:
                yield ctx
            finally:
                await ctx.close()

    endpoint = Endpoint(schema.build(), opening, asker, short=way == "short")
    routes = [Route("/graphql", endpoint)]
    handlers = {404: nothing_here, 405: other_method}
    if way == "short":
        return Program("/graphql", endpoint, routes=routes, exception_handlers=handlers)
    return Starlette(routes=routes, middleware=[Middleware(Requests)], exception_handlers=handlers)
