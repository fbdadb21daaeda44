"""Files taken in: what the register holds afterwards, what is told of the rest, and that twice is once."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.findings import Finding, Weight
from domain.rules import Rule
from resolvers.checking import check
from tests.contents import came, contents, gone
from tests.files import (
    EVERYTHING,
    PLACE,
    SINCE,
    code,
    found,
    imported,
    institution,
    messages,
    owner,
    section,
    told,
    units,
)

CLINIC_FILE = (owner(1), institution(2, 1), section(3, 2), section(4, 3))
LATER = date(2025, 1, 1)


async def test_a_file_is_taken_in_and_recorded_under_its_name(engine: AsyncEngine) -> None:
    report = await imported(engine, *CLINIC_FILE, source="sor.xml")

    assert (report.units.read, report.units.new, report.units.refused) == (4, 4, 0)
    assert (report.stored, report.stopped, report.found) == (True, None, ())
    lives = await units(engine, range(1, 5))
    assert [lives[n].timeline[0].value for n in range(1, 5)] == [record.facts for record in CLINIC_FILE]
    async with engine.connect() as connection:
        actor = text("SELECT id, actor_kind, actor_name FROM change_set ORDER BY id DESC LIMIT 1")
        assert tuple((await connection.execute(actor)).one()) == (report.change_set, "IMPORT", "sor import sor.xml")
        street = text("SELECT street FROM unit_version v JOIN address a ON a.id = v.postal WHERE sor_code = :code")
        assert (await connection.execute(street, {"code": code(1)})).scalar_one() == PLACE.street


async def test_the_same_file_again_changes_not_one_row(engine: AsyncEngine) -> None:
    await imported(engine, *CLINIC_FILE)
    before = await contents(engine)

    report = await imported(engine, *CLINIC_FILE)

    assert await contents(engine) == before
    assert (report.units.unchanged, report.units.new, report.units.changed) == (4, 0, 0)
    assert report.change_set is None


async def test_a_dry_run_tells_the_same_and_changes_not_one_row(engine: AsyncEngine) -> None:
    file = (*CLINIC_FILE, section(5, 99), section(6, 2, type="1234567", first=date(2010, 1, 1)))
    before = await contents(engine)

    dry = await imported(engine, *file, dry_run=True)
    after_dry = await contents(engine)
    real = await imported(engine, *file)

    assert after_dry == before
    assert (dry.units, dry.numbers, dry.found) == (real.units, real.numbers, real.found)
    assert (dry.stored, dry.change_set, real.stored) == (False, None, True)


async def test_a_unit_may_stand_in_the_file_before_the_one_above_it(engine: AsyncEngine) -> None:
    report = await imported(engine, *reversed(CLINIC_FILE))

    assert (report.units.new, report.found) == (4, ())


async def test_a_unit_may_belong_under_one_that_is_in_the_register_already(engine: AsyncEngine) -> None:
    await imported(engine, *CLINIC_FILE[:2])

    assert (await imported(engine, *CLINIC_FILE[2:])).units.new == 2


async def test_a_later_file_makes_one_new_version_and_touches_nothing_else(engine: AsyncEngine) -> None:
    await imported(engine, *CLINIC_FILE)
    before = await contents(engine)

    report = await imported(engine, *CLINIC_FILE[:3], section(4, 3, name="Ambulatorium", since=LATER, first=SINCE))

    assert (report.units.changed, report.units.unchanged) == (1, 3)
    assert await told(engine, 4) == [("2020-01-01", "2025-01-01", "Enhed 4"), ("2025-01-01", "-", "Ambulatorium")]
    after = await contents(engine)
    assert gone(before, after) == {"unit": 1, "unit_version": 1}
    assert came(before, after) == {
        "change": 1,
        "change_set": 1,
        "unit": 1,
        "unit_version": 2,
        "unit_archive": 1,
        "unit_version_archive": 1,
    }


async def test_bad_records_are_told_of_and_the_good_ones_taken_in(engine: AsyncEngine) -> None:
    code_of_none = Finding(Rule.SOR_CODE_CHECK_DIGIT, Weight.REFUSED, "ends in 1", "700051000016001", "line 5")
    no_days = replace(code_of_none, rule=Rule.RECORD_INCOMPLETE, message="has no SorStatus")
    another = replace(code_of_none, sor_code="123", where="line 6")

    report = await imported(engine, *CLINIC_FILE[:2], code_of_none, no_days, another, *CLINIC_FILE[2:])

    assert (report.units.read, report.units.new, report.units.refused) == (6, 4, 2)
    assert found(report) == {
        (Rule.SOR_CODE_CHECK_DIGIT, Weight.REFUSED): 2,
        (Rule.RECORD_INCOMPLETE, Weight.REFUSED): 1,
    }


async def test_what_is_under_an_unknown_unit_is_refused_with_all_that_is_under_it(engine: AsyncEngine) -> None:
    report = await imported(engine, *CLINIC_FILE[:2], section(3, 99), section(4, 3), section(5, 4), section(6, 2))

    assert (report.units.new, report.units.refused) == (3, 3)
    assert messages(report, Rule.PARENT_UNKNOWN) == [
        (str(code(serial)), f"line {serial}", f"{code(above)}, the unit above, is neither in the register nor taken in")
        for serial, above in ((3, 99), (4, 3), (5, 4))
    ]
    assert set(await units(engine, range(1, 7))) == {1, 2, 6}


async def test_of_a_code_that_stands_twice_the_first_record_stands(engine: AsyncEngine) -> None:
    report = await imported(engine, *CLINIC_FILE, section(4, 2, name="Dobbelt"))

    assert found(report) == {(Rule.DUPLICATE_RECORD, Weight.REFUSED): 1}
    assert await told(engine, 4) == [("2020-01-01", "-", "Enhed 4")]


async def test_units_in_a_circle_are_refused_with_what_hangs_below_them(engine: AsyncEngine) -> None:
    report = await imported(
        engine,
        *CLINIC_FILE[:2],
        section(3, 5),
        section(4, 3),
        section(5, 4),
        section(6, 5),
        section(7, 7),
        section(8, 2),
    )

    assert found(report) == {
        (Rule.WOULD_CREATE_CYCLE, Weight.REFUSED): 4,
        (Rule.PARENT_UNKNOWN, Weight.REFUSED): 1,
    }
    assert {whose for whose, _, _ in messages(report, Rule.WOULD_CREATE_CYCLE)} == {str(code(n)) for n in (3, 4, 5, 7)}
    assert set(await units(engine, range(1, 9))) == {1, 2, 8}


async def test_a_stored_unit_is_not_moved_under_what_is_under_it(engine: AsyncEngine) -> None:
    await imported(engine, *CLINIC_FILE)
    before = await contents(engine)

    report = await imported(engine, section(3, 4, since=LATER, first=SINCE))

    assert messages(report, Rule.WOULD_CREATE_CYCLE) == [
        (str(code(3)), "line 3", "it would be under itself from 2025-01-01; it stays where it is")
    ]
    assert await contents(engine) == before


async def test_two_moves_that_only_together_make_a_circle_are_not_both_made(engine: AsyncEngine) -> None:
    await imported(engine, *CLINIC_FILE[:2], section(3, 2), section(4, 3), section(5, 2), section(6, 5))

    report = await imported(engine, section(3, 6, since=LATER, first=SINCE), section(5, 4, since=LATER, first=SINCE))

    assert (report.units.changed, found(report)) == (1, {(Rule.WOULD_CREATE_CYCLE, Weight.REFUSED): 1})


async def test_a_unit_is_under_one_of_the_level_above_and_keeps_its_own_level(engine: AsyncEngine) -> None:
    await imported(engine, *CLINIC_FILE)
    before = await contents(engine)

    report = await imported(engine, section(5, 1), institution(6, 2), institution(3, 1))

    assert found(report) == {(Rule.LEVEL_UNDER, Weight.REFUSED): 2, (Rule.KIND_IS_FINAL, Weight.REFUSED): 1}
    assert await contents(engine) == before


async def test_a_unit_older_than_the_one_above_it_is_cut_and_that_is_told(engine: AsyncEngine) -> None:
    report = await imported(engine, owner(1), institution(2, 1, since=date(2019, 1, 1)), section(3, 2, since=SINCE))

    assert await told(engine, 2) == [("2020-01-01", "-", "Enhed 2")]
    assert messages(report, Rule.OUTSIDE_PARENT_VALIDITY) == [
        (
            str(code(2)),
            "line 2",
            "stated from 2019-01-01; the unit above is from 2020-01-01, so it is taken in from 2020-01-01",
        )
    ]


async def test_a_code_that_nobody_knows_is_added_and_told_of_once(engine: AsyncEngine) -> None:
    strange = {"type": "1234567", "specialities": ("7654321",)}
    report = await imported(engine, *CLINIC_FILE, *(section(n, 2, **strange) for n in range(5, 9)))

    assert messages(report, Rule.UNKNOWN_CODE) == [
        (
            str(code(5)),
            "line 5",
            f"{name} is not in the list; added without explanation; met 4 times, here first",
        )
        for name in ("unit-type 1234567", "speciality 7654321")
    ]
    async with engine.connect() as connection:
        added = text(
            "SELECT list, name_da, explained FROM code_value WHERE code IN ('1234567', '7654321') ORDER BY list"
        )
        assert [tuple(row) for row in await connection.execute(added)] == [
            ("speciality", "7654321", False),
            ("unit-type", "1234567", False),
        ]


async def test_what_old_data_lacks_is_warned_of_and_taken_in(engine: AsyncEngine) -> None:
    report = await imported(
        engine, owner(1, postal=None, electronic=None), institution(2, 1, type=None), section(3, 2, type="394761003")
    )

    assert report.units.new == 3
    assert found(report) == {
        (Rule.TYPE_NOT_ALLOWED_AT_LEVEL, Weight.WARNED): 1,
        (Rule.TYPE_REQUIRED, Weight.WARNED): 1,
        (Rule.TELEPHONE_REQUIRED, Weight.WARNED): 1,
        (Rule.OWNER_POSTAL_ADDRESS, Weight.WARNED): 1,
    }


async def test_what_a_format_cannot_say_is_not_missed(engine: AsyncEngine) -> None:
    carries = EVERYTHING - {"postal", "electronic", "type"}
    report = await imported(engine, owner(1, postal=None, electronic=None, type=None, carries=carries))

    assert report.found == ()


async def test_of_many_findings_all_are_counted_and_the_first_thousand_kept(engine: AsyncEngine) -> None:
    report = await imported(engine, *CLINIC_FILE, *(section(n, 9999) for n in range(5, 1505)))

    (one,) = report.found
    assert (one.rule, one.count, len(one.examples), one.examples[0].where) == (
        Rule.PARENT_UNKNOWN,
        1500,
        1000,
        "line 5",
    )


async def test_who_replaces_whom_is_kept_where_the_register_knows_the_successor(engine: AsyncEngine) -> None:
    gone_unit = section(3, 2, last_day=date(2024, 12, 31), replaced_by=(code(4), code(98)))
    report = await imported(
        engine, *CLINIC_FILE[:2], gone_unit, section(4, 2, since=LATER, replaces=(code(3), code(97)))
    )

    async with engine.connect() as connection:
        relations = text("SELECT sor_code, type, other, lower(valid) FROM unit_relation ORDER BY other")
        kept = [tuple(row) for row in await connection.execute(relations)]
    assert kept == [(code(4), "REPLACES", code(3), LATER), (code(4), "REPLACES", code(97), LATER)]
    assert found(report) == {
        (Rule.RELATION_UNKNOWN, Weight.ADJUSTED): 1,
        (Rule.RELATION_UNKNOWN, Weight.WARNED): 1,
    }
    assert report.successions == 2


async def test_progress_is_told_up_to_the_last_record(engine: AsyncEngine) -> None:
    steps: list[tuple[str, int, int | None]] = []
    await imported(engine, *CLINIC_FILE, section(4, 2), progress=lambda *step: steps.append(step))

    assert steps[0] == ("Reading", 5, None)
    assert steps[-1] == ("Units", 5, 5)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_two_files_give_the_same_register_in_either_order(engine: AsyncEngine, order: tuple[int, int]) -> None:
    files = [
        (owner(1, updated=date(2020, 1, 1)), institution(2, 1, name="Klinik", updated=date(2020, 1, 1))),
        (
            owner(1, updated=date(2020, 1, 1)),
            institution(2, 1, name="Lægehus", since=LATER, first=SINCE, updated=date(2024, 12, 1)),
        ),
    ]
    for place in order:
        await imported(engine, *files[place])

    assert await told(engine, 2) == [("2020-01-01", "2025-01-01", "Klinik"), ("2025-01-01", "-", "Lægehus")]


async def test_what_is_taken_in_breaks_no_rule_of_the_register(engine: AsyncEngine) -> None:
    await imported(
        engine, *CLINIC_FILE, section(5, 3, first=date(2001, 1, 1)), section(6, 99), section(7, 4, type=None)
    )

    assert (await check(engine)).broken == 0
