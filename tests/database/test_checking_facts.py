"""What versions may not say: texts too long, too many of something, addresses missing or where none belongs."""

import pytest

from domain.periods import Period
from domain.rules import Rule
from tests.tidy import (
    ALWAYS,
    BRANCH,
    CASTLE,
    CLINIC,
    CLINIC_NUMBER,
    COMPANY,
    COUNTER,
    DOCTOR,
    HOSPITAL,
    LUNGS,
    MEDICINE,
    REGION,
    RENAMED,
    START,
    STRANGER,
    Workbench,
    broken,
    warned,
)


async def test_a_name_that_is_too_long(workbench: Workbench) -> None:
    longer = f"UPDATE unit_version SET name = '{'x' * 61}' WHERE sor_code = {MEDICINE} AND lower(valid) = '{RENAMED}'"

    assert await workbench.found_after(longer) == broken(
        Rule.NAME_LENGTH, MEDICINE, Period(RENAMED), "the name has 61 characters; it has 1 to 60, not only spaces"
    )


async def test_a_name_of_spaces(workbench: Workbench) -> None:
    assert await workbench.found_after(f"UPDATE unit_version SET name = '  ' WHERE sor_code = {LUNGS}") == broken(
        Rule.NAME_LENGTH, LUNGS, ALWAYS, "the name has 2 characters; it has 1 to 60, not only spaces"
    )


async def test_what_holds_through_several_versions_is_one_finding(workbench: Workbench) -> None:
    assert await workbench.found_after(f"UPDATE unit_version SET name = '' WHERE sor_code = {MEDICINE}") == broken(
        Rule.NAME_LENGTH, MEDICINE, ALWAYS, "the name has 0 characters; it has 1 to 60, not only spaces"
    )


@pytest.mark.parametrize(
    ("change", "sor_code", "message", "where"),
    [
        (
            f"UPDATE unit_version SET local_code = '{'x' * 21}' WHERE sor_code = {DOCTOR}",
            DOCTOR,
            "the local code has 21 characters; it has at most 20",
            None,
        ),
        (
            f"UPDATE unit_version SET local_attributes = ARRAY['ok', NULL, '{'x' * 21}'] WHERE sor_code = {DOCTOR}",
            DOCTOR,
            "the local attribute has 21 characters; it has at most 20",
            None,
        ),
        (
            f"UPDATE unit_version SET pharmacy_number = '{'x' * 255}' WHERE sor_code = {COMPANY}",
            COMPANY,
            "the pharmacy number has 255 characters; it has at most 254",
            None,
        ),
        (
            f"UPDATE address SET street = '{'x' * 255}' WHERE id = '{CASTLE.id}'",
            REGION,
            "the address: street has 255 characters; it has at most 254",
            None,
        ),
        (
            f"UPDATE electronic_address SET website = '{'x' * 255}' WHERE id = '{COUNTER.id}'",
            COMPANY,
            "the electronic address: website has 255 characters; it has at most 254",
            None,
        ),
        (
            f"UPDATE location_number_version SET note = '{'x' * 255}' WHERE gln = '{CLINIC_NUMBER}'",
            CLINIC,
            "the note has 255 characters; it has at most 254",
            f"location number {CLINIC_NUMBER}",
        ),
    ],
)
async def test_a_text_that_is_too_long(
    workbench: Workbench, change: str, sor_code: int, message: str, where: str | None
) -> None:
    assert await workbench.found_after(change) == broken(Rule.TEXT_LENGTH, sor_code, ALWAYS, message, where)


async def test_a_ninth_speciality(workbench: Workbench) -> None:
    nine = f"UPDATE unit_version SET specialities = array_fill('408443003'::text, ARRAY[9]) WHERE sor_code = {CLINIC}"

    assert await workbench.found_after(nine) == broken(
        Rule.SPECIALITIES_AT_MOST, CLINIC, ALWAYS, "the unit has 9 clinical specialities; it has at most 8"
    )


