"""A connection below HTTP: how much of a request it may bring, in which time, and how long an answer may lie unread."""

import re
import sys
from asyncio import TimerHandle, Transport
from collections import Counter
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import orjson
import structlog
from httptools import HttpParserInvalidMethodError, HttpParserUpgrade, HttpRequestParser
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from web.danish import extensions
from web.refusals import CODES
from web.safety import PLAIN
from web.together import Together

HEAD_SECONDS = 10.0
"""In which an address and its headers are there, from the first byte on; of a new connection, from its beginning."""

BODY_SECONDS = 20.0
"""In which the body is there, after them."""

UNREAD_SECONDS = 30.0
"""After which somebody who reads nothing of an answer is no longer waited for."""

HEAD_LIMIT = 64 << 10
HEADERS = 100
AT_ONCE = 256 << 10
"""Bytes that are read at once, of which some may be of a request before."""

OVERFLOW = 32 << 20
"""Bytes of a body thrown away for somebody who sends more than is read, so that they get to read why."""

VERSIONS = ("1.1", "1.0")
HOST = re.compile(rb"[A-Za-z0-9.\-_~%!$&'()*+,;=:\[\]]*")
SERVER = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
METHOD = re.compile(rb"[A-Z][A-Z-]{0,19} [/*h]\S{0,2000} HTTP/1\.[01]\r?\n")

opened: Counter[str] = Counter()
"""Connections that are open, by what is spoken on them."""

log = structlog.stdlib.get_logger("sor.web")


class Stopped(Exception):
    """The parser reads no further. A new one each time: one that is raised again keeps all it has ever passed."""


@dataclass(frozen=True, slots=True)
class Unacceptable:
    """What ends a connection, with an answer."""

    status: int
    sentence: str

    def body(self) -> bytes:
        error = {"message": self.sentence, "extensions": extensions(CODES[self.status])}
        return orjson.dumps({"errors": [error]})

    def headers(self, id_: str) -> tuple[tuple[bytes, bytes], ...]:
        return (
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-store"),
            *PLAIN,
            (b"x-request-id", id_.encode()),
        )

    def answer(self, id_: str) -> bytes:
        body = self.body()
        headers = (*self.headers(id_), (b"content-length", b"%d" % len(body)), (b"connection", b"close"))
        lines = b"".join([b"%s: %s\r\n" % header for header in headers])
        return STATUS_LINE[self.status] + lines + b"\r\n" + body


MALFORMED = Unacceptable(400, "This is no request of HTTP/1.1.")
UNKNOWN = Unacceptable(501, "No such method is known here. Questions are asked by GET or POST.")
HOSTLESS = Unacceptable(400, "A request has one Host header, which names a host.")
SLOW = Unacceptable(
    408, f"The headers of a request are there within {HEAD_SECONDS:g} seconds, its body within {BODY_SECONDS:g} more."
)
LARGE = Unacceptable(431, f"An address and its headers are at most {HEAD_LIMIT} bytes, in at most {HEADERS} headers.")


