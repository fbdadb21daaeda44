"""What goes out with an answer: the headers that tell how it came about, on every way alike."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from web.record import RequestRecord
from web.timing import server_timing


class Answer:
    """An answer that is there as a whole, sent as it is."""

    __slots__ = ("body", "record")

    def __init__(self, body: bytes, record: RequestRecord) -> None:
        self.body = body
        self.record = record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-length", b"%d" % len(self.body)),
            (b"content-type", b"application/json"),
            *_headers(self.record),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def told(record: RequestRecord, response: Response) -> Response:
    """The response with the same headers."""
    response.raw_headers.extend(_headers(record))
    return response


def _headers(record: RequestRecord) -> list[tuple[bytes, bytes]]:
    headers = [(b"server-timing", server_timing(record).encode())]
    if record.statements is not None:
        headers.append((b"x-statements", b"%d" % record.statements))
    if record.revision is not None:
        headers.append((b"x-register-revision", b"%d" % record.revision))
    return headers
