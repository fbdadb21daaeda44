"""Those who only ask: look-ups, pages, trees, searches, other days and other knowledge, histories, facets."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.questions import FLAT, ONE, PAGE, PAST, SEARCH, UPWARD, nested
from benchmarks.storm.asking import Asker

HISTORY = """query History($code: SorCode!) { unit(by: {sorCode: $code}) { sorCode name version
  history(first: 50) { nodes { version validity { from lastDay } changes { field before after } } }
  plannedChanges { id effectiveFrom action } } }"""
KNOWN = """query Known($code: SorCode!, $known: DateTime!) { unit(by: {sorCode: $code}, knownAt: $known) {
  sorCode name ancestors { name } children(first: 20) { nodes { sorCode name } } } }"""
FACETS = """query Facets($under: SorCode!) { units(first: 1, filter: {under: {sorCodes: [$under]}}) {
  facets(by: [KIND, TYPE, STATUS]) { field buckets { value count } } totalCount } }"""
DIFF = """query Diff($under: SorCode!, $from: Date!, $to: Date!) {
  registerDiff(from: {at: $from}, to: {at: $to}, under: $under, first: 20) {
    nodes { unit { sorCode } kinds } } }"""
UPCOMING = """query Upcoming($under: SorCode!) { upcoming(under: $under, first: 20) {
  nodes { unit { sorCode name } effectiveFrom action } } }"""
TREE = nested(3).replace("first: 10000", "first: 500")
WORDS = ("klinik", "af*", "*hus", "lege syge", "center", "0700")


@dataclass(slots=True)
class Places:
    """Units to ask of: any, and such as have some but not too many below them. `since`: when the storm began."""

    codes: Sequence[str]
    roots: Sequence[str]
    today: date
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    def question(self, random: Random) -> tuple[str, dict[str, Any]]:
        text, variables = random.choices(QUESTIONS, WEIGHTS)[0]
        return text, variables(self, random)

    def day(self, random: Random) -> str:
        return (self.today + timedelta(days=random.randint(-2000, 90))).isoformat()

    def instant(self, random: Random) -> str:
        now = datetime.now(UTC)
        return (now - (now - self.since) * random.random()).isoformat()


Variables = Callable[[Places, Random], dict[str, Any]]


def of_unit(places: Places, random: Random) -> dict[str, Any]:
    return {"code": random.choice(places.codes)}


def of_root(places: Places, random: Random) -> dict[str, Any]:
    return {"code": random.choice(places.roots)}


def under(places: Places, random: Random) -> dict[str, Any]:
    return {"under": random.choice(places.roots)}


def of_day(places: Places, random: Random) -> dict[str, Any]:
    return {"code": random.choice(places.codes), "at": places.day(random)}


def known(places: Places, random: Random) -> dict[str, Any]:
    return {"code": random.choice(places.codes), "known": places.instant(random)}


def many(places: Places, random: Random) -> dict[str, Any]:
    return {"keys": [{"sorCode": code} for code in random.sample([*places.codes], min(50, len(places.codes)))]}


def between(places: Places, random: Random) -> dict[str, Any]:
    first, last = sorted((places.day(random), places.day(random)))
    return {"under": random.choice(places.roots), "from": first, "to": last}


def words(_: Places, random: Random) -> dict[str, Any]:
    return {"text": random.choice(WORDS)}


def nothing(_: Places, __: Random) -> dict[str, Any]:
    return {}


BY_WEIGHT: tuple[tuple[int, str, Variables], ...] = (
    (30, ONE, of_unit),
    (10, PAST, of_day),
    (8, UPWARD, many),
    (6, PAGE, nothing),
    (8, SEARCH, words),
    (6, TREE, of_root),
    (6, FLAT, of_root),
    (8, HISTORY, of_unit),
    (6, KNOWN, known),
    (4, FACETS, under),
    (3, DIFF, between),
    (3, UPCOMING, under),
)
QUESTIONS = [(text, variables) for _, text, variables in BY_WEIGHT]
WEIGHTS = [weight for weight, _, _ in BY_WEIGHT]


async def read(asker: Asker, places: Places, random: Random, over: asyncio.Event, took: list[float]) -> None:
    """One who asks, thinks for a moment and asks the next. `took`: seconds of answers in full."""
    while not over.is_set():
        answer = await asker.ask(*places.question(random))
        if answer is not None:
            took.append(answer.seconds)
        await asyncio.sleep(random.uniform(0.02, 0.2) if answer else 0.3)
