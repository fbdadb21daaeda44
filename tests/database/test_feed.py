"""The feed in the order of commits: nothing that becomes visible late is ever passed by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.feed import reading, writing
from db.reading.snapshot import Snapshot
from db.writing.change import change
from domain.changes import FieldChange
from domain.feed import BEGINNING, ChangeKind, Entry, Position
from domain.recording import ActorKind, Recorder
from domain.telling import TimelineField
from tests.builders import HOSPITAL, MEDICINE, REGION, WARD

SOMEBODY = Recorder(ActorKind.SYSTEM, "test")
DAY = date(2026, 11, 22)
INSERT = (
    "INSERT INTO change (kind, sor_code, effective_from, places, recorded)"
    " VALUES ('UNIT_CHANGED', %s, '2026-11-22', %s, now()) RETURNING position"
)

Connection = psycopg.Connection[Any]


@pytest.fixture
async def feed(engine: AsyncEngine, database: str) -> str:
    """The address of a register whose feed is empty."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("TRUNCATE change")
    return database


@contextmanager
def writer(database: str) -> Iterator[Connection]:
    """A connection of its own, in a transaction that ends when the test says so."""
    with psycopg.connect(database) as connection:
        yield connection


def told(connection: Connection, code: int) -> int:
    row = connection.execute(INSERT, (code, [code])).fetchone()
    assert row is not None
    return int(row[0])


async def read(engine: AsyncEngine, after: Position = BEGINNING) -> list[tuple[int | None, Position]]:
    async with Snapshot(engine) as snapshot:
        found = await reading.entries(snapshot, after, None, None, 100)
    return [(one.entry.sor_code, one.position) for one in found]


async def codes(engine: AsyncEngine, after: Position = BEGINNING) -> list[int | None]:
    return [code for code, _ in await read(engine, after)]


async def test_who_took_its_position_first_and_commits_last_is_told_first(engine: AsyncEngine, feed: str) -> None:
    with writer(feed) as first, writer(feed) as second:
        early = told(first, 1)
        late = told(second, 2)
        second.commit()
        assert early < late
        assert await read(engine) == []
        first.commit()

    assert await codes(engine) == [1, 2]


async def test_a_later_position_of_an_earlier_transaction_is_not_passed_by(engine: AsyncEngine, feed: str) -> None:
    """By positions alone, a reader that had come to the first one's would never be told of the second one's."""
    with writer(feed) as first, writer(feed) as second:
        first.execute("SELECT pg_current_xact_id()")
        position = told(second, 2)
        assert told(first, 1) > position
        first.commit()
        [(code, seen)] = await read(engine)
        assert code == 1
        second.commit()

    assert seen.number > position
    assert await codes(engine, seen) == [2]
    assert await codes(engine) == [1, 2]


async def test_reading_on_after_every_step_tells_everything_once(engine: AsyncEngine, feed: str) -> None:
    seen: list[int | None] = []
    after = BEGINNING

    async def go_on() -> None:
        nonlocal after
        found = await read(engine, after)
        seen.extend(code for code, _ in found)
        after = found[-1][1] if found else after

    with writer(feed) as first, writer(feed) as second, writer(feed) as third:
        told(first, 1)
        await go_on()
        told(second, 2)
        told(first, 3)
        second.commit()
        await go_on()
        told(third, 4)
        told(second, 5)
        third.commit()
        await go_on()
        first.commit()
        await go_on()
        told(third, 6)
        third.rollback()
        second.commit()
        await go_on()
        told(third, 7)
        third.commit()
        await go_on()

    assert sorted(code for code in seen if code) == [1, 2, 3, 4, 5, 7]
    assert len(seen) == 6
    assert seen == await codes(engine)


async def test_what_was_taken_back_is_never_told_and_holds_nobody_up(engine: AsyncEngine, feed: str) -> None:
    with writer(feed) as first, writer(feed) as second:
        told(first, 1)
        told(second, 2)
        second.commit()
        first.rollback()

    assert await codes(engine) == [2]


