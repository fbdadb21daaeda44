"""What units should inherit and cannot: telephones, location numbers, the codes above them."""

from datetime import date

from domain.periods import Period
from domain.rules import Rule
from tests.tidy import (
    ALWAYS,
    COMPANY,
    COUNTER,
    HEART,
    HOSPITAL,
    HOSPITAL_NUMBER,
    LUNGS,
    MEDICINE,
    MERGED,
    REGION,
    RENAMED,
    START,
    SWITCHBOARD,
    Workbench,
    warned,
)

BREAK = date(2015, 6, 1)
NEEDED = "a unit has a telephone number, its own or inherited"


async def test_an_electronic_address_without_a_telephone_is_warned_of_down_to_the_next(workbench: Workbench) -> None:
    silent = f"UPDATE electronic_address SET phone = ' ' WHERE id = '{SWITCHBOARD.id}'"
    own = f"UPDATE unit_version SET electronic = '{COUNTER.id}' WHERE sor_code = {MEDICINE}"

    assert await workbench.found_after(silent, own) == [
        *warned(
            Rule.TELEPHONE_REQUIRED, REGION, ALWAYS, f"the unit has an electronic address without a telephone; {NEEDED}"
        ),
        *warned(
            Rule.TELEPHONE_REQUIRED,
            HOSPITAL,
            ALWAYS,
            f"the unit has none of its own, and {REGION} above it an electronic address without a telephone; {NEEDED}",
        ),
    ]


async def test_a_telephone_is_missed_only_on_the_days_without(workbench: Workbench) -> None:
    silent = f"UPDATE unit_version SET electronic = NULL WHERE sor_code = {REGION}"
    own = (
        f"UPDATE unit_version SET electronic = '{COUNTER.id}' WHERE sor_code = {HOSPITAL}",
        f"UPDATE unit_version SET electronic = '{COUNTER.id}'"
        f" WHERE sor_code = {MEDICINE} AND lower(valid) = '{RENAMED}'",
        f"UPDATE unit_version SET parent = {REGION} WHERE sor_code = {MEDICINE} AND lower(valid) = '{START}'",
        f"UPDATE unit_version SET electronic = '{COUNTER.id}' WHERE sor_code IN ({HEART}, {LUNGS})",
    )

    found = await workbench.found_after(silent, *own)

    assert [one for one in found if one.rule is Rule.TELEPHONE_REQUIRED] == [
        *warned(Rule.TELEPHONE_REQUIRED, REGION, ALWAYS, f"the unit has no electronic address; {NEEDED}"),
        *warned(
            Rule.TELEPHONE_REQUIRED,
            MEDICINE,
            Period(START, RENAMED),
            f"the unit has none of its own, and {REGION} above it no electronic address; {NEEDED}",
        ),
    ]


async def test_a_number_that_is_inherited_from_nobody_is_warned_of(workbench: Workbench) -> None:
    below = f"UPDATE unit_version SET inherits_location_number = true WHERE sor_code = {LUNGS}"
    none = f"UPDATE unit_version SET inherits_location_number = false WHERE sor_code = {MEDICINE}"

    assert await workbench.found_after(none, below) == warned(
        Rule.LOCATION_NUMBER_INHERITS_NOTHING,
        LUNGS,
        ALWAYS,
        "the unit inherits its location number, but its nearest unit above that does not inherit either,"
        f" {MEDICINE}, has none",
    )


async def test_a_number_is_inherited_from_nobody_once_it_is_closed(workbench: Workbench) -> None:
    below = f"UPDATE unit_version SET inherits_location_number = true WHERE sor_code = {LUNGS}"
    closed = [
        f"UPDATE {table} SET valid = daterange('{START}', '{BREAK}') WHERE gln = '{HOSPITAL_NUMBER}'"
        for table in ("location_number_version", "message_capability")
    ]

    message = (
        "the unit inherits its location number, but its nearest unit above that does not inherit either,"
        f" {HOSPITAL}, has none"
    )
    assert await workbench.found_after(below, *closed) == [
        *warned(Rule.LOCATION_NUMBER_INHERITS_NOTHING, MEDICINE, Period(BREAK), message),
        *warned(Rule.LOCATION_NUMBER_INHERITS_NOTHING, LUNGS, Period(BREAK), message),
    ]


