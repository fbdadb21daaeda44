"""An operation as a request carries it: read no further than a request may go, and told where it is none."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive
from strawberry.http import GraphQLRequestData

JSON = b"application/json"
BODY_LIMIT = 1 << 20
DIGITS = 18
"""Of a length that is looked at as a number."""

PARAMETER = re.compile(rb"[!#$%&'*+.^_`|~0-9a-z-]+=(?:[!#$%&'*+.^_`|~0-9a-z-]+|\"[^\"\\]*\")")
"""Of a media type, in small letters."""

TOO_LONG = f"A request is at most {BODY_LIMIT} bytes."
PARAMETERS = 100
PERSISTED, DOCUMENT_ID = "persistedQuery", "documentId"
"""Two ways to name a document by its hash: an extension, as Apollo has it, and a part of its own, as GraphQL over HTTP
proposes it."""

PARTS = frozenset({"query", "variables", "operationName", "extensions", DOCUMENT_ID})


class Refused(HTTPException):
    """An answer that is a status and a sentence; `allowed` are the methods that would be taken."""

    def __init__(self, status: int, sentence: str, allowed: str = "") -> None:
        super().__init__(status, sentence)
        self.headers = {"Allow": allowed} if allowed else {}


class ReadRequest(StarletteRequestAdapter):
    """A request whose body is read already."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.scope = request.scope


async def body_of(receive: Receive) -> bytes:
    """The body of a request, of which never more is read than it may have. Raises `Refused`, or `ClientDisconnect`."""
    message = await following(receive)
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        pieces = bytearray(body)
        while message.get("more_body", False) and len(pieces) <= BODY_LIMIT:
            message = await following(receive)
            pieces += message.get("body", b"")
        body = bytes(pieces)
    if len(body) > BODY_LIMIT:
        raise Refused(413, TOO_LONG)
    return body


async def following(receive: Receive) -> Message:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message


def json_in(data: str | bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as broken:
        where = f"It goes wrong at line {broken.lineno}, column {broken.colno}."
        raise Refused(400, f"This is not JSON in UTF-8. {where}") from broken


def expect_json(content_type: bytes) -> None:
    if content_type != JSON and not is_json(content_type):
        told = content_type[:100].decode("ascii", "replace")
        raise Refused(415, f"A request is sent as application/json in UTF-8, not as {told or 'nothing at all'}.")


@lru_cache(64)
def is_json(content_type: bytes) -> bool:
    kind, *others = (part.strip() for part in content_type.lower().split(b";"))
    parameters = [part for part in others if part]
    charsets = [part.partition(b"=")[2].strip(b'"') for part in parameters if part.startswith(b"charset=")]
    return (
        kind == JSON
        and all(PARAMETER.fullmatch(part) for part in parameters)
        and all(charset in (b"utf-8", b"utf8") for charset in charsets)
    )


def expect_room(length: bytes | None, coding: bytes | None = None) -> None:
    """Before anything of a body is read, which who asks first (`Expect: 100-continue`) then need not send. `coding`:
    its Transfer-Encoding, where it has no length."""
    if coding is not None and coding.strip().lower() != b"chunked":
        raise Refused(501, "A body is sent as a whole or in pieces (Transfer-Encoding: chunked), not coded otherwise.")
    if length is not None and (len(length) > DIGITS or int(length) > BODY_LIMIT):
        raise Refused(413, TOO_LONG)


def asked_in_address(address: bytes) -> GraphQLRequestData:
    """The operation that the query of an address carries, each part once at most."""
    try:
        parts = parse_qsl(address.decode(), keep_blank_values=True, max_num_fields=PARAMETERS, errors="strict")
    except UnicodeDecodeError:
        raise Refused(
            400, "An address is written in UTF-8, and what is no letter of it by its bytes: %C3%A6."
        ) from None
    except ValueError:
        raise Refused(400, f"An address has at most {PARAMETERS} parameters.") from None
    told: dict[str, object] = {}
    for name, text in parts:
        if name in told and name in PARTS:
            raise Refused(400, f"The address says {name} twice.")
        told[name] = json_in(text) if name in ("variables", "extensions") and text else text or None
    return operation_in(told)


def operation_in(asked: object) -> GraphQLRequestData:
    """The parts of `{"query", "variables", "operationName", "extensions"}`, each of its own kind or absent."""
    if isinstance(asked, list):
        raise Refused(400, "One request carries one operation: send an object, not a list.")
    if not isinstance(asked, dict):
        raise Refused(400, 'A request is an object: {"query": "…", "variables": {…}, "operationName": "…"}.')
    return GraphQLRequestData(
        query=part(asked, "query", str, "text"),
        variables=part(asked, "variables", dict, "an object"),
        operation_name=part(asked, "operationName", str, "text"),
        extensions=extensions(asked),
    )


def extensions(asked: Mapping[str, object]) -> dict[str, object] | None:
    """With the document's id among them, if it is told apart from them."""
    told: dict[str, object] | None = part(asked, "extensions", dict, "an object")
    id_: str | None = part(asked, DOCUMENT_ID, str, "text")
    if id_ is None:
        return told
    return {**(told or {}), PERSISTED: {"version": 1, "sha256Hash": id_.removeprefix("sha256:")}}


def part(asked: Mapping[str, object], name: str, kind: type, called: str) -> Any:
    value = asked.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refused(400, f'"{name}" is {called} or absent.')
    return value
