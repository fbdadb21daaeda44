"""A cooperation ends with either unit: in the database, in memory, in the feed, and in what a file closes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.resident.reader import ResidentReader
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.feed import BEGINNING, ChangeKind
from domain.identifiers import SorCode
from domain.operations import Close, Merge, Operation, Relate, Withdraw
from domain.periods import Moment, Period
from domain.recording import ActorKind, Recorder
from domain.records import Lives
from domain.relations import Relation
from tests.builders import HOSPITAL, MEDICINE, THEATRE, TODAY, hospital
from tests.excerpts import ending
from tests.fixtures.databases import connected
from tests.keeping import anew, kept
from tests.writers import Desk, desk, stored

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
END = date(2027, 9, 1)
RELATE = Relate(unit=MEDICINE, type="COOPERATES", other=THEATRE, note="fælles vagt")
CLOSE = Close(unit=THEATRE, last_day=END - DAY)


def told(code: SorCode, other: SorCode, end: date | None) -> Relation:
    return Relation("COOPERATES", code, other, Period(TOMORROW, end), "fælles vagt")


async def cooperations(address: str, office: Desk, code: SorCode) -> list[Relation]:
    """Those of a unit, at all dates, on which both readers agree."""

    async def read(reader: Reader) -> list[Relation]:
        [found] = await reader.relation_histories([code], Moment(TODAY))
        return [one for one in found if one.type == "COOPERATES"]

    async with kept(address) as keeper, Snapshot(office.readers) as snapshot, Snapshot(office.readers) as other:
        resident = await read(ResidentReader(anew(address), PostgresReader(snapshot), keeper))
        assert snapshot.statements == 0
        assert resident == await read(PostgresReader(other))
        return resident


@pytest.mark.parametrize(
    ("closing", "unit"),
    [
        (CLOSE, THEATRE),
        (Close(unit=MEDICINE, last_day=END - DAY, below=True), MEDICINE),
        (Merge(units=(THEATRE,), into=HOSPITAL, last_day=END - DAY), THEATRE),
    ],
    ids=["of the other unit", "of the unit that states it", "into another unit"],
)
async def test_a_closing_ends_a_cooperation_and_its_withdrawal_restores_it(
    database: str, closing: Operation, unit: SorCode
) -> None:
    await stored(database)
    async with desk(database) as office:
        await office.carry_out(RELATE)
        assert await cooperations(database, office, THEATRE) == [told(THEATRE, MEDICINE, None)]

        await office.carry_out(closing)
        assert await cooperations(database, office, THEATRE) == [told(THEATRE, MEDICINE, END)]
        assert await cooperations(database, office, MEDICINE) == [told(MEDICINE, THEATRE, END)]

        await office.carry_out(Withdraw(unit=unit, day=END, dependants=True))
        assert await cooperations(database, office, THEATRE) == [told(THEATRE, MEDICINE, None)]


async def test_the_feed_tells_of_the_unit_that_was_cooperated_with(database: str) -> None:
    await stored(database)
    async with desk(database) as office:
        await office.carry_out(RELATE)
        async with Snapshot(office.readers) as before:
            last = (await PostgresReader(before).feed_entries(BEGINNING, None, None, 100))[-1].position
        await office.carry_out(CLOSE)
        async with Snapshot(office.readers) as after:
            entries = [one.entry for one in await PostgresReader(after).feed_entries(last, None, None, 100)]

    assert {(one.sor_code, one.kind) for one in entries} == {
        (THEATRE, ChangeKind.UNIT_CLOSED),
        (MEDICINE, ChangeKind.RELATIONS_CHANGED),
    }
    [changed] = [one for one in entries if one.sor_code == MEDICINE]
    assert changed.effective_from == END
    assert [one.field.name for one in changed.fields] == ["RELATIONS"]


async def test_what_a_file_closes_cooperates_no_longer(database: str) -> None:
    await stored(database)
    lives = hospital()
    closed = tuple(ending(unit, END) for unit in lives.units if unit.sor_code == THEATRE)
    async with connected(database) as engine, desk(database) as office:
        await office.carry_out(RELATE)
        async with change(engine, Recorder(ActorKind.SYSTEM, "test"), note="a file") as writing:
            await write(writing, replace(Lives(), units=closed))
        assert await cooperations(database, office, MEDICINE) == [told(MEDICINE, THEATRE, END)]