async def test_a_long_transaction_delays_those_behind_it_and_loses_none(engine: AsyncEngine, feed: str) -> None:
    with writer(feed) as long:
        with writer(feed) as before:
            told(before, 1)
        long.execute("CREATE TEMPORARY TABLE staged (line text)")
        for code in (2, 3, 4):
            with writer(feed) as short:
                told(short, code)
        [(_, seen)] = await read(engine)
        assert await codes(engine, seen) == []
        async with Snapshot(engine) as snapshot:
            assert (await reading.standing(snapshot)).end == seen

    assert await codes(engine, seen) == [2, 3, 4]


async def test_one_view_of_the_register_has_one_end_of_the_feed(engine: AsyncEngine, feed: str) -> None:
    with writer(feed) as one:
        told(one, 1)
    async with Snapshot(engine) as snapshot:
        end = (await reading.standing(snapshot)).end
        with writer(feed) as another:
            told(another, 2)
        assert (await reading.standing(snapshot)).end == end
        assert await reading.entries(snapshot, end, None, None, 10) == []

    assert await codes(engine, end) == [2]


async def test_an_entry_is_read_as_it_was_written(engine: AsyncEngine, feed: str) -> None:
    entry = Entry(
        kind=ChangeKind.UNIT_MOVED,
        sor_code=WARD,
        effective_from=DAY,
        until=date(2027, 1, 1),
        fields=(
            FieldChange(TimelineField.NAME, None, 'Afsnit "Ærø"\t\\1'),
            FieldChange(TimelineField.LOCATION_NUMBER, "5790009900018, internal only", None),
        ),
        via=HOSPITAL,
        places=(WARD, HOSPITAL, REGION),
        keepers={TimelineField.LOCATION_NUMBER: (REGION, None)},
    )
    async with change(engine, SOMEBODY, note="a move") as moving:
        number = await moving.record()
        assert await writing.write(moving, [entry]) == 1

    async with Snapshot(engine) as snapshot:
        [found] = await reading.entries(snapshot, BEGINNING, None, None, 10)
        standing = await reading.standing(snapshot, found.position)
    assert found.entry == entry
    assert found.change_set is not None
    assert (found.change_set.id, found.change_set.note) == (number, "a move")
    assert found.recorded == moving.recorded == standing.known == standing.recorded
    assert standing.end == found.position


async def test_entries_are_found_by_where_they_happened_and_by_kind(engine: AsyncEngine, feed: str) -> None:
    def about(code: Any, kind: ChangeKind, *above: Any) -> Entry:
        return Entry(kind=kind, sor_code=code, effective_from=DAY, places=(code, *above))

    async with change(engine, SOMEBODY) as writing_:
        entries = [
            about(WARD, ChangeKind.UNIT_MOVED, HOSPITAL, REGION),
            about(MEDICINE, ChangeKind.UNIT_CHANGED, HOSPITAL, REGION),
            about(REGION, ChangeKind.UNIT_CHANGED),
        ]
        assert await writing.write(writing_, entries) == 3

    async def found(under: Any, *kinds: ChangeKind) -> list[int | None]:
        async with Snapshot(engine) as snapshot:
            told = await reading.entries(snapshot, BEGINNING, under, kinds or None, 10)
        return [one.entry.sor_code for one in told]

    assert await found(None) == [WARD, MEDICINE, REGION]
    assert await found(HOSPITAL) == [WARD, MEDICINE]
    assert await found(None, ChangeKind.UNIT_CHANGED) == [MEDICINE, REGION]
    assert await found(HOSPITAL, ChangeKind.UNIT_CHANGED, ChangeKind.UNIT_CLOSED) == [MEDICINE]
    assert await found(WARD, ChangeKind.UNIT_CLOSED) == []


async def test_a_dry_run_tells_nothing(engine: AsyncEngine, feed: str) -> None:
    async with change(engine, SOMEBODY, dry_run=True) as tried:
        await writing.write(tried, [Entry(kind=ChangeKind.UNIT_CREATED, sor_code=WARD, effective_from=DAY)])

    assert await codes(engine) == []
