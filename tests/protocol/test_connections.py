"""Connections as bytes: too much, too slow or too little of a request ends it, and others are answered meanwhile."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest

from tests.protocol.wire import Wire, post
from web.connections import BODY_SECONDS, HEAD_LIMIT, HEAD_SECONDS, HEADERS, UNREAD_SECONDS
from web.operations import BODY_LIMIT

ASKED = b'{"query": "{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
JSON = "Content-Type: application/json"
SLACK = 8.0
"""Seconds that a busy machine may take longer."""


@pytest.fixture
def wire(address: str) -> Iterator[Wire]:
    with Wire(address) as opened:
        yield opened


def test_a_connection_is_kept_for_the_next_request(wire: Wire) -> None:
    for _ in range(3):
        wire.write(post(ASKED, wire.host))

        assert wire.reply().body == ANSWER


def test_requests_that_are_sent_ahead_are_answered_in_turn(wire: Wire) -> None:
    wire.write(post(ASKED, wire.host) * 200)
    answers = b""
    while answers.count(ANSWER) < 200:
        answers += wire.socket.recv(65_536)

    assert answers.count(b"HTTP/1.1 200 OK") == 200


def test_a_request_may_come_byte_by_byte(wire: Wire) -> None:
    for byte in post(ASKED, wire.host):
        wire.write(bytes([byte]))

    assert wire.reply().body == ANSWER


def test_a_body_may_come_in_pieces(wire: Wire) -> None:
    wire.send("POST /graphql HTTP/1.1", f"Host: {wire.host}", JSON, "Transfer-Encoding: chunked")
    for piece in (ASKED[:9], ASKED[9:]):
        wire.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    wire.write(b"0\r\n\r\n")

    assert wire.reply().body == ANSWER


def test_who_asks_before_sending_is_told_to_go_on(wire: Wire) -> None:
    request = post(ASKED, wire.host, "Expect: 100-continue")
    wire.write(request[: -len(ASKED)])
    assert wire.reply().status == 100
    wire.write(ASKED)

    assert wire.reply().body == ANSWER


def test_who_sends_too_much_at_once_still_reads_why(wire: Wire) -> None:
    body = ASKED + b" " * 20_000_000
    wire.write(post(body, wire.host))

    assert wire.reply().status == 413


def test_a_body_in_pieces_that_do_not_end_is_refused_when_it_is_too_long(wire: Wire) -> None:
    wire.send("POST /graphql HTTP/1.1", f"Host: {wire.host}", JSON, "Transfer-Encoding: chunked")
    piece = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    for _ in range(18):
        wire.write(piece)
    assert wire.reply().status == 413

    assert wire.flood(piece, 500_000_000)


def test_a_body_as_long_as_it_may_be_is_taken(wire: Wire) -> None:
    wire.write(post(ASKED + b" " * (BODY_LIMIT - len(ASKED)), wire.host))

    assert wire.reply().body == ANSWER


@pytest.mark.parametrize(
    "headers",
    [
        [f"X-Header-{number}: a" for number in range(HEADERS)],
        [f"X-Header-{number}: a" for number in range(5_000)],
        ["X-Header: " + "a" * HEAD_LIMIT],
        ["X-Header: " + "a" * 200_000],
        [f"X-Header-{number}: {'a' * 2_000}" for number in range(99)],
    ],
    ids=["one too many", "5,000", "long", "200 kB", "200 kB in 99"],
)
def test_too_many_or_too_long_headers_are_refused(wire: Wire, headers: list[str]) -> None:
    wire.send("GET /healthz HTTP/1.1", f"Host: {wire.host}", *headers)
    answer = wire.reply()

    assert (answer.status, answer.error["extensions"]["code"]) == (431, "HEADERS_TOO_LARGE")
    assert str(HEAD_LIMIT) in answer.error["message"]
    assert len(answer.headers["x-request-id"]) == 32
    assert wire.closed() < SLACK


def test_as_many_headers_as_there_may_be_are_taken(wire: Wire) -> None:
    wire.send(
        "GET /healthz HTTP/1.1", f"Host: {wire.host}", *[f"X-Header-{number}: a" for number in range(HEADERS - 1)]
    )

    assert wire.reply().status == 200


@pytest.mark.parametrize("begun", ["GET /healthz?", "GET /healthz HTTP/1.1\r\nX-Header: ", "GET /healthz HTTP/1.1\r\n"])
def test_an_address_or_headers_without_an_end_are_refused(wire: Wire, begun: str) -> None:
    wire.write(begun.encode())
    line = b"X-Header: a\r\n" if begun.endswith("\r\n") else b"a" * 1_000

    assert wire.flood(line * 100, 50_000_000)


def test_a_long_address_is_refused(wire: Wire) -> None:
    wire.send(f"GET /graphql?query={'a' * 100_000} HTTP/1.1", f"Host: {wire.host}")

    assert wire.reply().status == 431


@pytest.mark.parametrize(
    "headers",
    [[], ["Host: a", "Host: b"], ["Host: a b"], ["Host: a/b"], ["Host: a@b"], ["Host: a\xe6"], ["Host: a", "Host: a"]],
    ids=["none", "two", "a space", "a slash", "a user", "a letter", "the same twice"],
)
def test_a_request_names_its_host_once(wire: Wire, headers: list[str]) -> None:
    wire.send("GET /healthz HTTP/1.1", *headers)
    answer = wire.reply()

    assert (answer.status, answer.error["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert "Host" in answer.error["message"]


@pytest.mark.parametrize("host", ["a", "a.example:8000", "[::1]:80", "127.0.0.1", ""])
def test_a_host_is_a_name_or_a_number(wire: Wire, host: str) -> None:
    wire.send("GET /healthz HTTP/1.1", f"Host: {host}")

    assert wire.reply().status == 200


def test_an_old_client_names_no_host(wire: Wire) -> None:
    wire.send("GET /healthz HTTP/1.0")

    assert wire.reply().status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
        b"GET /healthz\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX Y: a\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1e3\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    ],
)
def test_what_is_no_http_is_told_so(wire: Wire, sent: bytes) -> None:
    wire.write(sent)
    answer = wire.reply()

    assert (answer.status, answer.headers["content-type"]) == (400, "application/json")
    assert answer.error["extensions"]["code"] == "BAD_REQUEST"
    assert wire.closed() < SLACK


def test_who_leaves_in_the_middle_harms_nobody(address: str) -> None:
    for _ in range(50):
        with Wire(address) as wire:
            wire.write(post(ASKED, wire.host)[:-5])
        with Wire(address) as wire:
            wire.write(post(ASKED, wire.host))

    assert httpx.post(f"{address}/graphql", json={"query": "{ __typename }"}, timeout=60).status_code == 200


SLOW = {
    "silent": (b"", False),
    "a first line": (b"GET /healthz HTTP/1.1\r\n", False),
    "headers without an end": (b"GET /healthz HTTP/1.1\r\nHost: a\r\n", True),
    "blank lines": (b"\r\n", True),
    "a body without an end": (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\n" + JSON.encode() + b"\r\nContent-Length: 9999\r\n\r\n{",
        True,
    ),
    "no body at all": (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\n" + JSON.encode() + b"\r\nContent-Length: 9999\r\n\r\n",
        False,
    ),
    "pieces without an end": (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\n" + JSON.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n",
        True,
    ),
    "too long a body": (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\n" + JSON.encode() + b"\r\nContent-Length: 9999999\r\n\r\n{",
        True,
    ),
    "a second request without an end": (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\n", True),
}
"""What is sent at once, and whether a byte of what could follow comes every second."""


@pytest.fixture(scope="module")
def unread(address: str) -> Iterator[Wire]:
    """Somebody asks for much and reads nothing of it, while others are slow."""
    with Wire(address) as wire:
        wire.write(b"GET /schema.graphql HTTP/1.1\r\nHost: a\r\n\r\n" * 300)
        yield wire


@pytest.fixture(scope="module")
def ended(address: str, unread: Wire) -> dict[str, tuple[float, bytes]]:
    """After how many seconds each of them was closed, and what it was told; another asks meanwhile, and is answered."""
    told: dict[str, tuple[float, bytes]] = {}
    with ExitStack() as opened, httpx.Client(base_url=address, timeout=60) as other:
        wires = {name: opened.enter_context(Wire(address)) for name in SLOW}
        crowd = [opened.enter_context(Wire(address)) for _ in range(300)]
        for wire in crowd:
            wire.write(b"GET /healthz HTTP/1.1\r\nX: ")
        received = dict.fromkeys(wires, b"")
        for name, wire in wires.items():
            wire.write(SLOW[name][0])
            wire.socket.setblocking(False)
        while len(told) < len(wires) and time.monotonic() - wires["silent"].began < BODY_SECONDS + 2 * SLACK + 60:
            assert other.post("/graphql", json={"query": "{ __typename }"}).content == ANSWER
            for name in wires.keys() - told.keys():
                _trickled(wires[name], SLOW[name][1], received, name, told)
            time.sleep(1)
        assert all(wire.closed() for wire in crowd)
    return told


def _trickled(
    wire: Wire, more: bool, received: dict[str, bytes], name: str, told: dict[str, tuple[float, bytes]]
) -> None:
    try:
        if more:
            wire.socket.send(b"\r\n" if name == "blank lines" else b"1")
        answer = wire.socket.recv(65_536)
    except BlockingIOError:
        return
    except OSError:
        answer = b""
    received[name] += answer
    if not answer:
        told[name] = (time.monotonic() - wire.began, received[name])


@pytest.mark.parametrize("name", SLOW)
def test_nobody_is_waited_for_longer_than_a_request_takes(ended: dict[str, tuple[float, bytes]], name: str) -> None:
    seconds, _ = ended[name]

    assert seconds < SLACK + (BODY_SECONDS if "body" in name or "pieces" in name else HEAD_SECONDS)


@pytest.mark.parametrize("name", ["a first line", "headers without an end", "a body without an end", "no body at all"])
def test_who_is_too_slow_is_told_so(ended: dict[str, tuple[float, bytes]], name: str) -> None:
    _, received = ended[name]

    assert received.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"REQUEST_TIMEOUT"' in received
    assert b"100 Continue" not in received


@pytest.mark.usefixtures("ended")
def test_who_reads_nothing_of_an_answer_is_given_up_and_keeps_nobody_waiting(address: str, unread: Wire) -> None:
    while time.monotonic() - unread.began < UNREAD_SECONDS + SLACK:
        assert httpx.get(f"{address}/healthz", timeout=60).status_code == 200
        time.sleep(1)

    assert read_to_the_end(unread) < 100 * len(httpx.get(f"{address}/schema.graphql", timeout=60).content)


def read_to_the_end(wire: Wire) -> int:
    """The bytes that still come before the connection ends."""
    read = 0
    with suppress(ConnectionResetError):
        while more := wire.socket.recv(1 << 20):
            read += len(more)
    return read
