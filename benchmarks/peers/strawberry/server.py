"""`python -m benchmarks.peers.strawberry.server`: uvicorn on a free port. Says on stdout where it answers."""

import os
import socket
import sys
from typing import Any

import uvicorn
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from benchmarks.peers.strawberry.context import Context, context
from benchmarks.peers.strawberry.reading import Sessions
from benchmarks.peers.strawberry.schema import schema


class Endpoint(GraphQL[Context, None]):
    def __init__(self, sessions: Sessions) -> None:
        super().__init__(schema)
        self.sessions = sessions

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        return context(self.sessions)


def application(engine: AsyncEngine) -> Starlette:
    sent = [0]

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def count(*_: Any) -> None:
        sent[0] += 1

    async def statements(_: Request) -> Response:
        return PlainTextResponse(str(sent[0]))

    endpoint = Endpoint(async_sessionmaker(engine, expire_on_commit=False))
    return Starlette(routes=[Route("/statements", statements), Route("/graphql", endpoint)])


def main() -> None:
    engine = create_async_engine(os.environ["BENCH_DATABASE"].replace("postgresql://", "postgresql+psycopg://", 1))
    door = socket.create_server(("127.0.0.1", 0), backlog=2048)
    sys.stdout.write(f"answers on http://127.0.0.1:{door.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(application(engine), log_level="warning", access_log=False)
    uvicorn.Server(config).run([door])


if __name__ == "__main__":
    main()
