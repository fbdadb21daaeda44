"""What a request is aimed at, offers and waits for, as HTTP has it beside the usual."""

import pytest

from tests.protocol.wire import Wire, post

ASKED = b'{"query": "{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
JSON = "Content-Type: application/json"
OFFER = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")


@pytest.mark.parametrize("server", ["http://a.example", "HTTP://A.EXAMPLE:8000", "https://[::1]"])
def test_a_whole_address_is_taken_for_its_path(address: str, server: str) -> None:
    with Wire(address) as wire:
        wire.send(f"POST {server}/graphql HTTP/1.1", "Host: a", JSON, f"Content-Length: {len(ASKED)}", body=ASKED)
        assert wire.reply().body == ANSWER
        wire.send(f"GET {server} HTTP/1.1", "Host: a")
        assert wire.reply().headers["location"] == "/graphiql/"
        wire.send(f"GET {server}?a=b HTTP/1.1", "Host: a")
        assert wire.reply().headers["location"] == "/graphiql/"


@pytest.mark.parametrize("first", ["OPTIONS *", "CONNECT elsewhere.example:443"])
def test_what_is_aimed_at_no_path_is_told_that_there_is_no_such_thing(address: str, first: str) -> None:
    with Wire(address) as wire:
        wire.send(f"{first} HTTP/1.1", f"Host: {wire.host}")
        reply = wire.reply()

    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")
    assert reply.error["extensions"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("method", ["FOO", "GRAPHQL", "BASELINE-CONTROL-AND"])
def test_a_method_that_nobody_knows_is_told_so(address: str, method: str) -> None:
    with Wire(address) as wire:
        wire.send(f"{method} /graphql HTTP/1.1", f"Host: {wire.host}")
        reply = wire.reply()

    assert (reply.status, reply.error["extensions"]["code"]) == (501, "NOT_IMPLEMENTED")
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("pieces", [False, True], ids=["whole", "in pieces"])
def test_who_offers_another_protocol_is_answered_in_this_one(address: str, pieces: bool) -> None:
    """As Java's own client offers HTTP/2 with its first request, whatever that carries."""
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(ASKED), ASKED)
    length = "Transfer-Encoding: chunked" if pieces else f"Content-Length: {len(ASKED)}"
    with Wire(address) as wire:
        for _ in range(2):
            wire.send(
                "POST /graphql HTTP/1.1", f"Host: {wire.host}", JSON, length, *OFFER, body=chunked if pieces else ASKED
            )
            assert wire.reply().body == ANSWER
        wire.write(post(ASKED, wire.host, *OFFER) + post(ASKED, wire.host))
        assert wire.reply().body + wire.reply().body == ANSWER * 2


def test_who_offers_another_protocol_may_be_slow(address: str) -> None:
    with Wire(address) as wire:
        for byte in post(ASKED, wire.host, *OFFER):
            wire.write(bytes([byte]))

        assert wire.reply().body == ANSWER


def test_an_old_client_is_not_told_to_go_on(address: str) -> None:
    with Wire(address) as wire:
        wire.send(
            *("POST /graphql HTTP/1.0", "Expect: 100-continue", JSON, f"Content-Length: {len(ASKED)}"), body=ASKED
        )

        assert wire.reply().body == ANSWER


@pytest.mark.parametrize(
    ("headers", "status"),
    [((JSON, "Content-Length: 99999999"), 413), (("Content-Type: text/plain", f"Content-Length: {len(ASKED)}"), 415)],
)
def test_who_asks_before_sending_and_is_refused_sends_nothing_more(
    address: str, headers: tuple[str, ...], status: int
) -> None:
    """The next request would be read as the body that was not sent."""
    with Wire(address) as wire:
        wire.send("POST /graphql HTTP/1.1", f"Host: {wire.host}", "Expect: 100-continue", *headers)
        reply = wire.reply()

        assert (reply.status, reply.headers.get("connection")) == (status, "close")
        assert wire.closed() < 8


def test_who_asks_before_sending_and_sends_goes_on(address: str) -> None:
    request = post(ASKED, "a", "Expect: 100-continue")
    with Wire(address) as wire:
        for _ in range(2):
            wire.write(request[: -len(ASKED)])
            assert wire.reply().status == 100
            wire.write(ASKED)
            reply = wire.reply()
            assert (reply.body, "connection" in reply.headers) == (ANSWER, False)


@pytest.mark.parametrize("coding", ["gzip, chunked", "deflate,chunked", "x, chunked"])
def test_a_body_that_is_coded_on_its_way_is_not_taken_as_it_comes(address: str, coding: str) -> None:
    with Wire(address) as wire:
        wire.send(
            *("POST /graphql HTTP/1.1", f"Host: {wire.host}", JSON, f"Transfer-Encoding: {coding}"),
            body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(ASKED), ASKED),
        )
        reply = wire.reply()

    assert (reply.status, reply.error["extensions"]["code"]) == (501, "NOT_IMPLEMENTED")


TWICE = {
    "two content types, the first right": ((JSON, "Content-Type: text/plain"), 415),
    "two content types, the second right": (("Content-Type: text/plain", JSON), 415),
    "the same content type": ((JSON, JSON), 415),
    "a parameter that goes on in another": (("Content-Type: application/json; a=b", "Content-Type: text/plain"), 415),
    "two charsets": (("Content-Type: application/json; charset=latin-1; charset=utf-8",), 415),
    "two codings": ((JSON, "Content-Encoding: identity", "Content-Encoding: gzip"), 415),
    "two roles": ((JSON, "X-SOR-Role: public", "X-SOR-Role: sor-office"), 400),
    "two logins": ((JSON, "Authorization: Bearer a", "Authorization: Bearer b"), 400),
    "two revisions": ((JSON, "X-Minimum-Revision: 0", "X-Minimum-Revision: 1"), 400),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_a_request_says_once_it_does_not_say_twice(address: str, what: str) -> None:
    """Whoever stands before the server might look at the other one."""
    headers, status = TWICE[what]
    with Wire(address) as wire:
        wire.send(
            *("POST /graphql HTTP/1.1", f"Host: {wire.host}", f"Content-Length: {len(ASKED)}", *headers), body=ASKED
        )
        reply = wire.reply()

    assert (reply.status, set(reply.error)) == (status, {"message", "extensions"})


def test_what_is_accepted_may_be_said_in_several_lines(address: str) -> None:
    with Wire(address) as wire:
        wire.write(post(ASKED, wire.host, "Accept: text/html", "Accept: application/graphql-response+json"))
        reply = wire.reply()

    assert (reply.status, reply.body) == (200, ANSWER)
    assert reply.headers["content-type"].startswith("application/graphql-response+json")
