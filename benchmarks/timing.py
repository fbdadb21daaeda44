"""Asking a started program over HTTP, and how long each answer took."""

from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import orjson

from benchmarks.questions import Question


@dataclass
class Times:
    """Of one question: milliseconds of each answer, and what the answers had in common."""

    question: Question
    milliseconds: list[float] = field(default_factory=list)
    statements: int = 0
    kilobytes: float = 0

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def slowest(self) -> float:
        """The 99th percentile; of few rounds, the slowest."""
        if len(self.milliseconds) < 2:
            return self.milliseconds[0]
        return quantiles(self.milliseconds, n=100, method="inclusive")[98]


class Program:
    """A started program, asked over one connection that stays open."""

    def __init__(self, address: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=120)

    def ask(self, text: str, **variables: Any) -> Any:
        """The answer's data. Raises `RuntimeError` where the program answers with errors."""
        answer, _ = self.asked(Question("", text, variables))
        return answer["data"]

    def asked(self, question: Question) -> tuple[dict[str, Any], int]:
        """The whole answer, and how many statements it took."""
        body, statements = self.sent(question)
        answer: dict[str, Any] = orjson.loads(body)
        if answer.get("errors"):
            raise RuntimeError(f"{question.name or 'a question'}: {answer['errors'][0]['message']}")
        return answer, statements

    def sent(self, question: Question) -> tuple[bytes, int]:
        body = orjson.dumps({"query": question.text, "variables": question.variables})
        self.connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        return response.read(), int(response.headers.get("X-Statements", 0))

    def time(self, questions: list[Question], rounds: int) -> list[Times]:
        """Each question once unmeasured and checked, then all in turn, `rounds` times over."""
        times = [Times(question) for question in questions]
        for each in times:
            _, each.statements = self.asked(each.question)
        for _ in range(rounds):
            for each in times:
                began = perf_counter()
                body, _ = self.sent(each.question)
                each.milliseconds.append((perf_counter() - began) * 1000)
                each.kilobytes = len(body) / 1000
        return times