class Answering:
    """Gives up on somebody who reads nothing of what they asked for, and would have it kept for them for ever."""

    transport: Transport
    loop: Any
    spoken = "http"
    _left = 0
    _watch: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        opened[self.spoken] += 1
        super().connection_made(transport)  # type: ignore[misc]

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[misc]
        self._watched()

    def resume_writing(self) -> None:
        super().resume_writing()  # type: ignore[misc]
        self._unwatched()

    def connection_lost(self, exc: Exception | None) -> None:
        opened[self.spoken] -= 1
        self._unwatched()
        super().connection_lost(exc)  # type: ignore[misc]

    def _watched(self) -> None:
        self._left = self.transport.get_write_buffer_size()
        self._watch = self.loop.call_later(UNREAD_SECONDS, self._look)

    def _unwatched(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        if self.transport.get_write_buffer_size() < self._left:
            self._watched()
        else:
            self.transport.abort()


class Connection(Answering, HttpToolsProtocol):
    """uvicorn's own, within bounds. A request that comes at once, as most do, costs no timer."""

    arriving = False
    """Whether a request has begun that is not there as a whole; `in_head`: not even its headers."""

    in_head = False
    taken = chunk = 0
    """Bytes of the request that is arriving, at most; and those that are read now."""

    answering: RequestResponseCycle | None = None
    """What is being answered, of several requests that were sent ahead the first."""

    asked_first: RequestResponseCycle | None = None
    """Whose body comes only when it is asked for (`Expect: 100-continue`), until it has come."""

    read = b""
    """What has just come, while it is parsed."""

    offered = False
    """Whether the request that is read offers to go on in a protocol that is none of ours."""

    host: bytes | None = None
    """As the request before named it, in order."""

    deadline: TimerHandle | None = None
    wrong: Unacceptable | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(Together(transport, self.loop))
        self._within(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._in_time()
        super().connection_lost(exc)
        if self.answering is not None and not self.answering.response_complete:
            self.answering.disconnected = True
            self.answering.message_event.set()
        self.pipeline.clear()
        self.cycle = self.answering = self.asked_first = None  # type: ignore[assignment]  # each holds this connection, and its body

    def data_received(self, data: bytes) -> None:
        self.chunk, self.read = len(data), data
        self.taken += self.chunk
        super().data_received(data)
        self.read = b""
        if self.arriving or self.deadline is not None or self._idle():
            self._look_after()

    def _look_after(self) -> None:
        """After what was read: a request that is not there as a whole, or was not at first, or none."""
        if self.parser is None or self.transport.is_closing():
            return
        if self.arriving:
            self._bounded()
        elif not self._idle():
            self._in_time()
        elif self.deadline is None:
            self._within(HEAD_SECONDS)

    def _bounded(self) -> None:
        if self.in_head and (self.taken > HEAD_LIMIT + AT_ONCE or self._too_large()):
            self._refuse(LARGE)
        elif self.taken > OVERFLOW or len(self.headers) > 2 * HEADERS:  # the others are behind the body
            self.transport.close()
        elif self.deadline is None:
            self._within(HEAD_SECONDS if self.in_head else BODY_SECONDS)

    def _idle(self) -> bool:
        """Whether nothing is being answered: then what came was no request, as blank lines are none."""
        return self.answering is None or self.answering.response_complete

    def _too_large(self) -> bool:
        if len(self.headers) > HEADERS:
            return True
        if self.taken <= HEAD_LIMIT:
            return False
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > HEAD_LIMIT

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.taken = self.chunk
        self.arriving = self.in_head = True

    def on_headers_complete(self) -> None:
        headers = self.headers
        hosts = [value for name, value in headers if name == b"host"]
        version = self.parser.get_http_version()
        if version not in VERSIONS:
            raise Stopped
        if not self.url.startswith(b"/"):
            self.url = path_of(self.url)
        if len(hosts) != 1 or len(headers) > HEADERS or self.taken > HEAD_LIMIT or hosts[0] != self.host:
            self._expect_order(hosts)
        self.in_head = False
        self.scope["headers"] = headers[:]  # what stands behind the body is put to those, and is no header
        if self.deadline is not None:
            self._in_time()
        if self.parser.should_upgrade() and not self._should_upgrade() and self.parser.get_method() != b"CONNECT":
            self.offered = True
        elif self.expect_100_continue:
            self._asked_first(version)
        else:
            super().on_headers_complete()

    def _asked_first(self, version: str) -> None:
        """Somebody who waits for a word before the body comes (RFC 9110, 10.1.1). An old client does not mean it. Who
        is refused need not send the body: nobody could tell it from the next request then, so that none may follow."""
        self.expect_100_continue = version != "1.0"
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before:
            self.asked_first = self.cycle
            self.cycle.keep_alive = False

    def _brought(self) -> None:
        """What was asked for first is there."""
        cycle, self.asked_first = self.asked_first, None
        if cycle is not None and not cycle.response_started:
            cycle.keep_alive = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()

    def _expect_order(self, hosts: list[bytes]) -> None:
        """Raises `Stopped`, whereupon `send_400_response` is called."""
        named = [HOST.fullmatch(host) is not None for host in hosts]
        if self._too_large():
            self.wrong = LARGE
        elif named != [True] and (named or self.parser.get_http_version() != "1.0"):
            self.wrong = HOSTLESS
        if self.wrong is not None:
            raise Stopped
        self.host = hosts[0] if hosts else b""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self.answering = cycle
        super()._start_asgi_task(cycle, app)

    def _should_upgrade(self) -> bool:
        """Never what an old client asks for (RFC 9110, 7.8)."""
        return super()._should_upgrade() and self.parser.get_http_version() != "1.0"

    def on_body(self, body: bytes) -> None:
        if not self.offered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.offered:
            return
        self.arriving = False
        if self.asked_first is not None:
            self._brought()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._in_time()
        opened[self.spoken] -= 1  # and one of the other kind more
        assert isinstance(self.transport, Together)
        self.transport.go()
        self.transport = self.transport.bare
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # what comes from now on is another protocol's

    def _unsupported_upgrade_warning(self) -> None:
        """Another protocol is offered, as Java's client offers HTTP/2, and we go on in this one (RFC 9110, 7.8). The
        parser has taken the body for the other one's: it is read again without the offer."""
        told = sys.exception()
        if not self.offered or not isinstance(told, HttpParserUpgrade):
            return
        self.offered = False
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        lines = [b"%s: %s" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = HttpRequestParser(self)
        first, rest = b"%s %s HTTP/%s" % (method, self.url, version), self.read[told.args[0] :]
        super().data_received(b"\r\n".join([first, *lines, b"", rest]))

    def send_400_response(self, msg: str) -> None:
        unknown = isinstance(sys.exception(), HttpParserInvalidMethodError) and METHOD.match(self.read) is not None
        self._refuse(self.wrong or (UNKNOWN if unknown else MALFORMED))

    def _refuse(self, reason: Unacceptable) -> None:
        id_ = token_hex(16)
        log.info("connection ended", status=reason.status, reason=reason.sentence, request_id=id_)
        self.transport.write(reason.answer(id_))
        self.transport.close()

    def _within(self, seconds: float) -> None:
        self.deadline = self.loop.call_later(seconds, self._late)

    def _in_time(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def _late(self) -> None:
        self.deadline = None
        if self.flow.read_paused:
            self._within(BODY_SECONDS)  # it is we who let it wait
        elif self.arriving and (self._idle() if self.in_head else not self.cycle.response_started):
            self._refuse(SLOW)
        else:
            self.transport.close()


def path_of(target: bytes) -> bytes:
    """The path and query of what a request is aimed at otherwise: the address of a server, whose own path may be left
    out, or no resource at all (`OPTIONS *`, `CONNECT`), which is the server's own (RFC 9112, 3.2)."""
    server = SERVER.match(target)
    path = target[server.end() :] if server is not None else b""
    return path if path.startswith(b"/") else b"/" + path
