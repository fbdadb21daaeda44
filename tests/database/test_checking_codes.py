"""Codes that are in no code list, not on those days, not explained, or not for units of the level."""

from datetime import date

import pytest

from domain.periods import Period
from domain.rules import Rule
from tests.tidy import (
    ALWAYS,
    BRANCH,
    CASTLE,
    CLINIC,
    CLINIC_NUMBER,
    HOSPITAL,
    LUNGS,
    MEDICINE,
    REGION,
    Workbench,
    broken,
    warned,
)

OF_NUMBER = f"location number {CLINIC_NUMBER}"
SITES = [
    ("unit-type", f"UPDATE unit_version SET type = '123' WHERE sor_code = {LUNGS}", LUNGS, None),
    ("speciality", f"UPDATE unit_version SET specialities = '{{123}}' WHERE sor_code = {CLINIC}", CLINIC, None),
    *(
        (
            column,
            f"UPDATE location_number_version SET {column} = '123' WHERE gln = '{CLINIC_NUMBER}'",
            CLINIC,
            OF_NUMBER,
        )
        for column in ("region", "system", "supplier", "network", "administrator")
    ),
    *(
        (name, f"UPDATE address SET {column} = '123' WHERE id = '{CASTLE.id}'", REGION, "postal address")
        for name, column in (("region", "region"), ("municipality", "municipality"), ("postal-code", "post_code"))
    ),
]
"""Where a code of each list is written down."""

NAMED = [f"{site[0]} of {site[3] or 'a unit'}" for site in SITES]

Site = tuple[str, str, int, str | None]


@pytest.mark.parametrize("site", SITES, ids=NAMED)
async def test_a_code_that_is_in_no_list(workbench: Workbench, site: Site) -> None:
    code_list, change, sor_code, where = site
    found = warned if where == "postal address" else broken

    assert await workbench.found_after(change) == found(
        Rule.UNKNOWN_CODE,
        sor_code,
        ALWAYS,
        f"'123' is not in the code list {code_list}; a code is put there, explained or not, before it is used",
        where,
    )


@pytest.mark.parametrize("site", SITES, ids=NAMED)
async def test_a_code_of_other_days_is_warned_of(workbench: Workbench, site: Site) -> None:
    code_list, change, sor_code, where = site
    ended = (
        "INSERT INTO code_value (list, code, valid, name_da)"
        f" VALUES ('{code_list}', '123', '[1990-01-01,2014-01-01)', 'Før')"
    )

    assert await workbench.found_after(change, ended) == warned(
        Rule.UNKNOWN_CODE,
        sor_code,
        Period(date(2014, 1, 1)),
        f"'123' is in the code list {code_list}, but not on those days: it is valid 1990-01-01 to 2013-12-31",
        where,
    )


@pytest.mark.parametrize("site", SITES, ids=NAMED)
async def test_a_code_that_nobody_can_explain_is_warned_of(workbench: Workbench, site: Site) -> None:
    code_list, change, sor_code, where = site
    dark = (
        "INSERT INTO code_value (list, code, valid, name_da, explained)"
        f" VALUES ('{code_list}', '123', '[1990-01-01,)', '123', false)"
    )

    assert await workbench.found_after(change, dark) == warned(
        Rule.UNKNOWN_CODE,
        sor_code,
        ALWAYS,
        f"'123' is in the code list {code_list}, but nobody has told what it means",
        where,
    )


async def test_a_message_type_that_is_in_no_list(workbench: Workbench) -> None:
    changed = f"UPDATE message_capability SET code_version = 'D9999L' WHERE gln = '{CLINIC_NUMBER}'"

    assert await workbench.found_after(changed) == broken(
        Rule.UNKNOWN_CODE,
        None,
        ALWAYS,
        "'DIS01 D9999L' is not in the code list message-type; a code is put there, explained or not, before it is used",
        OF_NUMBER,
    )


@pytest.mark.parametrize(
    ("valid", "explained", "days", "message"),
    [
        (
            "[1990-01-01,2014-01-01)",
            True,
            Period(date(2014, 1, 1)),
            "not on those days: it is valid 1990-01-01 to 2013-12-31",
        ),
        ("[1990-01-01,)", False, ALWAYS, "nobody has told what it means"),
    ],
)
async def test_a_message_type_of_other_days_or_without_meaning_is_warned_of(
    workbench: Workbench, valid: str, explained: bool, days: Period, message: str
) -> None:
    listed = (
        "INSERT INTO code_value (list, code, valid, name_da, explained)"
        f" VALUES ('message-type', 'DIS01 D9999L', '{valid}', 'Epikrise', {explained})"
    )
    changed = f"UPDATE message_capability SET code_version = 'D9999L' WHERE gln = '{CLINIC_NUMBER}'"

    assert await workbench.found_after(listed, changed) == warned(
        Rule.UNKNOWN_CODE,
        None,
        days,
        f"'DIS01 D9999L' is in the code list message-type, but {message}",
        OF_NUMBER,
    )


async def test_a_code_of_an_address_is_found_of_each_unit_and_use(workbench: Workbench) -> None:
    used = f"UPDATE unit_version SET visiting = '{BRANCH.id}' WHERE sor_code = {MEDICINE}"
    changed = f"UPDATE address SET post_code = '9998' WHERE id = '{BRANCH.id}'"

    found = await workbench.found_after(used, changed)

    assert {(one.sor_code, one.where) for one in found} >= {
        (str(HOSPITAL), "visiting address"),
        (str(MEDICINE), "visiting address"),
    }
    assert {(one.rule, one.valid) for one in found} == {(Rule.UNKNOWN_CODE, ALWAYS)}


async def test_post_codes_of_other_countries_are_not_the_registers(workbench: Workbench) -> None:
    abroad = f"UPDATE address SET country = 'SE', post_code = '223 62', region = NULL WHERE id = '{BRANCH.id}'"

    assert await workbench.found_after(abroad) == []


async def test_a_type_at_a_level_where_it_is_not_used_is_warned_of(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET type = '22232009' WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(changed) == warned(
        Rule.TYPE_NOT_ALLOWED_AT_LEVEL,
        LUNGS,
        ALWAYS,
        "the unit is of type 22232009 and level OE; the list has that type at SI",
    )


async def test_a_type_of_which_no_level_is_known_is_used_at_any(workbench: Workbench) -> None:
    changed = f"UPDATE unit_version SET type = '284546000' WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(changed) == []
