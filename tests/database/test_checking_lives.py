"""Lives of units with gaps, overlaps and second beginnings."""

from datetime import date

from domain.periods import Period
from domain.rules import Rule
from tests.tidy import ALWAYS, CLINIC, DOCTOR, HEART, LUNGS, MEDICINE, MERGED, RENAMED, START, Workbench, broken

EARLIER, LATER = date(2017, 7, 1), date(2018, 7, 1)


async def test_two_versions_on_a_day(workbench: Workbench) -> None:
    longer = (
        f"UPDATE unit_version SET valid = daterange('{START}', '{LATER}')"
        f" WHERE sor_code = {MEDICINE} AND lower(valid) = '{START}'"
    )

    assert await workbench.found_after(longer) == broken(
        Rule.ONE_VERSION_A_DAY,
        MEDICINE,
        Period(RENAMED, LATER),
        "the version 2018-01-01 on overlaps the one before it; each day has one version",
    )


async def test_a_version_within_a_longer_one_is_found_though_another_stands_between(workbench: Workbench) -> None:
    within = (
        "INSERT INTO unit_version (sor_code, valid, parent, name, type)"
        f" SELECT sor_code, days::daterange, parent, name, type FROM unit_version,"
        f" unnest(ARRAY['[2011-01-01,2011-02-01)', '[2012-01-01,2012-02-01)']) days WHERE sor_code = {LUNGS}"
    )

    assert await workbench.found_after(within) == [
        *broken(
            Rule.ONE_VERSION_A_DAY,
            LUNGS,
            Period(date(2011, 1, 1), date(2011, 2, 1)),
            "the version 2011-01-01 to 2011-01-31 overlaps the one before it; each day has one version",
        ),
        *broken(
            Rule.ONE_VERSION_A_DAY,
            LUNGS,
            Period(date(2012, 1, 1), date(2012, 2, 1)),
            "the version 2012-01-01 to 2012-01-31 overlaps the one before it; each day has one version",
        ),
    ]


async def test_days_without_a_version(workbench: Workbench) -> None:
    shorter = (
        f"UPDATE unit_version SET valid = daterange('{START}', '{EARLIER}')"
        f" WHERE sor_code = {HEART} AND lower(valid) = '{START}'",
        "INSERT INTO unit_version (sor_code, valid, parent, name, type, shak)"
        f" SELECT sor_code, daterange('{RENAMED}', '{MERGED}'), parent, name, type, shak"
        f" FROM unit_version WHERE sor_code = {HEART}",
    )

    assert await workbench.found_after(*shorter) == broken(
        Rule.ONE_VERSION_A_DAY,
        HEART,
        Period(EARLIER, RENAMED),
        "no version says what the unit is on those days, though there are versions before and after",
    )


async def test_a_life_that_ends_before_its_last_version(workbench: Workbench) -> None:
    shorter = f"UPDATE unit SET life = daterange('{START}', '{MERGED}') WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(shorter) == broken(
        Rule.LIFE_IS_ITS_VERSIONS,
        LUNGS,
        Period(MERGED),
        "the life of the unit is 2010-01-01 to 2019-12-31, but what its versions say runs 2010-01-01 on;"
        " the two are the same",
    )


async def test_a_unit_of_which_nothing_is_said(workbench: Workbench) -> None:
    assert await workbench.found_after(f"DELETE FROM unit_version WHERE sor_code = {DOCTOR}") == broken(
        Rule.LIFE_IS_ITS_VERSIONS,
        DOCTOR,
        ALWAYS,
        "the life of the unit is 2010-01-01 on, but what its versions say does not exist; the two are the same",
    )


async def test_versions_of_a_unit_that_is_none(workbench: Workbench) -> None:
    assert await workbench.found_after(f"DELETE FROM unit WHERE sor_code = {DOCTOR}") == broken(
        Rule.LIFE_IS_ITS_VERSIONS,
        DOCTOR,
        ALWAYS,
        "the life of the unit is not among the units, but what its versions say runs 2010-01-01 on;"
        " the two are the same",
    )


async def test_a_first_day_after_the_first_version(workbench: Workbench) -> None:
    later = f"UPDATE unit SET first_from = '{EARLIER}' WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(later) == broken(
        Rule.DATES_IN_ORDER,
        LUNGS,
        Period(START, EARLIER),
        "the unit is said to be valid from 2017-07-01 at first, but its first version is from 2010-01-01",
    )


async def test_a_first_day_before_the_first_version_breaks_nothing(workbench: Workbench) -> None:
    assert await workbench.found_after(f"UPDATE unit SET first_from = '1999-01-01' WHERE sor_code = {LUNGS}") == []


async def test_a_closed_unit_that_is_open_again(workbench: Workbench) -> None:
    reopened = (
        f"UPDATE unit SET life = daterange('{START}', NULL) WHERE sor_code = {HEART}",
        f"UPDATE unit_version SET valid = daterange('{START}', NULL) WHERE sor_code = {HEART}",
    )

    assert await workbench.found_after(*reopened, archived=True) == broken(
        Rule.UNIT_CLOSED,
        HEART,
        Period(MERGED),
        "the unit was closed, its last day was 2019-12-31, and has been opened again; a new unit takes a new SOR code",
    )


async def test_a_closing_that_is_put_off_before_its_day_breaks_nothing(workbench: Workbench) -> None:
    put_off = (
        f"UPDATE unit SET life = daterange('{START}', '2999-01-01') WHERE sor_code = {DOCTOR}",
        f"UPDATE unit_version SET valid = daterange('{START}', '2999-01-01') WHERE sor_code = {DOCTOR}",
    )
    withdrawn = tuple(statement.replace("'2999-01-01'", "NULL") for statement in put_off)

    assert await workbench.found_after(*put_off, archived=True) == []
    assert await workbench.found_after(*withdrawn, archived=True) == []


async def test_a_closing_that_is_carried_further_back_breaks_nothing(workbench: Workbench) -> None:
    sooner = (
        f"UPDATE unit SET life = daterange('{START}', '{RENAMED}') WHERE sor_code = {HEART}",
        f"UPDATE unit_version SET valid = daterange('{START}', '{RENAMED}') WHERE sor_code = {HEART}",
    )

    assert await workbench.found_after(*sooner, archived=True) == []


async def test_a_unit_that_changes_its_level(workbench: Workbench) -> None:
    lowered = f"UPDATE unit SET kind = 'OE' WHERE sor_code = {CLINIC}"

    found = await workbench.found_after(lowered, archived=True)

    assert [one for one in found if one.rule is Rule.KIND_IS_FINAL] == broken(
        Rule.KIND_IS_FINAL,
        CLINIC,
        ALWAYS,
        "the unit is OE and was SI; a unit of another level takes another SOR code",
    )
    assert {one.rule for one in found} == {Rule.KIND_IS_FINAL, Rule.LEVEL_UNDER, Rule.TYPE_NOT_ALLOWED_AT_LEVEL}
