"""Location numbers in files: one unit at a time holds one, a unit has one at a time, and none is used again."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.findings import Weight
from domain.location_numbers import Mailbox
from domain.records import NumberRecord
from domain.rules import Rule
from tests.contents import contents
from tests.files import (
    EVERYTHING,
    MAILBOX,
    SINCE,
    code,
    found,
    gln,
    held,
    imported,
    institution,
    messages,
    number,
    numbers,
    owner,
    section,
    units,
)

OWNER, CLINIC = owner(1), institution(2, 1)
LATER, END = date(2025, 1, 1), date(2024, 12, 31)


async def test_a_number_comes_with_its_unit_and_with_all_it_says(engine: AsyncEngine) -> None:
    box = number(7, 3, note="Receptionen", internal_only=True, first_from=date(2019, 5, 1))

    report = await imported(engine, OWNER, CLINIC, section(3, 2, number=box))

    life = (await numbers(engine, [7]))[7]
    assert (report.numbers.read, report.numbers.new) == (1, 1)
    assert life.first_from == date(2019, 5, 1)
    assert [(v.valid.start, v.valid.end, v.value.carried_back) for v in life.timeline] == [
        (date(2019, 5, 1), SINCE, True),
        (SINCE, None, False),
    ]
    assert life.timeline[1].value == box.mailbox


async def test_the_same_numbers_again_change_not_one_row(engine: AsyncEngine) -> None:
    file = (OWNER, CLINIC, section(3, 2, number=number(7, 3, first_from=date(2019, 5, 1))))
    await imported(engine, *file)
    before = await contents(engine)

    report = await imported(engine, *file)

    assert (report.numbers.unchanged, report.change_set) == (1, None)
    assert await contents(engine) == before


async def test_a_number_that_a_file_gives_to_two_units_stays_with_the_first(engine: AsyncEngine) -> None:
    report = await imported(
        engine, OWNER, CLINIC, section(3, 2, number=number(7, 3)), section(4, 2, number=number(7, 4))
    )

    assert await held(engine, 7) == [("2020-01-01", "-", code(3))]
    assert set(await units(engine, [3, 4])) == {3, 4}
    assert (report.numbers.read, report.numbers.new, report.numbers.refused) == (2, 1, 1)
    assert messages(report, Rule.LOCATION_NUMBER_HELD_ONCE) == [
        (str(code(4)), "line 4", f"the location number {gln(7)} is left out: {code(3)} holds it from 2020-01-01")
    ]


async def test_a_number_that_a_stored_unit_holds_is_not_given_to_another(engine: AsyncEngine) -> None:
    await imported(engine, OWNER, CLINIC, section(3, 2, number=number(7, 3)))

    report = await imported(engine, section(4, 2, number=number(7, 4, since=LATER)))

    assert await held(engine, 7) == [("2020-01-01", "-", code(3))]
    assert found(report) == {(Rule.LOCATION_NUMBER_HELD_ONCE, Weight.REFUSED): 1}


async def test_a_number_goes_over_to_another_unit_when_the_first_is_done_with_it(engine: AsyncEngine) -> None:
    await imported(engine, OWNER, CLINIC, section(3, 2, number=number(7, 3)))

    # The new holder stands first in the file, and claims the number from its own first day on.
    taking = section(4, 2, number=number(7, 4, since=LATER, first_from=SINCE))
    report = await imported(engine, taking, section(3, 2, number=number(7, 3, last_day=END)))

    assert await held(engine, 7) == [("2020-01-01", "2025-01-01", code(3)), ("2025-01-01", "-", code(4))]
    assert (report.found, report.numbers.closed, report.numbers.changed) == ((), 1, 2)


async def test_a_unit_that_gets_another_number_leaves_the_one_it_had(engine: AsyncEngine) -> None:
    await imported(engine, OWNER, CLINIC, section(3, 2, number=number(7, 3)))

    report = await imported(engine, section(3, 2, number=number(8, 3, since=LATER)))

    assert await held(engine, 7) == [("2020-01-01", "2025-01-01", code(3))]
    assert await held(engine, 8) == [("2025-01-01", "-", code(3))]
    assert (report.found, report.numbers.new, report.numbers.closed) == ((), 1, 1)


async def test_a_unit_that_says_it_has_none_leaves_the_one_it_had(engine: AsyncEngine) -> None:
    await imported(engine, OWNER, CLINIC, section(3, 2, number=number(7, 3)))

    await imported(engine, section(3, 2, since=LATER, first=SINCE, inherits_location_number=True))

    assert await held(engine, 7) == [("2020-01-01", "2025-01-01", code(3))]


async def test_a_number_stays_where_the_file_says_nothing_of_numbers_or_may_not_show_it(engine: AsyncEngine) -> None:
    hidden = section(4, 2, number=number(8, 4, internal_only=True))
    await imported(engine, OWNER, CLINIC, section(3, 2, number=number(7, 3)), hidden)

    silent = EVERYTHING - {"inherits_location_number"}
    await imported(
        engine, section(3, 2, since=LATER, first=SINCE, carries=silent), section(4, 2, since=LATER, first=SINCE)
    )

    assert (await held(engine, 7), await held(engine, 8)) == (
        [("2020-01-01", "-", code(3))],
        [("2020-01-01", "-", code(4))],
    )


async def test_a_number_that_has_ended_is_not_used_again(engine: AsyncEngine) -> None:
    await imported(engine, OWNER, CLINIC, section(3, 2, number=number(7, 3, last_day=END)))
    before = await contents(engine)

    report = await imported(engine, section(3, 2, number=number(7, 3, since=date(2026, 1, 1))))

    assert found(report) == {(Rule.LOCATION_NUMBER_HELD_ONCE, Weight.ADJUSTED): 1}
    assert await contents(engine) == before


async def test_a_format_that_knows_no_more_than_the_number_leaves_what_is_stored_of_it(engine: AsyncEngine) -> None:
    full = number(7, 3, note="Receptionen")
    await imported(engine, OWNER, CLINIC, section(3, 2, number=full))
    before = await contents(engine)

    bare = NumberRecord(gln=gln(7), mailbox=Mailbox(holder=code(3)), since=LATER, first_from=LATER)
    report = await imported(engine, section(3, 2, number=bare))

    assert report.numbers.unchanged == 1
    assert await contents(engine) == before


async def test_a_number_that_outlives_its_unit_is_kept_and_warned_of(engine: AsyncEngine) -> None:
    report = await imported(engine, OWNER, CLINIC, section(3, 2, last_day=END, number=number(7, 3)))

    assert await held(engine, 7) == [("2020-01-01", "-", code(3))]
    assert messages(report, Rule.LOCATION_NUMBER_OUTLIVES_UNIT) == [
        (str(code(3)), "line 3", f"the location number {gln(7)} is valid after 2024-12-31, the last day of its unit")
    ]


async def test_the_number_of_a_unit_that_is_refused_is_refused_with_it(engine: AsyncEngine) -> None:
    report = await imported(engine, OWNER, CLINIC, section(3, 99, number=number(7, 3)))

    assert (report.numbers.read, report.numbers.refused, report.numbers.new) == (1, 1, 0)
    assert await numbers(engine, [7]) == {}


async def test_codes_of_numbers_that_nobody_knows_are_told_of_once(engine: AsyncEngine) -> None:
    strange: dict[str, Any] = {**MAILBOX, "system": "987654"}
    file = [section(n, 2, number=number(n, n, **strange)) for n in range(3, 6)]

    report = await imported(engine, OWNER, CLINIC, *file)

    told = [message for _, _, message in messages(report, Rule.UNKNOWN_CODE)]
    assert "system 987654 is not in the list; added without explanation; met 3 times, here first" in told
