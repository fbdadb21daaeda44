"""What goes out with an answer: the headers that tell how it came about, on every way alike."""

from math import ceil

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from web.accepting import JSON, RESPONSE
from web.record import RequestRecord
from web.timing import server_timing

AGAIN = "1"
"""Seconds after which it is worth trying again what the database was away for."""

TYPES = {JSON: b"application/json", RESPONSE: b"application/graphql-response+json; charset=utf-8"}

NOT_KEPT = ((b"cache-control", b"no-store"),)


class Answer:
    """An answer that is there as a whole, sent as it is."""

    __slots__ = ("body", "record")

    def __init__(self, body: bytes, record: RequestRecord) -> None:
        self.body = body
        self.record = record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-length", b"%d" % len(self.body)),
            (b"content-type", TYPES[self.record.form]),
            *(self.record.kept or NOT_KEPT),
            *headers_of(self.record),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def formed(record: RequestRecord, response: Response) -> Response:
    """The response in the form that is accepted. What was not run is no success, where the form says so (GraphQL over
    HTTP, 6.4.2); in plain JSON it is one of HTTP, as clients have always had it. What could not be answered at all for
    want of the database is none in either."""
    response.headers["Content-Type"] = TYPES[record.form].decode()
    response.raw_headers.extend(record.kept or NOT_KEPT)
    if record.unasked and record.form == RESPONSE:
        response.status_code = 400
    if record.away:
        response.status_code = 503
        response.headers["Retry-After"] = AGAIN
        record.age = None
    return told(record, response)


def told(record: RequestRecord, response: Response) -> Response:
    """The response with the same headers."""
    response.raw_headers.extend(headers_of(record))
    return response


def headers_of(record: RequestRecord) -> list[tuple[bytes, bytes]]:
    headers = [(b"server-timing", server_timing(record).encode())]
    if record.statements is not None:
        headers.append((b"x-statements", b"%d" % record.statements))
    if record.revision is not None:
        headers.append((b"x-register-revision", b"%d" % record.revision))
    if record.age is not None:
        headers.append((b"age", b"%d" % ceil(record.age)))
    return headers
