"""When it is over: is everything there that was acknowledged, once and whole, and does everybody tell the same?"""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import httpx
import orjson

from benchmarks.storm.asking import Asker
from benchmarks.storm.followed import Followed, differing
from benchmarks.storm.found import Found
from benchmarks.storm.ledger import Entry, Known, Ledger
from benchmarks.storm.postgres import Postgres
from benchmarks.storm.readers import Places
from benchmarks.storm.writers import FAR

AT_ONCE = 4
CONNECTIONS = 4
"""That ask a server the same: its workers share one door, so that each of them has some of these."""

OWN = """query Own($keys: [UnitKey!]!, $at: Date!) { unitsByKeys(keys: $keys, at: $at) {
  sorCode name parent { sorCode } lifetime { lastDay } } }"""
NOTES = "SELECT note, count(*) FROM change_set WHERE note LIKE 'W%%-%%' GROUP BY note"
POSITION = "{ register { feedPosition } }"


async def kept(asker: Asker, ledger: Ledger, postgres: Postgres) -> None:
    """Every acknowledged change is recorded once, and told again as it was told first."""
    notes = dict(await asyncio.to_thread(postgres.run, NOTES))
    recorded(ledger, notes, asker.found)
    waiting = list(ledger.entries.values())

    async def again() -> None:
        while waiting:
            await told_again(asker, waiting.pop())

    await asyncio.gather(*(again() for _ in range(AT_ONCE)))
    after = dict(await asyncio.to_thread(postgres.run, NOTES))
    if notes != after:
        asker.found.defect("a change was made twice", f"{len(notes)} are recorded, then {len(after)}")


def recorded(ledger: Ledger, notes: dict[str, int], found: Found) -> None:
    """`notes`: how many change sets have each, of which every request had one of its own."""
    for key, entry in ledger.entries.items():
        times, wanted = notes.get(key, 0), 0 if entry.change_set is None else 1
        if times < wanted:
            found.defect("an acknowledged change is lost", f"{key}: {entry.answer}")
        elif times > wanted:
            found.defect("a change was made that should not be, or twice", f"{key}: {times} times")
    for key in notes.keys() - ledger.entries.keys():
        found.defect("a change is there that nobody was told of", key)


async def told_again(asker: Asker, entry: Entry) -> None:
    """Under its key; what was only tried is tried again, and may go another way by now."""
    if entry.change_set is None:
        return
    answer = await asker.ask(entry.query, entry.variables)
    if answer is not None and answer.data["done"] != entry.answer:
        asker.found.defect("a retry is told otherwise", f"{entry.key}: {entry.answer}, then {answer.data['done']}")


async def as_left(asker: Asker, ledger: Ledger, today: date) -> None:
    """Every unit is as the one who changed it last left it."""
    at, codes = (today + timedelta(days=FAR)).isoformat(), list(ledger.units)
    for first in range(0, len(codes), 200):
        some = codes[first : first + 200]
        answer = await asker.ask(OWN, {"keys": [{"sorCode": code} for code in some], "at": at})
        for code, told in zip(some, answer.data["unitsByKeys"] if answer else (), strict=False):
            if (reason := unlike(told, ledger.units[code])) is not None:
                asker.found.defect("a unit is not as it was left", f"{code}: {reason}; {ledger.units[code]}")


def unlike(told: Any, known: Known) -> str | None:
    if told is None:
        return "it is not there"
    parent = told["parent"] and told["parent"]["sorCode"]
    # A unit that is closed on the day is under nobody then.
    as_it_is = (told["name"], known.parent if known.last_day else parent, told["lifetime"]["lastDay"])
    return None if as_it_is == (known.name, known.parent, known.last_day) else f"it is {told}"


async def followed_whole(asker: Asker, followers: Sequence[Followed], begin: str, ledger: Ledger) -> None:
    """Each was told the whole feed in its order, and the feed has every acknowledged change."""
    whole = await feed(asker, begin)
    cursors = [cursor for cursor, _ in whole]
    for _ in range(200):
        if all(len(one.told) >= len(cursors) for one in followers):
            break
        await asyncio.sleep(0.1)
    for one in followers:
        if (reason := differing(one.told, cursors)) is not None:
            asker.found.defect("a follower was not told everything once in order", f"{one.name}: {reason}")
    told = {change_set for _, change_set in whole}
    for change_set, entry in ledger.change_sets().items():
        if change_set not in told:
            asker.found.defect("a change is not in the feed", entry.key)


async def feed(asker: Asker, begin: str) -> list[tuple[str, str | None]]:
    """All there is behind a cursor: cursors with their change sets."""
    after, found = begin, list[tuple[str, str | None]]()
    while True:
        answer = await asker.sent(httpx.Request("GET", f"{asker.address}/feed", params={"after": after, "first": 500}))
        if answer is None or answer.status_code != 200:
            asker.found.defect("the feed cannot be read in the end", "" if answer is None else answer.text[:200])
            return found
        lines = [orjson.loads(line) for line in answer.text.splitlines()]
        found += [(line["cursor"], (line["changeSet"] or {}).get("id")) for line in lines]
        after = answer.headers["x-feed-next"]
        if answer.headers["x-feed-caught-up"] == "true":
            return found


async def of_one_mind(askers: Sequence[Asker], places: Places, random: Random, minimum: str | None, times: int) -> None:
    """Every process of every server gives the same answers."""
    for _ in range(times):
        question = places.question(random)
        answers = [await on_its_own(asker, *question, minimum) for asker in askers for _ in range(CONNECTIONS)]
        there = [answer for answer in answers if answer is not None]
        if any(answer != there[0] for answer in there):
            askers[0].found.defect("processes tell differently", f"{question}: {[str(one)[:200] for one in there]}")


async def on_its_own(asker: Asker, text: str, variables: dict[str, Any], minimum: str | None) -> Any:
    """Asked over a new connection."""
    asker = Asker(asker.address, asker.found, asker.weather, asker.token)
    try:
        answer = await asker.ask(text, variables, minimum)
        return None if answer is None else answer.data
    finally:
        await asker.client.aclose()
