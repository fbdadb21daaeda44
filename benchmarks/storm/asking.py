"""Who asks a server: each answer is judged as it comes, however it comes."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx
import orjson

from benchmarks.storm.found import Found
from benchmarks.storm.judging import Told, refused, wrong
from benchmarks.storm.weather import Weather

HANGS = 75.0
"""Seconds after which an answer is missing: longer than any time limit of the program's."""

IDLE = 2.0
"""Seconds for which a connection is kept that nothing comes over; the server closes it after five."""

NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Answer:
    data: Any
    revision: str | None
    seconds: float


@dataclass(slots=True)
class Asker:
    """A client of one server; several tasks may ask by it at once."""

    address: str
    found: Found
    weather: Weather
    token: str | None = None
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        limits = httpx.Limits(keepalive_expiry=IDLE)
        self.client = httpx.AsyncClient(timeout=httpx.Timeout(HANGS), limits=limits, trust_env=False)

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        minimum: str | None = None,
        expected: frozenset[str] = NOTHING,
    ) -> Answer | None:
        """Nothing where it was not answered in full; whether that may be has been judged then."""
        body = orjson.dumps({"query": query, "variables": variables or {}})
        headers = {"Content-Type": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if minimum is not None:
            headers["X-Minimum-Revision"] = minimum
        began = monotonic()
        answer = await self.sent(httpx.Request("POST", f"{self.address}/graphql", content=body, headers=headers))
        if answer is None:
            return None
        told = orjson.loads(answer.content)
        if not self.judged(answer, told, began, expected, query) or told.get("errors"):
            return None
        return Answer(told["data"], answer.headers.get("x-register-revision"), monotonic() - began)

    async def sent(self, request: httpx.Request) -> httpx.Response | None:
        """The answer to anything; none where the connection broke. Whether it may is judged, its status is not."""
        began = monotonic()
        request.extensions = {**request.extensions, "timeout": httpx.Timeout(HANGS).as_dict()}
        try:
            async with asyncio.timeout(HANGS):
                answer = await self.client.send(request)
        except (TimeoutError, httpx.TimeoutException):
            self.found.defect("an answer is missing", f"{HANGS:.0f} s: {request.content[:200]!r}")
            return None
        except httpx.TransportError as error:
            ended = monotonic()
            self.found.told["connections cut"] += 1
            if not self.weather.excuse(began, ended).cut:
                self.found.defect("a connection was cut without a fault", f"{error!r} after {ended - began:.1f} s")
            return None
        self.found.told["answers"] += 1
        return answer

    def judged(self, answer: httpx.Response, body: Any, began: float, expected: frozenset[str], asked: str) -> bool:
        """Whether it may be so; told if not."""
        errors = body.get("errors", ()) if isinstance(body, dict) else ()
        codes = [str(error.get("extensions", {}).get("code")) for error in errors]
        told, now = Told(answer.status_code, codes, answer.headers.get("retry-after")), monotonic()
        if refused(told):
            self.found.told["refusals"] += 1
            self.weather.refused(now)
        if reason := wrong(told, self.weather.excuse(began, now), expected):
            brief = " ".join(asked.split())[:160]
            self.found.defect(reason, f"{answer.text[:300]} for {brief}; {now - began:.1f} s, {self.weather.now()}")
            return False
        return True

    async def ready(self, within: float = 60) -> bool:
        """Waits until the server says that it answers."""
        until = monotonic() + within
        while monotonic() < until:
            try:
                answer = await self.client.get(f"{self.address}/readyz", timeout=10)
                if answer.status_code == 200:
                    return True
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
        return False
