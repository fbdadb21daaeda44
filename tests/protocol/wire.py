"""A connection as bytes: what is sent is sent as it is, what comes back is read to its end."""

import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

PATIENCE = 60.0


@dataclass(frozen=True)
class Reply:
    """An answer as it came; `seconds` until it was there."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def error(self) -> dict[str, Any]:
        """The only error that is told."""
        (error,) = orjson.loads(self.body)["errors"]
        told: dict[str, Any] = error
        return told


class Wire:
    """An open connection; leaving it closes it."""

    def __init__(self, address: str) -> None:
        self.began = time.monotonic()
        parts = urlsplit(address)
        self.host = parts.netloc
        self.ahead = b""  # of what comes next
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *lines: str, body: bytes = b"") -> None:
        """Lines of a head, ended by an empty one, and a body."""
        self.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def write(self, content: bytes) -> None:
        self.socket.sendall(content)

    def reply(self) -> Reply:
        """The next answer, by the length that it says it has."""
        head, self.ahead = self.ahead, b""
        while b"\r\n\r\n" not in head:
            head += self._more()
        head, _, body = head.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        while len(body) < length:
            body += self._more()
        body, self.ahead = body[:length], body[length:]
        return Reply(int(first.split()[1]), headers, body, time.monotonic() - self.began)

    def _more(self) -> bytes:
        more = self.socket.recv(65_536)
        assert more, "the server closed the connection without a whole answer"
        return more

    def flood(self, content: bytes, most: int) -> bool:
        """Sends it again and again; whether the server ends the connection before it has had so many bytes."""
        try:
            for _ in range(most // len(content)):
                self.write(content)
        except (BrokenPipeError, ConnectionResetError):
            return True
        return False

    def closed(self) -> float:
        """Waits for the server to close; the seconds since the connection was made."""
        try:
            while self.socket.recv(65_536):
                pass
        except ConnectionResetError:
            pass
        return time.monotonic() - self.began


def post(body: bytes, host: str, *more: str) -> bytes:
    """A POST of an operation."""
    lines = ["POST /graphql HTTP/1.1", f"Host: {host}", "Content-Type: application/json"]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", *more, "", ""])
    return head.encode("latin-1") + body