async def test_a_sixth_local_attribute(workbench: Workbench) -> None:
    six = f"UPDATE unit_version SET local_attributes = array_fill('a'::text, ARRAY[6]) WHERE sor_code = {DOCTOR}"

    assert await workbench.found_after(six) == broken(
        Rule.LOCAL_ATTRIBUTES_AT_MOST, DOCTOR, ALWAYS, "the unit has 6 local attributes; it has at most 5"
    )


async def test_a_unit_without_a_type_is_warned_of(workbench: Workbench) -> None:
    assert await workbench.found_after(f"UPDATE unit_version SET type = NULL WHERE sor_code = {LUNGS}") == warned(
        Rule.TYPE_REQUIRED, LUNGS, ALWAYS, "the unit has no type; it takes one of the code list unit-type"
    )


async def test_an_owner_without_a_postal_address_is_warned_of(workbench: Workbench) -> None:
    assert await workbench.found_after(f"UPDATE unit_version SET postal = NULL WHERE sor_code = {REGION}") == warned(
        Rule.OWNER_POSTAL_ADDRESS,
        REGION,
        ALWAYS,
        "the owner has no postal address, so units under it that state none have none",
    )


async def test_an_activity_address_of_an_institution(workbench: Workbench) -> None:
    active = f"UPDATE unit_version SET activity = '{BRANCH.id}' WHERE sor_code = {HOSPITAL}"

    assert await workbench.found_after(active) == broken(
        Rule.ACTIVITY_ADDRESS_LEVEL,
        HOSPITAL,
        ALWAYS,
        "the unit, SI, has an activity address, which only an organisational unit (OE) has",
    )


async def test_an_address_that_the_register_does_not_have(workbench: Workbench) -> None:
    missing = f"UPDATE unit_version SET visiting = '{COUNTER.id}' WHERE sor_code = {HOSPITAL}"

    assert await workbench.found_after(missing) == broken(
        Rule.ADDRESS_UNKNOWN,
        HOSPITAL,
        ALWAYS,
        f"the unit's visiting address is said to be {COUNTER.id}, which is not among the addresses",
    )


async def test_an_electronic_address_that_the_register_does_not_have(workbench: Workbench) -> None:
    missing = f"UPDATE unit_version SET electronic = '{BRANCH.id}' WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(missing) == [
        *broken(
            Rule.ADDRESS_UNKNOWN,
            LUNGS,
            ALWAYS,
            f"the unit's electronic address is said to be {BRANCH.id}, which is not among the addresses",
        ),
        *warned(
            Rule.TELEPHONE_REQUIRED,
            LUNGS,
            ALWAYS,
            "the unit has an electronic address without a telephone; a unit has a telephone number, its own or"
            " inherited",
        ),
    ]


@pytest.mark.parametrize(
    ("relation", "parent", "message"),
    [
        (3, None, "the unit shares the place of another mother unit (3), but of which is not said"),
        (3, STRANGER, f"the unit is said to share the place of {STRANGER}, which is not in the register"),
    ],
)
async def test_the_place_of_a_mother_unit_that_is_not_known_is_warned_of(
    workbench: Workbench, relation: int, parent: int | None, message: str
) -> None:
    placed = (
        f"UPDATE unit_version SET geographical_relation = {relation}, geographical_parent = {parent or 'NULL'}"
        f" WHERE sor_code = {LUNGS}"
    )

    assert await workbench.found_after(placed) == warned(Rule.GEOGRAPHICAL_PARENT, LUNGS, ALWAYS, message)


async def test_an_own_place_needs_no_mother_unit(workbench: Workbench) -> None:
    placed = f"UPDATE unit_version SET geographical_relation = 1 WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(placed) == []


async def test_a_name_is_broken_only_on_the_days_of_its_version(workbench: Workbench) -> None:
    before = f"UPDATE unit_version SET name = '' WHERE sor_code = {MEDICINE} AND lower(valid) = '{START}'"

    [found] = await workbench.found_after(before)

    assert found.valid == Period(START, RENAMED)
