"""Who is measured: something that answers questions, in whichever words it is asked them."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import orjson
import psycopg

from benchmarks.connection import Connection, Refused, header, request, told
from benchmarks.questions import Question

Asking = Callable[[], int]
"""Asks a question once, to its last page, and tells how many bytes the answers were."""

NEXT_PAGE = re.compile(rb'"hasNextPage"\s*:\s*true')
CURSOR = re.compile(rb'"endCursor"\s*:\s*("(?:[^"\\]|\\.)*")')
AT_THE_END = 1_000
"""Bytes of an answer's end in which its `pageInfo` stands."""


FAILURES = (Refused, OSError, psycopg.Error)
"""How asking a question may fail."""


class Contestant(Protocol):
    """`name` is what the table calls it; `process` is the server's, where it has one of its own; `began`: when it was
    started, as `perf_counter` tells."""

    @property
    def name(self) -> str: ...

    @property
    def process(self) -> int | None: ...

    @property
    def began(self) -> float: ...

    def first(self, question: Question) -> Any:
        """The data of the answer, in the shape of the program's own; of a question in pages, of the first page."""

    def be_ready(self) -> None:
        """Before each question, unmeasured."""

    def asking(self, question: Question) -> Asking: ...

    def statements(self, question: Question) -> int | None:
        """How many statements the question takes in the database, if that is known."""

    def close(self) -> None: ...


class Words(NamedTuple):
    """How a peer is asked a question."""

    text: str
    variables: dict[str, Any]


def same(question: Question) -> Words:
    """In the program's own words."""
    return Words(question.text, question.variables)


def as_it_is(data: Any) -> Any:
    return data


class Served:
    """A server over HTTP, asked over one connection that stays open.

    `worded`: how it is asked a question. `shaped`: its answer's data as the program's would be.
    """

    def __init__(
        self,
        name: str,
        address: str,
        process: int,
        began: float,
        worded: Callable[[Question], Words] = same,
        shaped: Callable[[Any], Any] = as_it_is,
        token: str | None = None,
    ) -> None:
        self.name, self.address, self.process, self.began = name, address, process, began
        self.worded, self.shaped, self.token = worded, shaped, token
        self.connection = Connection(address)
        self.names = 0

    def first(self, question: Question) -> Any:
        self.be_ready()
        return self.shaped(self._read(self._once(question)))

    def be_ready(self) -> None:
        self.connection.be_ready("/healthz" if self.token else "/statements")

    def asking(self, question: Question) -> Asking:
        if question.pages:
            return lambda: self._pages(question)
        if question.writes:
            return lambda: len(self._once(question))
        asked = self.request(question)
        return lambda: len(self.connection.answered(asked)[1])

    def statements(self, question: Question) -> int | None:
        """A peer counts all it has sent; the program tells with each answer, but not what a change wrote."""
        if question.writes and self.token is not None:
            return None
        before = self._counted()
        head, _ = self.connection.answered(self.request(question))
        own = header(head, b"x-statements")
        after = self._counted()
        return int(own) if own is not None else None if before is None or after is None else after - before

    def request(self, question: Question, **more: Any) -> bytes:
        text, variables = self.worded(question)
        if question.writes:
            self.names += 1
            more["name"] = f"Enhed {self.names % 1_000:03}"
        return request(self.address, told(text, {**variables, **more}), self.token if question.writes else None)

    def close(self) -> None:
        self.connection.socket.close()

    def _once(self, question: Question) -> bytes:
        return self.connection.answered(self.request(question))[1]

    def _read(self, body: bytes) -> Any:
        answer = orjson.loads(body)
        if answer.get("errors"):
            raise Refused(f"{self.name}: {answer['errors'][0]['message']}")
        return answer["data"]

    def _pages(self, question: Question) -> int:
        size, more = 0, dict[str, str]()
        while True:
            body = self.connection.answered(self.request(question, **more))[1]
            size += len(body)
            cursor = next_page(body)
            if cursor is None:
                return size
            more = {"after": cursor}

    def _counted(self) -> int | None:
        if self.token is not None:
            return None
        return int(self.connection.got("/statements"))


def next_page(body: bytes) -> str | None:
    """Where the next page begins, if there is one."""
    end = body[-AT_THE_END:]
    if not NEXT_PAGE.search(end):
        return None
    found = CURSOR.search(end)
    if found is None:
        raise Refused(f"a page that does not say where the next one begins: {end[-200:]!r}")
    return str(orjson.loads(found[1]))
