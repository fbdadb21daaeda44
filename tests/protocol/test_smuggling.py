"""What is behind a body is no header, and what a request calls its host leads nobody elsewhere."""

from contextlib import suppress

import pytest

from tests.protocol.wire import Wire
from web.connections import HEADERS

ASKED = b'{"query": "{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
PIECES = b"%x\r\n%s\r\n0\r\n" % (len(ASKED), ASKED)
FLOOD = 16 << 20
STRANGE = "Host: elsewhere.example"


def asked(wire: Wire, trailers: bytes) -> None:
    head = ("POST /graphql HTTP/1.1", f"Host: {wire.host}", "Content-Type: application/json")
    wire.send(*head, "Transfer-Encoding: chunked", body=PIECES + trailers)


@pytest.mark.parametrize(
    "trailer", [b"Authorization: Bearer none", b"X-Minimum-Revision: 99999999", b"Accept: text/html", b"Host: b"]
)
def test_a_field_behind_the_body_is_no_header(address: str, trailer: bytes) -> None:
    """Whoever stands before the server, and looks at headers, has not seen it."""
    with Wire(address) as wire:
        for _ in range(2):
            asked(wire, trailer + b"\r\n\r\n")

            assert wire.reply().body == ANSWER


def test_fields_behind_the_body_that_do_not_end_end_the_connection(address: str) -> None:
    sent = 0
    with Wire(address) as wire:
        asked(wire, b"")
        with suppress(ConnectionError):
            while sent < FLOOD:
                wire.write(b"X-Again: 1\r\n" * HEADERS)
                sent += HEADERS * 12

    assert sent < FLOOD


@pytest.mark.parametrize("path", ["/graphql/", "/healthz/", "/schema.graphql/", "/graphiql/.", "/", "/graphiql"])
def test_nobody_is_led_to_another_host(address: str, path: str) -> None:
    with Wire(address) as wire:
        wire.send(f"GET {path} HTTP/1.1", STRANGE)
        reply = wire.reply()

    assert "elsewhere" not in reply.headers.get("location", "")
    assert reply.headers["cache-control"] in ("no-store", "no-cache")


@pytest.mark.parametrize("version", ["2.0", "0.9", "3.0", "1.2"])
def test_another_version_of_http_is_refused(address: str, version: str) -> None:
    with Wire(address) as wire:
        wire.send(f"GET /healthz HTTP/{version}", f"Host: {wire.host}")

        assert wire.reply().error["message"] == "This is no request of HTTP/1.1."


def test_what_is_no_request_is_answered_as_safely_as_what_is(address: str) -> None:
    with Wire(address) as wire:
        wire.send("GET /healthz HTTP/1.1", "Host: a", "Host: b")
        reply = wire.reply()

    assert reply.status == 400
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