async def test_an_owner_inherits_from_nobody(workbench: Workbench) -> None:
    rootless = f"UPDATE unit_version SET inherits_location_number = true WHERE sor_code = {COMPANY}"

    assert await workbench.found_after(rootless) == warned(
        Rule.LOCATION_NUMBER_INHERITS_NOTHING,
        COMPANY,
        ALWAYS,
        "the unit inherits its location number, but sits under nothing",
    )


async def test_a_section_whose_shak_code_does_not_extend_its_departments_is_warned_of(workbench: Workbench) -> None:
    other = f"UPDATE unit_version SET shak = '1302011' WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(other) == warned(
        Rule.SHAK_EXTENDS,
        LUNGS,
        ALWAYS,
        f"the SHAK code 1302011 does not extend 130101, that of {MEDICINE} above it",
    )


async def test_a_shak_code_extends_that_of_the_nearest_unit_with_a_shorter_one(workbench: Workbench) -> None:
    gap = f"UPDATE unit_version SET shak = NULL WHERE sor_code = {MEDICINE}"
    other = f"UPDATE unit_version SET shak = '4202' WHERE sor_code = {HOSPITAL}"

    message = f"does not extend 4202, that of {HOSPITAL} above it"
    assert await workbench.found_after(gap, other) == [
        *warned(Rule.SHAK_EXTENDS, HEART, Period(START, MERGED), f"the SHAK code 1301011 {message}"),
        *warned(Rule.SHAK_EXTENDS, LUNGS, ALWAYS, f"the SHAK code 1301012 {message}"),
    ]


async def test_a_shak_code_that_extends_the_nearest_is_right_whatever_that_one_extends(workbench: Workbench) -> None:
    other = f"UPDATE unit_version SET shak = '4202' WHERE sor_code = {HOSPITAL}"

    assert await workbench.found_after(other) == warned(
        Rule.SHAK_EXTENDS,
        MEDICINE,
        ALWAYS,
        f"the SHAK code 130101 does not extend 4202, that of {HOSPITAL} above it",
    )


async def test_a_shak_code_under_none_extends_what_it_likes(workbench: Workbench) -> None:
    none = f"UPDATE unit_version SET shak = NULL WHERE sor_code IN ({HOSPITAL}, {MEDICINE})"

    assert await workbench.found_after(none) == []


async def test_every_walk_ends_where_units_are_under_each_other(workbench: Workbench) -> None:
    circled = (
        f"UPDATE unit_version SET parent = {LUNGS}, electronic = NULL, cvr = NULL, inherits_location_number = true,"
        f" p_number = '1003388390', shak = '130101' WHERE sor_code = {MEDICINE}",
        f"UPDATE unit_version SET inherits_location_number = true, shak = '130101' WHERE sor_code = {LUNGS}",
    )

    found = await workbench.found_after(*circled)

    assert {one.rule for one in found} == {Rule.WOULD_CREATE_CYCLE}


async def test_every_walk_ends_where_units_are_also_under_each_other(workbench: Workbench) -> None:
    """With two versions on a day a circle can hang below an owner."""
    also = (
        "INSERT INTO unit_version (sor_code, valid, parent, name, type, inherits_location_number)"
        f" SELECT sor_code, valid, {LUNGS}, name, type, true FROM unit_version WHERE sor_code = {MEDICINE}",
        f"UPDATE unit_version SET inherits_location_number = true WHERE sor_code = {LUNGS}",
        f"UPDATE unit_version SET electronic = NULL, cvr = NULL WHERE sor_code = {REGION}",
        f"DELETE FROM message_capability WHERE gln = '{HOSPITAL_NUMBER}'",
        f"DELETE FROM location_number_version WHERE gln = '{HOSPITAL_NUMBER}'",
    )

    found = await workbench.found_after(*also)

    assert {one.rule for one in found} >= {
        Rule.ONE_VERSION_A_DAY,
        Rule.WOULD_CREATE_CYCLE,
        Rule.TELEPHONE_REQUIRED,
        Rule.LOCATION_NUMBER_INHERITS_NOTHING,
        Rule.P_NUMBER_BELONGS_TO_CVR,
    }
