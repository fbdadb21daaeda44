"""Stored numbers that are not what numbers of their kind are."""

import pytest

from domain.periods import Period
from domain.rules import Rule
from tests.tidy import (
    ALWAYS,
    CLINIC,
    COMPANY,
    DOCTOR,
    HOSPITAL,
    HOSPITAL_NUMBER,
    LUNGS,
    MERGED,
    REGION,
    START,
    Workbench,
    broken,
    warned,
)


async def test_a_sor_code_whose_check_digit_is_wrong(workbench: Workbench) -> None:
    wrong = DOCTOR + 1
    renumbered = [
        f"UPDATE {table} SET sor_code = {wrong} WHERE sor_code = {DOCTOR}" for table in ("unit", "unit_version")
    ]

    assert await workbench.found_after(*renumbered) == broken(
        Rule.SOR_CODE_CHECK_DIGIT,
        wrong,
        ALWAYS,
        f"'{wrong}' ends in {wrong % 10}, but the Verhoeff check digit of {wrong // 10} is {DOCTOR % 10}",
    )


async def test_a_sor_code_of_another_issuer(workbench: Workbench) -> None:
    other = 80081000036007
    renumbered = [
        f"UPDATE {table} SET sor_code = {other} WHERE sor_code = {DOCTOR}" for table in ("unit", "unit_version")
    ]

    assert await workbench.found_after(*renumbered) == broken(
        Rule.SOR_CODE_FORMAT,
        other,
        ALWAYS,
        f"'{other}' has 100003600 before its check digit; a SOR code has 100001600 there",
    )


async def test_a_sor_code_that_a_relation_names(workbench: Workbench) -> None:
    wrong = LUNGS + 1
    renamed = f"UPDATE unit_relation SET other = {wrong} WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(renamed) == [
        *broken(
            Rule.SOR_CODE_CHECK_DIGIT,
            LUNGS,
            Period(MERGED),
            f"'{wrong}' ends in {wrong % 10}, but the Verhoeff check digit of {wrong // 10} is {LUNGS % 10}",
            "relation REPLACES",
        ),
        *warned(
            Rule.RELATION_UNKNOWN,
            LUNGS,
            Period(MERGED),
            f"the unit replaces {wrong}, which is not in the register",
        ),
    ]


@pytest.mark.parametrize(
    ("gln", "rule", "message"),
    [
        (
            "5790000980001",
            Rule.GLN_CHECK_DIGIT,
            "'5790000980001' ends in 1, but the mod 10 check digit of 579000098000 is 0",
        ),
        ("579000098000", Rule.GLN_FORMAT, "'579000098000' has 12 digits; a location number has 13"),
    ],
)
async def test_a_location_number_that_is_none(workbench: Workbench, gln: str, rule: Rule, message: str) -> None:
    tables = ("location_number", "location_number_version", "message_capability")
    renumbered = [f"UPDATE {table} SET gln = '{gln}' WHERE gln = '{HOSPITAL_NUMBER}'" for table in tables]

    assert await workbench.found_after(*renumbered) == broken(rule, HOSPITAL, ALWAYS, message, f"location number {gln}")


async def test_a_location_number_of_another_issuer(workbench: Workbench) -> None:
    tables = ("location_number", "location_number_version", "message_capability")
    renumbered = [f"UPDATE {table} SET gln = '5712345000014' WHERE gln = '{HOSPITAL_NUMBER}'" for table in tables]

    assert await workbench.found_after(*renumbered) == warned(
        Rule.LOCATION_NUMBER_ISSUED,
        HOSPITAL,
        ALWAYS,
        "the number does not begin with 579000, as those that the register issues do",
        "location number 5712345000014",
    )


async def test_a_location_number_that_was_never_issued(workbench: Workbench) -> None:
    assert await workbench.found_after(f"DELETE FROM location_number WHERE gln = '{HOSPITAL_NUMBER}'") == broken(
        Rule.LOCATION_NUMBER_ISSUED,
        HOSPITAL,
        ALWAYS,
        "the number is held, but it is not among the numbers issued",
        f"location number {HOSPITAL_NUMBER}",
    )


@pytest.mark.parametrize(
    ("cvr", "rule", "message"),
    [
        (
            "64942213",
            Rule.CVR_CHECK_DIGIT,
            "'64942213' fails the mod 11 check of a CVR number (weights 2 7 6 5 4 3 2 1)",
        ),
        ("6494221", Rule.CVR_FORMAT, "'6494221' has 7 digits; a CVR number has 8"),
        (" 64942212", Rule.CVR_FORMAT, "' 64942212' is stored where '64942212' is meant"),
    ],
)
async def test_a_cvr_number_that_is_none(workbench: Workbench, cvr: str, rule: Rule, message: str) -> None:
    changed = f"UPDATE unit_version SET cvr = '{cvr}' WHERE sor_code = {COMPANY}"

    assert await workbench.found_after(changed) == broken(rule, COMPANY, ALWAYS, message)


async def test_a_p_number_that_is_none(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET p_number = '100338839X' WHERE sor_code = {CLINIC}"

    assert await workbench.found_after(changed) == broken(
        Rule.P_NUMBER_FORMAT, CLINIC, ALWAYS, "'100338839X' is no P-number: digits 0 to 9 only"
    )


async def test_a_shak_code_that_is_none(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET shak = '13010' WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(changed) == broken(
        Rule.SHAK_FORMAT,
        LUNGS,
        ALWAYS,
        "'13010' is no SHAK code: 4 letters or digits for a hospital, 6 for a department, 7 for a section",
    )


async def test_a_provider_number_without_its_leading_zero(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET provider_numbers = '{{077410,77410}}' WHERE sor_code = {DOCTOR}"

    assert await workbench.found_after(changed) == broken(
        Rule.PROVIDER_NUMBER_FORMAT, DOCTOR, ALWAYS, "'77410' has 5 digits; an ydernummer has 6"
    )


async def test_a_provider_number_whose_sum_is_none_of_the_usual_is_warned_of(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET provider_numbers = '{{077411}}' WHERE sor_code = {DOCTOR}"

    assert await workbench.found_after(changed) == warned(
        Rule.PROVIDER_NUMBER_SUM,
        DOCTOR,
        ALWAYS,
        "the ydernummer '077411' is not divisible by 11 with the weights 6 5 4 3 2 1, as nearly all are",
    )


async def test_a_p_number_where_nobody_has_a_cvr_number(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET cvr = NULL WHERE sor_code = {REGION}"

    assert await workbench.found_after(changed) == warned(
        Rule.P_NUMBER_BELONGS_TO_CVR,
        HOSPITAL,
        ALWAYS,
        "the unit has the P-number 1003388394, but neither it nor a unit above it has a CVR number",
    )


async def test_a_p_number_under_two_cvr_numbers_on_the_same_days(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET p_number = '1003388394' WHERE sor_code = {CLINIC}"

    assert await workbench.found_after(changed) == [
        *warned(
            Rule.P_NUMBER_BELONGS_TO_CVR,
            HOSPITAL,
            Period(START),
            f"the P-number 1003388394 is used under the CVR number 33257872 here, and under 64942212 by {CLINIC}",
        ),
        *warned(
            Rule.P_NUMBER_BELONGS_TO_CVR,
            CLINIC,
            Period(START),
            f"the P-number 1003388394 is used under the CVR number 64942212 here, and under 33257872 by {HOSPITAL}",
        ),
    ]
