"""One HTTP connection that stays open, with as little work of the client's own as can be: it measures servers."""

import socket
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import orjson

END_OF_HEAD = b"\r\n\r\n"
PIECE = 1 << 20
IDLE_AT_MOST = 2.0
"""Seconds. Servers close a connection that nothing came over for a while, some after five."""


class Refused(RuntimeError):
    """An answer that is none: another status than 200, or one that cannot be read."""


def request(address: str, body: bytes, token: str | None = None) -> bytes:
    """A whole POST to /graphql, ready to be sent."""
    login = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\n{login}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def told(text: str, variables: dict[str, object]) -> bytes:
    return orjson.dumps({"query": text, "variables": variables})


class Connection:
    """Raises `Refused` for an answer that is none, `OSError` where the server has gone."""

    def __init__(self, address: str, patience: float = 600) -> None:
        self.where, self.patience = urlsplit(address), patience
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection((self.where.hostname, self.where.port or 80), timeout=self.patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.used = monotonic()
        self.under_way = False

    def be_ready(self, pulse: str) -> None:
        """Opened anew where it may have been closed by now, or something failed, and taken up by a GET of `pulse`."""
        if self.under_way or monotonic() - self.used > IDLE_AT_MOST:
            self.socket.close()
            self._open()
            self.got(pulse)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.socket.close()

    def got(self, path: str) -> bytes:
        """The answer to a GET."""
        return self.answered(f"GET {path} HTTP/1.1\r\nHost: {self.where.netloc}\r\n\r\n".encode())[1]

    def answered(self, asked: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer to a request."""
        self.under_way = True
        self.socket.sendall(asked)
        head, rest = self._until(END_OF_HEAD, self.rest)
        if not head.startswith(b"HTTP/1.1 200"):
            raise Refused(f"{head.splitlines()[0].decode()}: {rest[:500].decode(errors='replace')}")
        if (length := header(head, b"content-length")) is not None:
            body = self._exactly(int(length), rest)
        elif header(head, b"transfer-encoding") == b"chunked":
            body = self._chunks(rest)
        else:
            raise Refused("an answer of untold length")
        self.used, self.under_way = monotonic(), False
        return head, body

    def _more(self) -> bytes:
        piece = self.socket.recv(PIECE)
        if not piece:
            raise Refused("the server closed the connection")
        return piece

    def _until(self, mark: bytes, begun: bytes) -> tuple[bytes, bytes]:
        while mark not in begun:
            begun += self._more()
        before, _, after = begun.partition(mark)
        return before, after

    def _exactly(self, length: int, begun: bytes) -> bytes:
        if len(begun) < length:
            whole = bytearray(length)
            view, at = memoryview(whole), len(begun)
            view[:at] = begun
            while at < length:
                read = self.socket.recv_into(view[at:])
                if not read:
                    raise Refused("the server closed the connection")
                at += read
            self.rest = b""
            return bytes(whole)
        self.rest = begun[length:]
        return begun[:length]

    def _chunks(self, rest: bytes) -> bytes:
        body = bytearray()
        while True:
            size, rest = self._until(b"\r\n", rest)
            body += self._exactly(int(size, 16), rest)
            _, rest = self._until(b"\r\n", self.rest)
            if int(size, 16) == 0:
                self.rest = rest
                return bytes(body)


def header(head: bytes, name: bytes) -> bytes | None:
    """A header's value; `name` in lower case."""
    for line in head.split(b"\r\n")[1:]:
        named, _, value = line.partition(b":")
        if named.lower() == name:
            return value.strip()
    return None
