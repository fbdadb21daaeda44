"""`sor check`: a register in order, a register that is not, and what the report says."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.checking.asking import KEPT, one_instant
from db.checking.rules import CHECKS, NOT_STORED
from domain.findings import Weight
from domain.periods import Period
from domain.rules import Rule
from resolvers.checking import check
from tests.tidy import CLINIC, COMPANY, HEART, LUNGS, MEDICINE, START, Workbench


async def test_nothing_is_found_in_a_register_that_keeps_every_rule(tidy_engine: AsyncEngine) -> None:
    report = await check(tidy_engine)

    assert report.unkept == ()
    assert (report.broken, report.warned) == (0, 0)
    assert (report.units, report.versions, report.location_numbers) == (8, 9, 2)
    assert report.read_at <= datetime.now(UTC)


async def test_nothing_is_found_in_an_empty_register(standing_engine: AsyncEngine) -> None:
    report = await check(standing_engine)

    assert (report.units, report.unkept) == (0, ())


async def test_nothing_is_found_when_only_the_keys_are_gone(workbench: Workbench) -> None:
    assert await workbench.found_after() == []


def test_every_rule_is_asked_of_stored_data_or_cannot_be_broken_by_it() -> None:
    asked = {rule for one in CHECKS for rule in one.rules}

    assert asked | set(NOT_STORED) == set(Rule)
    assert asked & set(NOT_STORED) == set()
    assert all(reason.strip() for reason in NOT_STORED.values())


async def test_the_report_names_the_rules_it_asked_in_their_order(standing_engine: AsyncEngine) -> None:
    report = await check(standing_engine)

    assert report.rules == tuple(rule for rule in Rule if rule not in NOT_STORED)


async def test_what_is_broken_comes_before_what_is_warned_of(workbench: Workbench) -> None:
    report = await workbench.checked_after(
        f"UPDATE unit_version SET type = NULL, cvr = '12345678' WHERE sor_code = {COMPANY}",
        f"UPDATE unit_version SET name = '', provider_numbers = '{{000001}}' WHERE sor_code = {CLINIC}",
    )

    assert [(one.rule, one.weight, one.count) for one in report.unkept] == [
        (Rule.CVR_CHECK_DIGIT, Weight.BROKEN, 1),
        (Rule.NAME_LENGTH, Weight.BROKEN, 1),
        (Rule.PROVIDER_NUMBER_SUM, Weight.WARNED, 1),
        (Rule.TYPE_REQUIRED, Weight.WARNED, 1),
    ]
    assert (report.broken, report.warned) == (2, 2)


MANY = "SELECT 10000000000 + number * 10 AS code FROM generate_series(1, 1000) number"
"""A thousand SOR codes, none of them right."""


async def test_of_many_findings_the_count_is_exact_and_the_first_are_shown(workbench: Workbench) -> None:
    report = await workbench.checked_after(
        f"INSERT INTO unit (sor_code, kind, first_from, life) SELECT code, 'OE', '{START}', '[{START},)' FROM ({MANY})",
        f"INSERT INTO unit_version (sor_code, valid, parent, name, type)"
        f" SELECT code, '[{START},)', {MEDICINE}, '', '550851000005109' FROM ({MANY})",
    )

    counted = {one.rule: one for one in report.unkept}
    assert {rule: one.count for rule, one in counted.items()} == {Rule.SOR_CODE_FORMAT: 1000, Rule.NAME_LENGTH: 1000}
    first = [str(10_000_000_000 + number * 10) for number in range(1, KEPT + 1)]
    assert [one.sor_code for one in counted[Rule.NAME_LENGTH].examples] == first
    assert [one.sor_code for one in counted[Rule.SOR_CODE_FORMAT].examples] == first


async def test_examples_of_every_way_to_break_a_rule_are_shown(workbench: Workbench) -> None:
    report = await workbench.checked_after(
        f"INSERT INTO unit (sor_code, kind, first_from, life) SELECT code, 'OE', '{START}', '[{START},)' FROM ({MANY})",
        f"INSERT INTO unit_version (sor_code, valid, parent, name, type)"
        f" SELECT code, '[{START},)', {MEDICINE}, 'Afsnit', 'ukendt' FROM ({MANY})",
        f"UPDATE unit_version SET specialities = '{{ukendt}}' WHERE sor_code = {CLINIC}",
    )

    [unknown] = [one for one in report.unkept if one.rule is Rule.UNKNOWN_CODE]
    assert (unknown.count, len(unknown.examples)) == (1001, KEPT)
    assert unknown.examples[-1].sor_code == str(CLINIC)


async def test_the_report_is_told_as_json(workbench: Workbench) -> None:
    report = await workbench.checked_after(
        f"UPDATE unit_version SET name = '' WHERE sor_code = {MEDICINE} AND lower(valid) = '{START}'"
    )

    told = json.loads(json.dumps(report.as_json()))

    assert told == {
        "read_at": report.read_at.isoformat(),
        "units": 8,
        "versions": 9,
        "location_numbers": 2,
        "rules_checked": [rule.id for rule in report.rules],
        "broken": 1,
        "warned": 0,
        "unkept": [
            {
                "rule": "NAME_LENGTH",
                "weight": "broken",
                "da": "Et navn har 1 til 60 tegn.",
                "en": "A name has 1 to 60 characters.",
                "source": "REGISTER 1",
                "count": 1,
                "examples": [
                    {
                        "sor_code": str(MEDICINE),
                        "where": None,
                        "first_day": "2010-01-01",
                        "last_day": "2017-12-31",
                        "message": "the name has 0 characters; it has 1 to 60, not only spaces",
                    }
                ],
            }
        ],
    }


async def test_days_without_a_first_or_beyond_the_calendar_are_told(workbench: Workbench) -> None:
    found = await workbench.found_after(
        f"UPDATE unit_relation SET other = {HEART + 1}, valid = '(,infinity)' WHERE sor_code = {LUNGS}"
    )

    assert {(one.rule, one.valid) for one in found} == {
        (Rule.SOR_CODE_CHECK_DIGIT, Period(date.min)),
        (Rule.RELATION_UNKNOWN, Period(date.min)),
    }


async def test_braces_and_percent_signs_in_data_are_told_as_they_are(workbench: Workbench) -> None:
    [found] = await workbench.found_after(
        f"UPDATE unit_version SET type = '{{0}} %s {{name}}' WHERE sor_code = {LUNGS}"
    )

    assert found.message.startswith("'{0} %s {name}' is not in the code list unit-type")


async def test_progress_is_told_to_the_end(standing_engine: AsyncEngine) -> None:
    told: list[tuple[int, int]] = []

    await check(standing_engine, lambda done, total: told.append((done, total)))

    assert told == [(done, len(CHECKS)) for done in range(len(CHECKS) + 1)]


async def test_a_check_sees_one_instant_and_writes_nothing(tidy_engine: AsyncEngine) -> None:
    rename = text(f"UPDATE unit_version SET name = 'Omdøbt' WHERE sor_code = {LUNGS}")
    name = text(f"SELECT name FROM unit_version WHERE sor_code = {LUNGS}")

    async with one_instant(tidy_engine) as connection:
        before = (await connection.execute(name)).scalar_one()
        async with tidy_engine.begin() as writer:
            await writer.execute(rename)
        assert (await connection.execute(name)).scalar_one() == before == "Lungeafsnittet"
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await connection.execute(rename)


async def test_a_check_takes_the_time_it_needs_and_leaves_the_limit_to_others(tidy_engine: AsyncEngine) -> None:
    limit = text("SELECT current_setting('statement_timeout')")

    async with one_instant(tidy_engine) as connection:
        assert (await connection.execute(limit)).scalar_one() == "0"
    async with tidy_engine.connect() as connection:
        assert (await connection.execute(limit)).scalar_one() == "15s"
