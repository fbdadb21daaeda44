"""A connection below HTTP: how much of a request it may bring, in which time, and how long an answer may lie unread."""

import re
from asyncio import TimerHandle, Transport
from collections import Counter
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import orjson
import structlog
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from web.danish import extensions
from web.refusals import CODES
from web.safety import PLAIN

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

PIECES = 1_000
"""Frames in which one message of a WebSocket may come."""

PARTING_SECONDS = 2.0
"""In which somebody says goodbye to a server that stops; then the line is cut."""

VERSIONS = ("1.1", "1.0")
SAFE = b"".join(b"%s: %s\r\n" % header for header in PLAIN)
HOST = re.compile(rb"[A-Za-z0-9.\-_~%!$&'()*+,;=:\[\]]*")

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

    def answer(self, id_: str) -> bytes:
        error = {"message": self.sentence, "extensions": extensions(CODES[self.status])}
        body = orjson.dumps({"errors": [error]})
        headers = (
            b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\ncache-control: no-store\r\n"
            b"%sx-request-id: %s\r\n\r\n"
        )
        return STATUS_LINE[self.status] + headers % (len(body), SAFE, id_.encode()) + body


MALFORMED = Unacceptable(400, "This is no request of HTTP/1.1.")
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

    host: bytes | None = None
    """As the request before named it, in order."""

    deadline: TimerHandle | None = None
    wrong: Unacceptable | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._within(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._in_time()
        super().connection_lost(exc)
        if self.answering is not None and not self.answering.response_complete:
            self.answering.disconnected = True
            self.answering.message_event.set()
        self.pipeline.clear()
        self.cycle = self.answering = None  # type: ignore[assignment]  # each holds this connection, and its body

    def data_received(self, data: bytes) -> None:
        self.chunk = len(data)
        self.taken += self.chunk
        super().data_received(data)
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
        if self.parser.get_http_version() not in VERSIONS:
            raise Stopped
        if len(hosts) != 1 or len(headers) > HEADERS or self.taken > HEAD_LIMIT or hosts[0] != self.host:
            self._expect_order(hosts)
        self.in_head = False
        self.scope["headers"] = headers[:]  # what stands behind the body is put to those, and is no header
        if self.deadline is not None:
            self._in_time()
        super().on_headers_complete()

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

    def on_message_complete(self) -> None:
        self.arriving = False
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._in_time()
        opened[self.spoken] -= 1  # and one of the other kind more
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # what comes from now on is another protocol's

    def send_400_response(self, msg: str) -> None:
        self._refuse(self.wrong or MALFORMED)

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


class SocketConnection(Answering, WebSocketsSansIOProtocol):
    """uvicorn's own, where a message has not any number of pieces."""

    spoken = "websocket"

    def shutdown(self) -> None:
        """The server stops. Cut at once, while something of theirs is unread, the line would be reset, and whoever is
        at the other end might lose what they were told last."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
        elif not self.transport.is_closing():
            self.stop_keepalive()
            self.conn.send_close(CloseCode.SERVICE_RESTART)
            self._parted(CloseCode.SERVICE_RESTART, "", PARTING_SECONDS)

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < PIECES:
            super().handle_cont(event)
        elif not self.close_sent:
            self._end(CloseCode.MESSAGE_TOO_BIG, f"A message comes in at most {PIECES} pieces.")

    def _end(self, code: CloseCode, reason: str) -> None:
        """What still comes is thrown away for a while: to close at once would take the reason from who is sending."""
        self.conn.fail(code, reason)
        self._parted(code, reason, self.close_timeout)

    def _parted(self, code: CloseCode, reason: str, seconds: float) -> None:
        """Nothing more is said; the line stays until the other side closes it, too, or for so many seconds."""
        self.frames = []
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = self.disconnected = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(seconds, self.transport.close)
