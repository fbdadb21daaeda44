"""PostgreSQL as one who is measured: no HTTP and no server between, one connection and prepared statements."""

import re
from collections.abc import Iterator, Mapping
from time import perf_counter
from typing import Any

import orjson
import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

from benchmarks.contestant import Asking, next_page
from benchmarks.peers.postgresql.statements import statement
from benchmarks.questions import Question


class Unread(Loader):
    """Text as it came: the other contestants' answers are not read either."""

    format = Format.BINARY

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


class PostgreSQL:
    name = "PostgreSQL's JSON"

    process = None

    def __init__(self, database: str) -> None:
        self.began = perf_counter()
        self.connection = psycopg.connect(database, autocommit=True, prepare_threshold=0)
        self.connection.adapters.register_loader("text", Unread)
        self.names = 0

    def first(self, question: Question) -> Any:
        return orjson.loads(next(self._answers(question)))

    def be_ready(self) -> None:
        return

    def asking(self, question: Question) -> Asking:
        return lambda: sum(len(answer) for answer in self._answers(question))

    def statements(self, question: Question) -> int | None:
        return 1

    def close(self) -> None:
        self.connection.close()

    def _answers(self, question: Question) -> Iterator[bytes]:
        asked, given = statement(question.key), parameters(question)
        if question.writes:
            self.names += 1
            given["name"] = f"Enhed {self.names % 1_000:03}"
        while True:
            with self.connection.cursor() as cursor:
                found = cursor.execute(asked, given, binary=True).fetchone()
            assert found is not None, f"{question.name}: nothing was found"
            answer: bytes = found[0]
            yield answer
            if not question.pages or (after := next_page(answer)) is None:
                return
            name, _, code = after.rpartition("\t")
            given = {"name": name, "code": code}


def parameters(question: Question) -> dict[str, Any]:
    """The variables of a question as its statement names them."""
    variables = question.variables
    match question.key:
        case "upward":
            return {"codes": [int(key["sorCode"]) for key in variables["keys"]]}
        case "mixed":
            systems, numbers = zip(*(pair for key in variables["keys"] for pair in key.items()), strict=True)
            return {"systems": list(systems), "numbers": list(numbers)}
        case "search":
            return dict(sought(variables["text"]))
        case "all":
            return {"name": "", "code": 0}
        case _:
            return dict(variables)


def sought(text: str) -> Mapping[str, str]:
    """`*part*` as LIKE and regular expressions."""
    part = text.strip("*")
    word = rf"(?:^|[\u0001-\u002f\u003a-\u0060\u007b-\u007f]){re.escape(part)}"
    return {"whole": part, "begins": f"{part}%", "contains": f"%{part}%", "word": word}
