"""What is sent to `/graphql`: nothing that is no operation is run, breaks anything, or is told in a library's words."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator

import httpx
import orjson
import pytest

from tests.protocol.wire import Wire
from web.operations import BODY_LIMIT

ASKED = b'{"query": "{ __typename }"}'
ANSWER = {"data": {"__typename": "Query"}}
LIBRARY = re.compile(
    r"Traceback|Error\b|codec|padding|recursion|None\b|dict|\bstr\b|surrogates|char \d|File \"|0x[0-9a-f]"
)
"""What no sentence of ours says."""


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def post(client: httpx.Client, body: bytes, content_type: str = "application/json", **more: str) -> httpx.Response:
    headers = {"Content-Type": content_type, **{name.replace("_", "-"): value for name, value in more.items()}}
    return client.post("/graphql", content=body, headers=headers)


def refused(answer: httpx.Response, status: int, code: str) -> str:
    """The sentence of a refusal, which is one in our words."""
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, code)
    assert set(answer.json()) == {"errors"}
    assert not LIBRARY.search(error["message"]), error["message"]
    assert len(answer.content) < 1_000
    return str(error["message"])


BODIES = {
    "nothing": b"",
    "null": b"null",
    "true": b"true",
    "a number": b"17",
    "a text": b'"{ __typename }"',
    "a list": b"[]",
    "a list of operations": b"[" + ASKED + b"]",
    "half an object": b'{"query": "{ __typename }"',
    "two objects": ASKED + ASKED,
    "no UTF-8": b'{"query": "\xff\xfe"}',
    "UTF-16": ASKED.decode().encode("utf-16"),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + ASKED,
    "a surrogate in UTF-8": b'{"query": "{ __typename }", "variables": {"a": "\xed\xa0\x80"}}',
    "an escaped surrogate": b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    "an escaped surrogate as a name": b'{"query": "{ __typename }", "variables": {"\\udc00": 1}}',
    "not a number": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep lists, not closed": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep variables": b'{"query": "{ __typename }", "variables": {"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "100,000 digits": b"9" * 100_000,
    "a query that is a number": b'{"query": 17}',
    "a query that is a list": b'{"query": ["{ __typename }"]}',
    "a query that is null": b'{"query": null}',
    "no query": b"{}",
    "an empty query": b'{"query": ""}',
    "variables that are a list": b'{"query": "{ __typename }", "variables": []}',
    "an operation name that is an object": b'{"query": "{ __typename }", "operationName": {}}',
    "extensions that are a text": b'{"query": "{ __typename }", "extensions": "a"}',
    "a form": b"query=%7B__typename%7D",
}


@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_operation_is_refused(client: httpx.Client, body: str) -> None:
    refused(post(client, BODIES[body]), 400, "BAD_REQUEST")


def test_a_number_of_100_000_digits_in_variables_is_refused(client: httpx.Client) -> None:
    asked = (
        b'{"query": "query($n: Int) { units(first: $n) { totalCount } }", "variables": {"n": ' + b"9" * 100_000 + b"}}"
    )

    answer = post(client, asked)

    assert answer.status_code in (200, 400)
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] in ("BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED")
    assert len(answer.content) < 2_000


def test_a_number_of_100_000_digits_in_a_document_is_refused(client: httpx.Client) -> None:
    document = "{ units(first: " + "9" * 100_000 + ") { totalCount } }"

    answer = post(client, orjson.dumps({"query": document}))

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"].startswith("GRAPHQL_")
    assert not LIBRARY.search(error["message"])
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("name", ["variables", "extensions"])
@pytest.mark.parametrize(
    "text", ["[" * 20_000, '{"a":' * 5_000, "9" * 20_000, "null,", "17", '"a"', "[]", "{", "%ff", '{"a":"\\ud800"}']
)
def test_what_is_no_object_in_an_address_is_refused(client: httpx.Client, name: str, text: str) -> None:
    answer = client.get("/graphql", params={"query": "{ __typename }", name: text})

    refused(answer, 400, "BAD_REQUEST")


@pytest.mark.parametrize("name", ["query", "variables", "operationName", "extensions"])
def test_what_an_address_says_twice_is_refused(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/graphql?query=%7B__typename%7D&{name}=%7B%7D&{name}=%7B%7D")

    assert name in refused(answer, 400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "asked", ["query=%ff", "query=%7B__typename%7D&operationName=%c3", "%fe=1&query=%7B__typename%7D"]
)
def test_an_address_that_is_no_text_is_refused(client: httpx.Client, asked: str) -> None:
    """Instead of being asked something else than it says."""
    assert "UTF-8" in refused(client.get(f"/graphql?{asked}"), 400, "BAD_REQUEST")


def deflated(content: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(content) + squeezer.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "gzip in capitals": ("GZIP", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "gzip in two members": ("gzip", lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])),
    "deflate": ("deflate", zlib.compress),
    "deflate without its frame": ("deflate", deflated),
}


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_may_be_compressed(client: httpx.Client, coding: str) -> None:
    name, squeezed = CODINGS[coding]

    assert post(client, squeezed(ASKED), Content_Encoding=name).json() == ANSWER


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "identity, gzip", "", "gzip;q=1", "Ærø"])
def test_a_coding_that_is_not_known_is_refused_and_told_which_are(client: httpx.Client, coding: str) -> None:
    headers = {b"Content-Type": b"application/json", b"Content-Encoding": coding.encode()}

    answer = client.post("/graphql", content=ASKED, headers=headers)

    refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")
    assert answer.headers["accept-encoding"] == "gzip, deflate"


BROKEN = {
    "no gzip at all": ASKED,
    "gzip cut off": gzip.compress(ASKED)[:-9],
    "gzip with a wrong sum": gzip.compress(ASKED)[:-8] + b"\0" * 8,
    "something behind it": gzip.compress(ASKED) + b"more",
    "nothing": b"",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_compressed_wrongly_is_refused(client: httpx.Client, broken: str) -> None:
    refused(post(client, BROKEN[broken], Content_Encoding="gzip"), 400, "BAD_REQUEST")


def bomb(wanted: int) -> bytes:
    squeezer = zlib.compressobj(9, wbits=31)
    return b"".join([*(squeezer.compress(b" " * 1_000_000) for _ in range(wanted // 1_000_000)), squeezer.flush()])


@pytest.mark.parametrize("wanted", [2_000_000, 900_000_000])
def test_what_would_be_too_much_when_it_is_unpacked_is_not_unpacked(client: httpx.Client, wanted: int) -> None:
    packed = bomb(wanted)
    assert len(packed) < 1 << 20

    answer = post(client, packed, Content_Encoding="gzip")

    assert "1048576" in refused(answer, 413, "BODY_TOO_LARGE")
    assert answer.elapsed.total_seconds() < 5


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "APPLICATION/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"',
     "application/json ; charset=utf8", "application/json; odata=verbose"],
)  # fmt: skip
def test_json_is_taken_however_its_name_is_written(client: httpx.Client, content_type: str) -> None:
    assert post(client, ASKED, content_type).json() == ANSWER


OTHERS = """
    application/jsonp | application/json-patch+json | xapplication/json | text/plain | text/json | application/graphql |
    application/x-www-form-urlencoded | multipart/form-data; boundary=application/json |
    text/plain; a=application/json | text/plain, application/json | application/json, text/plain |
    application/json; charset=latin-1 |
    application | / |
"""


@pytest.mark.parametrize("content_type", [one.strip() for one in OTHERS.split("|")])
def test_nothing_but_json_is_taken(client: httpx.Client, content_type: str) -> None:
    refused(post(client, ASKED, content_type), 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_without_a_content_type_is_refused(client: httpx.Client) -> None:
    refused(client.post("/graphql", content=ASKED), 415, "UNSUPPORTED_MEDIA_TYPE")


def test_of_two_content_types_none_counts(client: httpx.Client) -> None:
    headers = [("Content-Type", "text/plain"), ("Content-Type", "application/json")]

    refused(client.post("/graphql", content=ASKED, headers=headers), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("length", [BODY_LIMIT + 1, 1 << 40, 1 << 62])
def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(address: str, length: int) -> None:
    with Wire(address) as wire:
        wire.send(
            "POST /graphql HTTP/1.1",
            f"Host: {wire.host}",
            "Content-Type: application/json",
            f"Content-Length: {length}",
            "Expect: 100-continue",
        )
        answer = wire.reply()

    assert (answer.status, answer.error["extensions"]["code"]) == (413, "BODY_TOO_LARGE")
    assert str(BODY_LIMIT) in answer.error["message"]
    assert answer.seconds < 8
