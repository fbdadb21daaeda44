"""`sor serve`: a listening socket first, then the database, then one or several processes that answer."""

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated

import typer
from starlette.applications import Starlette
from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE

from app import create_app, today
from commands.database import register
from commands.demo import loaded_where_empty
from commands.files import allow
from commands.outcome import Exit, NotDone
from commands.screen import say
from commands.setting import read_settings
from commands.stopping import stoppable
from commands.workers import SILENT, Workers
from db.reading.resident import memory
from settings import Settings
from web import logs
from web.connections import Connection
from web.handshakes import SocketConnection
from web.operations import BODY_LIMIT

WAITING = 2048
FILES = 65_536
"""Open at once, of which each connection is one. Systems often permit a thousand unless they are asked for more."""

DRAIN = 5
"""Seconds that requests under way are given when the program is asked to stop."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (SOR_HOST, 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one (SOR_PORT, 8000).", min=0, max=65535)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that answer (SOR_WORKERS, 1).", min=1, max=256)] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo register where there are no units.")] = False,
) -> None:
    """Serve the API until Ctrl-C or SIGTERM."""
    settings = read_settings(host=host, port=port, workers=workers)
    allow(FILES)
    with (
        stoppable(Exit.GOOD),
        listening(settings.host, settings.port) as door,
        register(settings, make=demo, lasting=True) as url,
    ):
        if demo:
            loaded_where_empty(url, today(settings))
        say(f"The register answers on {address(door)} (GraphiQL: {address(door)}/graphiql). Ctrl-C stops it.")
        answer(settings.model_copy(update={"database_url": settings.database_url or url}), door)


def answer(settings: Settings, door: socket.socket) -> None:
    """Serves until a signal; raises `NotDone` where the program cannot start."""
    if settings.workers == 1:
        Server(configured(settings, None)).run([door])
        return
    with TemporaryDirectory(prefix="sor-", ignore_cleanup_errors=True) as shared:
        group = Workers(configured(settings, Path(shared)), [door])
        group.run()
    memory.at_the_end()
    if any(process.exitcode == STARTUP_FAILURE for process in group.processes):
        raise NotDone("The program could not be started; the reason is in the log above.")


def configured(settings: Settings, shared: Path | None) -> Config:
    return Config(
        partial(worker, settings, shared),
        factory=True,
        workers=settings.workers,
        lifespan="on",
        log_config=None,
        access_log=False,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http=Connection,
        ws=SocketConnection,
        ws_max_size=BODY_LIMIT,
        ws_per_message_deflate=False,
        server_header=False,
        backlog=WAITING,
        timeout_graceful_shutdown=DRAIN,
        timeout_worker_healthcheck=int(SILENT),
    )


def worker(settings: Settings, shared: Path | None) -> Starlette:
    """What each process serves."""
    logs.configure(settings.log_format, settings.log_level)
    app = create_app(settings, shared)
    first(app.state.stop)
    return app


def first(stop: Callable[[], Awaitable[None]]) -> None:
    """When a signal asks the running server to stop, this is done before the server closes what is open.

    The server itself would close a socket without a word, and wait for streams that never end.
    """
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []

    def chained(number: int) -> Callable[[int, FrameType | None], None]:
        before = signal.getsignal(number)
        assert callable(before)

        async def stopped() -> None:
            try:
                await stop()
            finally:
                before(number, None)

        def handle(asked: int, frame: FrameType | None) -> None:
            if tasks:
                before(asked, frame)
            else:
                loop.call_soon_threadsafe(lambda: tasks.append(loop.create_task(stopped())))

        return handle

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, chained(number))


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Taken before anything slow is done: whoever asks meanwhile waits, and a port in use is told at once."""
    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        door = socket.create_server(where[:2], family=family, backlog=WAITING)
    except OSError as error:
        raise NotDone(refused(host, port, error)) from None
    with door:
        yield door


def refused(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop what listens there, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} is for privileged users: choose one above 1023 with --port."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: choose another with --host."
    return f"{host}:{port} cannot be listened on: {error.strerror or error}."


def address(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
