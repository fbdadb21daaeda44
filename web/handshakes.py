"""A WebSocket below its messages: how one is opened, or refused, and how much of a message, or of pings, is taken."""

from http import HTTPStatus
from secrets import token_hex
from typing import Any

import structlog
from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Response
from websockets.server import ServerProtocol

from web.connections import MALFORMED, Answering, Unacceptable

PIECES = 1_000
"""Frames in which one message may come."""

PARTING_SECONDS = 2.0
"""In which somebody says goodbye to a server that stops; then the line is cut."""

LINE = 8_192
"""Bytes of an address or of a header of a handshake: what the library reads."""

VERSION = "13"

OPENED_BY = (
    "A WebSocket is opened by a GET with Connection: Upgrade, Upgrade: websocket, "
    f"Sec-WebSocket-Version: {VERSION} and one Sec-WebSocket-Key of 16 bytes in Base64."
)
SENTENCES = {
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The address of a WebSocket is at most {LINE:,} bytes.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        f"A header of a handshake is at most {LINE:,} bytes. A longer token is sent in the payload of connection_init."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something unforeseen went wrong. It is in the log.",
}

log = structlog.stdlib.get_logger("sor.web")


class Handshake(ServerProtocol):
    """Refuses in our words, and as safely as whatever else is refused. It never tells the log what comes and goes, in
    which there are tokens."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.debug = False

    def reject(self, status: int, text: str) -> Response:
        id_ = token_hex(16)
        reason = Unacceptable(status, SENTENCES.get(HTTPStatus(status), OPENED_BY))
        response = super().reject(status, reason.body().decode())
        del response.headers["Content-Type"]
        for name, value in reason.headers(id_):
            response.headers[name.decode()] = value.decode()
        if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UPGRADE_REQUIRED):
            response.headers["Sec-WebSocket-Version"] = VERSION
        log.info("connection ended", status=status, reason=reason.sentence, request_id=id_)
        return response


class SocketConnection(Answering, WebSocketsSansIOProtocol):
    """uvicorn's own, where a message has not any number of pieces, and who reads nothing is sent nothing."""

    spoken = "websocket"
    close_sent: bool
    frames: list[bytes]

    def __init__(self, *how: Any, **else_: Any) -> None:
        super().__init__(*how, **else_)
        self.conn = Handshake(max_size=self.config.ws_max_size, logger=self.logger)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.handshake_initiated:
            self._refuse()

    def _refuse(self) -> None:
        """What is no handshake is here as a whole: nothing that could make it one would follow. uvicorn would wait."""
        written = b"".join(self.conn.data_to_send())
        self.transport.write(written or MALFORMED.answer(token_hex(16)))
        self.transport.close()

    def handle_ping(self) -> None:
        """Each is answered at once; those of somebody who reads no answers wait."""
        super().handle_ping()
        self._unhurried()

    async def receive(self) -> ASGIReceiveEvent:
        message = await super().receive()
        self._unhurried()
        return message

    def _unhurried(self) -> None:
        if not self.writable.is_set() and not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

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
