"""Whether what somebody holds of an answer to GET holds still: its `ETag`, and the headers that let it be kept.

Who has not logged in is told what the register holds and nothing else (docs/adr/0035), so that the tag of their answers
is where the register stands, known before anything is read. That of others is the answer itself.
"""

import re
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from starlette.types import Receive, Scope, Send

from domain.permissions import PUBLIC, Actor
from resolvers.context import Context, Limits
from web.record import RequestRecord

VARY = b"Accept, Authorization, X-SOR-Role"
TAGS = re.compile(rb'(?:W/)?("[^"]*")')
LETTERS = 24
"""Of a tag; six bits each."""

ANY = b"*"


class Held:
    """An answer that is about to be given to `actor`, of which they may hold one already."""

    def __init__(self, record: RequestRecord, actor: Actor, scope: Scope, header: bytes | None) -> None:
        self._record = record
        self._public = actor is PUBLIC
        self._asked = (record.form.encode(), actor.caller.encode(errors="replace"), scope["query_string"])
        self._named = (header or b"").strip()
        self._standing: bytes | None = None

    async def stands(self, context: Context) -> bool:
        """Whether the register stands where it stood when they were given theirs. That is not known of a register that
        is read in the database, nor while nobody knows whether it is current."""
        reader, end = context.reader, context.tail.end if context.tail is not None else None
        revision = getattr(reader, "revision", None)
        if not self._public or revision is None or end is None or getattr(reader, "age", None) is not None:
            return False
        read_at = await reader.read_at()
        here = f"{server(context.limits)} {context.today} {revision} {read_at} {end.transaction} {end.number}"
        self._standing = self._tag(here.encode())
        return self._named != ANY and self._keep(self._standing)

    def given(self, body: bytes) -> bool:
        """Whether they hold this answer, which may be kept whether they do or not."""
        return self._keep(self._standing or self._tag(body))

    def _tag(self, of: bytes) -> bytes:
        told = sha256()
        for part in (*self._asked, of):
            told.update(b"%d " % len(part))
            told.update(part)
        return b'"%s"' % urlsafe_b64encode(told.digest())[:LETTERS]

    def _keep(self, tag: bytes) -> bool:
        """Weak tags: an answer may tell of the instant that it was given at."""
        whose = b"public" if self._public else b"private"
        self._record.kept = (
            (b"etag", b"W/" + tag),
            (b"cache-control", whose + b", no-cache"),
            (b"vary", VARY),
        )
        return self._named == ANY or tag in TAGS.findall(self._named)


class Unchanged:
    """304, to be sent for an answer that they hold."""

    def __init__(self, record: RequestRecord, headers: list[tuple[bytes, bytes]]) -> None:
        self.headers = [*(record.kept or ()), *headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 304, "headers": self.headers})
        await send({"type": "http.response.body", "body": b""})


@cache
def server(limits: Limits) -> str:
    """What a server's answers come from beside the register: its program and its limits."""
    return f"{version('sor-register')} {sorted(limits.told().items())}"
