"""Files that break off, processes that are killed, codes instead of units, and any file at all."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing import staged_codes
from db.writing.change import TREE_LOCK
from domain.code_lists import CodeList, CodeValue
from domain.findings import Finding, Weight
from domain.periods import Period
from domain.records import UnitRecord
from domain.rules import Rule
from formats.unreadable import Unreadable
from resolvers.checking import check
from resolvers.importing.reading import Item
from resolvers.imports import import_file
from tests.contents import ARCHIVES, contents
from tests.files import TODAY, found, imported, institution, messages, number, owner, section
from tests.registers import EMPTIED

HOUSE = Path(__file__).parents[2]
FILE = (owner(1), institution(2, 1))
BREAK = Finding(Rule.FILE_FORMAT, Weight.REFUSED, "no element ends here", where="line 12")


def breaking_off(*items: Item) -> Iterator[Item]:
    yield from items
    raise Unreadable("no element ends here", 12)


@pytest.mark.parametrize("complete_on", [None, TODAY])
async def test_a_file_that_breaks_off_is_not_taken_in(engine: AsyncEngine, complete_on: date | None) -> None:
    before = await contents(engine)
    force = complete_on is not None

    report = await import_file(
        engine, breaking_off(*FILE), source="half.xml", today=TODAY, complete_on=complete_on, force=force
    )

    assert (report.stored, report.stopped, report.units.read) == (False, BREAK, 2)
    assert await contents(engine) == before


async def test_what_could_be_read_of_a_file_that_breaks_off_is_taken_in_when_that_is_confirmed(
    engine: AsyncEngine,
) -> None:
    report = await import_file(engine, breaking_off(*FILE), source="half.xml", today=TODAY, force=True)

    assert (report.stored, report.units.new) == (True, 2)
    assert [one.examples for one in report.found] == [(BREAK,)]


async def test_a_file_with_nothing_in_it_changes_nothing(engine: AsyncEngine) -> None:
    before = await contents(engine)

    report = await imported(engine)

    assert (report.stored, report.units.read, report.found) == (True, 0, ())
    assert await contents(engine) == before


async def test_a_process_killed_half_way_leaves_the_register_as_it_was(database: str, engine: AsyncEngine) -> None:
    await imported(engine, *FILE, section(3, 2, name="Før"))
    before = await contents(engine)

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.interrupted", database), cwd=HOUSE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    done = int(await asyncio.wait_for(process.stdout.readline(), 60))
    process.kill()
    await process.wait()

    assert done > 4_000
    async with engine.begin() as connection:  # until the server has noticed
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TREE_LOCK})
    assert await contents(engine) == before
    assert (await imported(engine, *FILE, section(3, 2, name="Før"))).units.unchanged == 3


# Codes

YEAR_2000, YEAR_2010, YEAR_2020 = (date(year, 1, 1) for year in (2000, 2010, 2020))


def hospital(name: str, start: date, end: date | None = None, code: str = "1301") -> CodeValue:
    return CodeValue(CodeList.SHAK, code, name, None, Period(start, end))


async def shak(engine: AsyncEngine, code: str = "1301") -> list[tuple[str, date, date | None]]:
    async with engine.connect() as connection:
        values = (await staged_codes.stored(connection, [(CodeList.SHAK, code)])).get((CodeList.SHAK, code), [])
    return [(value.name_da, value.valid.start, value.valid.end) for value in values]


async def test_codes_fill_their_list_and_the_same_again_changes_not_one_row(engine: AsyncEngine) -> None:
    file = (hospital("Rigshospitalet", YEAR_2000, YEAR_2010), hospital("Riget", YEAR_2010))
    first = await imported(engine, *file)
    before = await contents(engine)

    again = await imported(engine, *file)

    assert await shak(engine) == [("Rigshospitalet", YEAR_2000, YEAR_2010), ("Riget", YEAR_2010, None)]
    assert (first.codes.read, first.codes.new, again.codes.unchanged, again.change_set) == (2, 2, 2, None)
    assert await contents(engine) == before


async def test_a_dry_run_of_codes_changes_not_one_row(engine: AsyncEngine) -> None:
    before = await contents(engine)

    report = await imported(engine, hospital("Riget", YEAR_2010), dry_run=True)

    assert report.codes.new == 1
    assert await contents(engine) == before


async def test_a_file_of_what_changed_ends_what_it_says_ends_and_leaves_the_rest(engine: AsyncEngine) -> None:
    await imported(engine, hospital("Amtet", YEAR_2000, YEAR_2010), hospital("Riget", YEAR_2010))

    report = await imported(engine, hospital("Riget", YEAR_2010, YEAR_2020), hospital("Nyt", YEAR_2020))

    assert await shak(engine) == [
        ("Amtet", YEAR_2000, YEAR_2010),
        ("Riget", YEAR_2010, YEAR_2020),
        ("Nyt", YEAR_2020, None),
    ]
    assert report.codes.changed == 2


async def test_of_two_values_of_a_code_on_one_day_the_first_stands(engine: AsyncEngine) -> None:
    report = await imported(
        engine, hospital("Riget", YEAR_2010), hospital("Andet", YEAR_2000, code="1302"), hospital("Igen", YEAR_2020)
    )

    assert await shak(engine) == [("Riget", YEAR_2010, None)]
    assert (report.codes.read, report.codes.new, report.codes.refused) == (3, 2, 1)
    assert messages(report, Rule.ONE_VERSION_A_DAY) == [
        (None, None, "shak 1301 from 2020-01-01 overlaps what the file says of the code before")
    ]


async def test_codes_that_could_not_be_read_count_as_codes(engine: AsyncEngine) -> None:
    refused = Finding(Rule.SHAK_FORMAT, Weight.REFUSED, "'13' is no SHAK code", where="line 1")

    report = await imported(engine, refused, hospital("Riget", YEAR_2010))

    assert (report.codes.read, report.codes.refused, report.units.read) == (2, 1, 0)


# Any file at all

DAY = st.integers(0, 40).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def records(draw: st.DrawFn) -> list[UnitRecord]:
    """Up to eight units on three levels, anywhere in each other, in any order, with any days."""
    drawn: list[UnitRecord] = []
    for serial in draw(st.permutations(range(1, 9))):
        if draw(st.integers(0, 4)):
            drawn.append(draw(unit(serial)))
    return drawn


@st.composite
def unit(draw: st.DrawFn, serial: int) -> UnitRecord:
    first, since = sorted((draw(DAY), draw(DAY)))
    last_day = draw(st.none() | st.none() | st.integers(0, 40).map(lambda n: since + timedelta(days=n)))
    said: dict[str, Any] = {"since": since, "first": first, "last_day": last_day, "updated": draw(st.none() | DAY)}
    if draw(st.booleans()):
        said["number"] = number(draw(st.integers(1, 4)), serial, draw(DAY))
    if serial <= 2:
        return owner(serial, **said)
    if serial <= 4:
        return institution(serial, draw(st.integers(1, 2)), **said)
    return section(serial, draw(st.integers(3, 8)), **said)


async def emptied(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join((*EMPTIED, *ARCHIVES))}"))


@settings(max_examples=25)
@given(st.lists(records(), min_size=2, max_size=3), st.booleans())
async def test_whatever_files_come_the_register_keeps_its_rules_and_the_last_again_changes_nothing(
    standing_files: AsyncEngine, files: Sequence[Sequence[UnitRecord]], whole: bool
) -> None:
    await emptied(standing_files)
    complete_on = date(2026, 1, 20) if whole else None
    for file in files:
        report = await imported(standing_files, *file, force=True, complete_on=complete_on)
        assert report.stored, report.stopped
        assert (
            report.units.read == report.units.new + report.units.changed + report.units.unchanged + report.units.refused
        )
    before, first = await contents(standing_files), report
    await imported(standing_files, *files[-1], force=True, complete_on=complete_on)

    # A record refused for its days may fit once the rest is there: only then may the file have more to say.
    assert (Rule.OUTSIDE_PARENT_VALIDITY, Weight.REFUSED) in found(first) or await contents(standing_files) == before
    unkept = (await check(standing_files)).unkept
    assert {one.rule for one in unkept if one.weight is Weight.BROKEN} <= {Rule.RETURN_MOVE}, unkept


@pytest.fixture(name="standing_files")
def _standing_files(engine: AsyncEngine) -> AsyncEngine:
    """A register of this test's own that serves every example."""
    return engine
