"""Files that close units: what closes with them, what is stopped, and files that are the whole register."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.findings import Finding, Weight
from domain.rules import Rule
from resolvers.checking import check
from tests.contents import contents
from tests.files import (
    SINCE,
    TODAY,
    code,
    found,
    held,
    imported,
    institution,
    messages,
    number,
    owner,
    section,
    told,
    units,
)

LAST_DAY = date(2026, 12, 31)
REGISTER = (owner(1), institution(2, 1), section(3, 2, number=number(3, 3)), section(4, 3), section(5, 1 + 1))
MANY = (*REGISTER, *(section(n, 2) for n in range(100, 200)))


async def test_what_is_below_a_unit_that_closes_closes_with_it_and_its_numbers_too(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)

    report = await imported(engine, section(3, 2, last_day=LAST_DAY))

    assert (await told(engine, 3))[-1][1] == (await told(engine, 4))[-1][1] == "2027-01-01"
    assert report.units.closed == 2
    assert messages(report, Rule.OUTSIDE_PARENT_VALIDITY) == [
        (
            str(code(4)),
            None,
            "it is valid from 2020-01-01 to 2026-12-31 now, not from 2020-01-01, "
            "since the unit above it is not valid longer",
        )
    ]
    assert (await check(engine)).broken == 0


async def test_the_number_of_a_unit_closes_with_it_where_the_file_tells_nothing_of_the_unit(
    engine: AsyncEngine,
) -> None:
    await imported(engine, *MANY)

    report = await imported(engine, institution(2, 1, last_day=LAST_DAY), force=True)

    assert await held(engine, 3) == [("2020-01-01", "2027-01-01", code(3))]
    assert (report.units.closed, report.numbers.closed) == (104, 1)


async def test_a_unit_that_the_file_moves_away_in_time_stays_open(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)

    await imported(engine, section(3, 2, last_day=LAST_DAY), section(4, 5, since=date(2026, 12, 1), first=SINCE))

    assert await told(engine, 4) == [("2020-01-01", "2026-12-01", "Enhed 4"), ("2026-12-01", "-", "Enhed 4")]


async def test_a_unit_does_not_end_before_what_is_below_it_begins(engine: AsyncEngine) -> None:
    await imported(engine, *MANY, section(6, 4, since=date(2027, 6, 1)))

    report = await imported(engine, section(3, 2, name="Navn", since=date(2026, 12, 1), last_day=LAST_DAY))

    assert (await told(engine, 3))[-1] == ("2026-12-01", "-", "Navn")
    assert messages(report, Rule.OUTSIDE_PARENT_VALIDITY) == [
        (
            str(code(3)),
            "line 3",
            f"it cannot end on 2027-01-01: {code(6)} below it begins on 2027-06-01; that end is left out",
        )
    ]


async def test_a_closed_unit_stays_closed(engine: AsyncEngine) -> None:
    await imported(engine, *REGISTER, section(6, 2, last_day=date(2025, 6, 30)))
    before = await contents(engine)

    report = await imported(engine, section(6, 2, updated=date(2026, 1, 1)))

    assert found(report) == {(Rule.UNIT_CLOSED, Weight.ADJUSTED): 1}
    assert await contents(engine) == before


async def test_a_file_that_closes_too_much_is_stopped(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)
    before = await contents(engine)

    report = await imported(engine, *(section(n, 2, last_day=LAST_DAY) for n in range(100, 106)))

    assert report.stopped is not None
    assert (report.stored, report.stopped.rule, report.change_set) == (False, Rule.MASS_CHANGE_NEEDS_APPROVAL, None)
    named = ", ".join(str(code(n)) for n in range(100, 106))
    assert report.stopped.message == (
        f"the file closes 6 of 105 units in force, 5.7%; more than 5.0% must be confirmed: {named}"
    )
    assert await contents(engine) == before


async def test_a_file_that_closes_too_much_is_taken_in_when_that_is_confirmed(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)
    closing = [section(n, 2, last_day=LAST_DAY) for n in range(100, 106)]

    report = await imported(engine, *closing, force=True)

    assert (report.stored, report.units.closed) == (True, 6)
    assert (await told(engine, 100))[-1][1] == "2027-01-01"


async def test_a_file_that_closes_no_more_than_the_share_passes(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)

    five = await imported(engine, *(section(n, 2, last_day=LAST_DAY) for n in range(100, 105)))
    six = await imported(engine, *(section(n, 2, last_day=LAST_DAY) for n in range(105, 111)), closing_share=0.06)

    assert (five.stopped, six.stopped) == (None, None)


async def test_what_closes_below_others_counts_for_the_brake(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)

    report = await imported(engine, institution(2, 1, last_day=LAST_DAY))

    assert report.stopped is not None
    assert report.stopped.message.startswith("the file closes 104 of 105 units in force, 99.0%;")
    assert report.stopped.message.endswith("and 84 more")


async def test_what_has_closed_or_is_not_open_yet_does_not_count_for_the_brake(engine: AsyncEngine) -> None:
    ahead, over = date(2028, 1, 1), date(2025, 1, 1)
    await imported(engine, *REGISTER, section(6, 2, since=ahead), section(7, 2, last_day=over))

    report = await imported(
        engine, section(6, 2, since=ahead, last_day=date(2029, 1, 1)), section(7, 2, last_day=SINCE)
    )

    assert (report.stopped, report.units.closed, report.units.changed) == (None, 0, 2)


async def test_a_file_that_is_the_whole_register_closes_what_it_does_not_have(engine: AsyncEngine) -> None:
    await imported(engine, *MANY, section(6, 4, since=date(2028, 1, 1)))

    without_4 = [record for record in MANY if record.sor_code not in (code(4), code(5))]
    report = await imported(engine, *without_4, complete_on=TODAY)

    assert (await told(engine, 5))[-1][1] == "2026-11-22"
    assert report.units.closed == 1
    assert messages(report, Rule.OUTSIDE_PARENT_VALIDITY) == [
        (
            str(code(4)),
            None,
            f"the file does not have it, but {code(6)} below it begins on 2028-01-01; it stays open",
        )
    ]


async def test_a_unit_whose_record_is_refused_is_still_one_that_the_whole_register_has(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)
    refused = Finding(Rule.NAME_LENGTH, Weight.REFUSED, "the name has 70 characters", str(code(5)), "line 5")

    report = await imported(engine, *(r for r in MANY if r.sor_code != code(5)), refused, complete_on=TODAY)

    assert (report.units.closed, report.units.refused) == (0, 1)
    assert (await told(engine, 5))[-1][1] == "-"


async def test_a_whole_register_that_has_too_little_is_stopped(engine: AsyncEngine) -> None:
    await imported(engine, *MANY)
    before = await contents(engine)

    report = await imported(engine, *REGISTER, complete_on=TODAY)

    assert report.stopped is not None
    assert report.stopped.message.startswith("the file closes 100 of 105 units in force, 95.2%;")
    assert await contents(engine) == before


@pytest.mark.parametrize("last_day", [date(2019, 6, 1), date(2020, 6, 1), date(2026, 6, 1)])
async def test_an_owner_that_closed_long_ago_takes_along_what_it_can(engine: AsyncEngine, last_day: date) -> None:
    """Of what is under it: a unit from 2018, one from 2020 and one from 2025."""
    await imported(
        engine,
        owner(1, since=date(2015, 1, 1)),
        institution(2, 1, since=date(2018, 1, 1)),
        section(3, 2, since=date(2020, 1, 1)),
        section(4, 2, since=date(2025, 1, 1)),
    )

    report = await imported(engine, owner(1, since=date(2015, 1, 1), last_day=last_day), force=True)

    assert report.stored
    ends = {serial: life.timeline[-1].valid.end for serial, life in (await units(engine, range(1, 5))).items()}
    closed = last_day >= date(2025, 1, 1)
    assert set(ends.values()) == ({date(2026, 6, 2)} if closed else {None})
    assert (await check(engine)).broken == 0


async def test_a_stopped_file_leaves_no_temporary_table_behind(engine: AsyncEngine) -> None:
    await imported(engine, *REGISTER)
    await imported(engine, institution(2, 1, last_day=LAST_DAY))

    again = await imported(engine, *REGISTER)

    assert again.units.unchanged == 5
    async with engine.connect() as connection:
        left = text("SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'")
        assert (await connection.execute(left)).scalar_one() == 0
