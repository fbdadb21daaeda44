"""Fifty writers at once on one subtree: every rule holds, nothing of anybody's is lost, and readers are answered."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from db.feed import reading
from db.reading.snapshot import Snapshot
from domain.checking import Unkept
from domain.feed import Position, Told
from domain.findings import Weight
from domain.identifiers import SorCode
from domain.operations import Alter, Close, Create, Issue, Move, Operation
from domain.rules import Rule
from resolvers.checking import check
from resolvers.outcomes import Answer
from tests.builders import TODAY
from tests.fixtures.databases import Databases
from tests.writers import TOMORROW, Desk, desk, issued, named, noted, opened, stored, wards

WRITERS = 50
EACH = 2
WARDS = wards(12)

Done = tuple[Operation, Answer]


@pytest.fixture
async def full_desk(databases: Databases) -> AsyncIterator[tuple[Desk, str]]:
    with databases.clone() as address:
        await stored(address, WARDS)
        async with desk(address) as one:
            yield one, address


def wishes(random: Random, writer: int) -> Iterator[Operation]:
    """What one of many wants, without asking the others."""
    for number in range(EACH):
        unit, other = random.sample(WARDS, 2)
        day = TOMORROW + timedelta(days=random.randrange(3))
        all_kinds: list[Operation] = [
            Move(unit=unit, parent=other, since=day),
            Move(unit=other, parent=unit, since=day),
            named(unit, f"Afsnit {writer}.{number}"),
            noted(unit, f"{writer}.{number}"),
            issued(unit),
            opened(unit, f"Nyt {writer}.{number}"),
            Close(unit=unit, last_day=TODAY + timedelta(days=400 + writer), below=random.random() < 0.5),
        ]
        yield random.choice(all_kinds)


async def carried_out(desk: Desk, writer: int) -> list[Done]:
    return [(one, await desk.carry_out(one)) for one in wishes(Random(writer), writer)]


async def test_fifty_writers_at_once_break_no_rule_and_lose_nothing(full_desk: tuple[Desk, str]) -> None:
    desk, address = full_desk
    begun, unkept = await end(desk), await broken(desk)
    over = asyncio.Event()
    follower = asyncio.create_task(followed(desk, begun, over))
    each = await asyncio.gather(*(carried_out(desk, writer) for writer in range(WRITERS)))
    over.set()
    recorded = sorted((one for done in each for one in done if one[1].change_set), key=change_set)

    assert len(recorded) >= WRITERS, "most of what is asked may be done"
    assert {type(operation) for operation, _ in recorded} == {Move, Alter, Issue, Create, Close}
    assert refusals(each) >= {Rule.WOULD_CREATE_CYCLE}
    assert await broken(desk) == unkept
    assert circles(address) == []
    assert stated(address) == last(recorded)
    assert counted(address) == versions(recorded)
    codes = [answer.done[0].unit for operation, answer in recorded if isinstance(operation, Create)]
    numbers = [answer.done[0].gln for operation, answer in recorded if isinstance(operation, Issue)]
    assert (len(set(codes)), len(set(numbers))) == (len(codes), len(numbers))
    told = await follower
    assert list(dict.fromkeys(one.change_set.id for one in told if one.change_set)) == list(map(change_set, recorded))
    assert [one.position for one in told] == sorted({one.position for one in told})
    assert [one.recorded for one in told] == sorted(one.recorded for one in told)


async def broken(desk: Desk) -> list[Unkept]:
    """What `sor check` finds; the hospital keeps to all rules but those of code lists."""
    return [one for one in (await check(desk.readers)).unkept if one.weight is Weight.BROKEN]


def change_set(done: Done) -> int:
    return done[1].change_set or 0


def refusals(each: list[list[Done]]) -> set[Rule]:
    return {error.rule for done in each for _, answer in done for error in answer.errors}


async def end(desk: Desk) -> Position:
    async with Snapshot(desk.readers) as view:
        return (await reading.standing(view)).end


async def followed(desk: Desk, after: Position, over: asyncio.Event) -> list[Told]:
    """What somebody is told who reads on and on, while others write."""
    told: list[Told] = []
    while True:
        last_look = over.is_set()
        async with Snapshot(desk.readers) as view:
            found = await reading.entries(view, told[-1].position if told else after, None, None, 1_000)
        told += found
        if last_look and not found:
            return told
        await asyncio.sleep(0.05)


def circles(address: str) -> list[tuple[date, SorCode]]:
    """Units that are below themselves, and on which day; looked for on every day on which anything begins."""
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT sor_code, parent, lower(valid), upper(valid) FROM unit_version").fetchall()
    found = []
    for day in sorted({start for _, _, start, _ in rows}):
        above = {code: parent for code, parent, start, end in rows if start <= day and (end is None or end > day)}
        for code in above:
            place, steps = above[code], 0
            while place is not None and steps <= len(above):
                place, steps = above.get(place), steps + 1
            if place is not None:
                found.append((day, SorCode(code)))
    return found


def stated(address: str) -> dict[SorCode, tuple[str, str | None]]:
    """Name and note of each ward from tomorrow on; they are the same on all days."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT DISTINCT sor_code, name, local_attributes[1] FROM unit_version"
            " WHERE sor_code = ANY(%s) AND valid && daterange(%s, NULL)",
            (WARDS, TOMORROW),
        ).fetchall()
    assert len(rows) == len(WARDS)
    return {SorCode(code): (name, note) for code, name, note in rows}


def last(recorded: list[Done]) -> dict[SorCode, tuple[str, str | None]]:
    """What was said last of each, in the order in which it was recorded."""
    said: dict[SorCode, dict[str, Any]] = {code: {"name": f"Afsnit {n}"} for n, code in enumerate(WARDS)}
    for operation, _ in recorded:
        if isinstance(operation, Alter):
            said[operation.unit] |= operation.said.facts
    return {code: (told["name"], told.get("local_attributes", (None,))[0]) for code, told in said.items()}


def counted(address: str) -> Counter[SorCode]:
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT sor_code, version FROM unit WHERE sor_code >= %s", (WARDS[0],)).fetchall()
    return Counter({SorCode(code): version for code, version in rows})


def versions(recorded: list[Done]) -> Counter[SorCode]:
    """One of each ward, and one more for each change set that it is changed by."""
    found = Counter(WARDS)
    for _, answer in recorded:
        [done] = answer.done
        found.update({code for code in (done.unit, *done.others) if code is not None})
    return found
