"""How a WebSocket is opened, in bytes: what is no handshake is answered at once, and keeps nothing open."""

import base64
import os
import struct

import pytest

from tests.protocol.wire import Reply, Wire
from web.connections import HEAD_SECONDS
from web.handshakes import LINE

KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
OPENING = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    KEY,
    "Sec-WebSocket-Protocol: graphql-transport-ws",
)
FOREIGN = "Origin: https://elsewhere.example"
UNREAD = 64 << 20
"""Bytes of pings that a server which waits for nobody would take, and answer into its own memory."""


def asked(wire: Wire, *headers: str, first: str = "GET /graphql HTTP/1.1", opening: tuple[str, ...] = OPENING) -> Reply:
    wire.send(first, f"Host: {wire.host}", *opening, *headers)
    return wire.reply()


def without(name: str) -> tuple[str, ...]:
    return tuple(line for line in OPENING if not line.startswith(name))


REFUSED = {
    "another version": (("Sec-WebSocket-Version: 12",), without("Sec-WebSocket-Version"), 400),
    "no version": ((), without("Sec-WebSocket-Version"), 400),
    "no key": ((), without("Sec-WebSocket-Key"), 400),
    "two keys": ((KEY,), OPENING, 400),
    "a short key": (("Sec-WebSocket-Key: YQ==",), without("Sec-WebSocket-Key"), 400),
    "a body": (("Content-Length: 5",), OPENING, 400),
    "a body in pieces": (("Transfer-Encoding: chunked",), OPENING, 400),
    "a long header": (("X-Header: " + "a" * LINE,), OPENING, 431),
    "a page of elsewhere": ((FOREIGN,), OPENING, 403),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_handshake_is_refused_at_once_and_as_safely_as_anything(address: str, what: str) -> None:
    headers, opening, status = REFUSED[what]
    with Wire(address) as wire:
        reply = asked(wire, *headers, opening=opening)
        closed = wire.closed()

    assert (reply.status, set(reply.error), bool(reply.error["extensions"]["code"])) == (
        status,
        {"message", "extensions"},
        True,
    )
    assert "Failed to open" not in reply.error["message"]
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert reply.headers["cache-control"] == "no-store"
    assert len(reply.headers["x-request-id"]) == 32
    assert closed < HEAD_SECONDS


def test_who_speaks_another_version_is_told_which_one_is_spoken(address: str) -> None:
    with Wire(address) as wire:
        reply = asked(wire, "Sec-WebSocket-Version: 8", opening=without("Sec-WebSocket-Version"))

    assert reply.headers["sec-websocket-version"] == "13"


@pytest.mark.parametrize(
    ("first", "status"),
    [
        ("POST /graphql HTTP/1.1", 405),
        ("GET /graphql?" + "a" * LINE + " HTTP/1.1", 414),
        ("GET /nothing HTTP/1.1", 404),
        ("GET /feed HTTP/1.1", 404),
        ("GET /graphql HTTP/1.0", 400),
    ],
    ids=["by another method", "a long address", "nothing", "no socket", "an old client"],
)
def test_a_socket_is_opened_by_get_at_its_address(address: str, first: str, status: int) -> None:
    with Wire(address) as wire:
        reply = asked(wire, first=first)

    assert (reply.status, reply.headers["cache-control"]) == (status, "no-store")
    assert reply.error["message"].endswith((".", '"query".'))


def test_a_socket_may_be_asked_for_by_its_whole_address(address: str) -> None:
    with Wire(address) as wire:
        assert asked(wire, first=f"GET {address}/graphql HTTP/1.1").status == 101


def masked(kind: int, content: bytes) -> bytes:
    """A frame of a client."""
    key = os.urandom(4)
    return bytes([0x80 | kind, 0x80 | len(content)]) + key + bytes(a ^ key[at % 4] for at, a in enumerate(content))


def test_a_ping_is_answered_with_what_it_says(address: str) -> None:
    with Wire(address) as wire:
        assert asked(wire).status == 101
        wire.write(masked(9, b"er du der?"))

        assert wire.socket.recv(100) == bytes([0x8A, 10]) + b"er du der?"


def test_pings_of_somebody_who_reads_no_answer_are_not_taken(address: str) -> None:
    sent = 0
    with Wire(address) as wire:
        assert asked(wire).status == 101
        wire.socket.settimeout(2)
        flood = masked(9, b"a" * 125) * 2_000
        try:
            while sent < UNREAD:
                sent += wire.socket.send(flood)
        except TimeoutError:
            pass

    assert sent < UNREAD


def test_no_message_is_unpacked(address: str) -> None:
    """What a client offers to compress is not taken up: a message is never larger than what came."""
    with Wire(address) as wire:
        reply = asked(wire, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
        assert (reply.status, "sec-websocket-extensions" in reply.headers) == (101, False)
        wire.write(bytes([0xC1, 0x80]) + os.urandom(4))
        kind, length, *told = wire.socket.recv(200)

    assert (kind, len(told)) == (0x88, length)
    assert struct.unpack("!H", bytes(told[:2]))[0] == 1002


def test_the_key_is_answered_as_the_protocol_says(address: str) -> None:
    with Wire(address) as wire:
        reply = asked(wire)

    assert base64.b64decode(reply.headers["sec-websocket-accept"]).hex() == "b37a4f2cc0624f1690f64606cf385945b2bec4ea"
