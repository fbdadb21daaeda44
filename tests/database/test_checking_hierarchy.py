"""Units that sit where none may sit."""

from datetime import date

from domain.identifiers import sor_code_of
from domain.periods import Period
from domain.rules import Rule
from tests.tidy import (
    ALWAYS,
    CLINIC,
    COMPANY,
    DOCTOR,
    HEART,
    HOSPITAL,
    LUNGS,
    MEDICINE,
    MERGED,
    REGION,
    RENAMED,
    START,
    STRANGER,
    Workbench,
    broken,
)

NO_NUMBER = f"UPDATE unit_version SET inherits_location_number = false WHERE sor_code IN ({MEDICINE}, {DOCTOR})"
NO_SHAK = "UPDATE unit_version SET shak = NULL"
BREAK = date(2015, 6, 1)


def split(sor_code: int, day: date) -> str:
    """From a day on there is another version of a unit, which says the same."""
    columns = (
        "name, type, local_code, provider_numbers, specialities, postal, electronic, inherits_location_number,"
        " local_attributes, carried_back, parent"
    )
    return (
        f"INSERT INTO unit_version (sor_code, valid, {columns})"
        f" SELECT sor_code, daterange('{day}', upper(valid)), {columns} FROM unit_version"
        f" WHERE sor_code = {sor_code} AND valid @> '{day}'::date"
    )


def until(sor_code: int, day: date) -> str:
    """What began before a day holds until then."""
    return (
        f"UPDATE unit_version SET valid = daterange(lower(valid), '{day}')"
        f" WHERE sor_code = {sor_code} AND lower(valid) < '{day}' AND valid @> '{day}'::date"
    )


def moved(sor_code: int, day: date, parent: int) -> tuple[str, ...]:
    there = f"UPDATE unit_version SET parent = {parent} WHERE sor_code = {sor_code} AND lower(valid) = '{day}'"
    return split(sor_code, day), until(sor_code, day), there


async def test_an_organisational_unit_right_under_an_owner(workbench: Workbench) -> None:
    raised = f"UPDATE unit_version SET parent = {COMPANY} WHERE sor_code = {DOCTOR}"

    assert await workbench.found_after(NO_NUMBER, raised) == broken(
        Rule.LEVEL_UNDER,
        DOCTOR,
        ALWAYS,
        f"the unit, OE, sits under {COMPANY}, IE; IE sits under nothing, SI under IE, OE under SI or OE",
    )


async def test_an_owner_under_another(workbench: Workbench) -> None:
    lowered = f"UPDATE unit_version SET parent = {REGION} WHERE sor_code = {COMPANY}"

    assert await workbench.found_after(lowered) == broken(
        Rule.LEVEL_UNDER,
        COMPANY,
        ALWAYS,
        f"the unit, IE, sits under {REGION}, IE; IE sits under nothing, SI under IE, OE under SI or OE",
    )


async def test_an_institution_under_nothing(workbench: Workbench) -> None:
    freed = (
        f"UPDATE unit_version SET parent = NULL, electronic = (SELECT electronic FROM unit_version"
        f" WHERE sor_code = {COMPANY}), p_number = NULL WHERE sor_code = {CLINIC}"
    )

    assert await workbench.found_after(freed) == broken(
        Rule.LEVEL_UNDER, CLINIC, ALWAYS, "the unit, SI, sits under nothing, which only an owner (IE) does"
    )


async def test_a_unit_under_one_that_the_register_does_not_have(workbench: Workbench) -> None:
    orphaned = f"UPDATE unit_version SET parent = {STRANGER} WHERE sor_code = {DOCTOR}"

    assert await workbench.found_after(orphaned) == broken(
        Rule.PARENT_UNKNOWN, DOCTOR, ALWAYS, f"the unit sits under {STRANGER}, which is not in the register"
    )


async def test_a_unit_that_outlives_the_one_above_it_is_broken_from_that_day_on(workbench: Workbench) -> None:
    closed = (
        until(CLINIC, BREAK),
        f"UPDATE unit SET life = daterange(lower(life), '{BREAK}') WHERE sor_code = {CLINIC}",
    )
    number = f"UPDATE location_number_version SET valid = daterange('{START}', '{BREAK}') WHERE holder = {CLINIC}"
    messages = (
        f"UPDATE message_capability SET valid = daterange('{START}', '{BREAK}')"
        f" WHERE gln = (SELECT gln FROM location_number_version WHERE holder = {CLINIC})"
    )

    assert await workbench.found_after(*closed, number, messages) == broken(
        Rule.OUTSIDE_PARENT_VALIDITY,
        DOCTOR,
        Period(BREAK),
        f"the unit sits under {CLINIC}, which is not in force on those days: its versions run 2010-01-01 to 2015-05-31",
    )


async def test_a_unit_that_is_older_than_the_one_above_it(workbench: Workbench) -> None:
    aged = (
        f"UPDATE unit_version SET valid = daterange('2009-12-01', upper(valid)) WHERE sor_code = {HEART}",
        f"UPDATE unit SET first_from = '2009-12-01', life = daterange('2009-12-01', upper(life))"
        f" WHERE sor_code = {HEART}",
    )

    assert await workbench.found_after(*aged) == broken(
        Rule.OUTSIDE_PARENT_VALIDITY,
        HEART,
        Period(date(2009, 12, 1), START),
        f"the unit sits under {MEDICINE}, which is not in force on those days: its versions run 2010-01-01 on",
    )


async def test_units_that_are_under_each_other_for_some_days_are_each_found_on_those_days(workbench: Workbench) -> None:
    circled = (
        NO_NUMBER,
        NO_SHAK,
        *moved(MEDICINE, BREAK, LUNGS),
    )

    told = "which itself is below the unit; a hierarchy ends in an owner"
    around = Period(BREAK, RENAMED)
    assert await workbench.found_after(*circled) == [
        *broken(Rule.WOULD_CREATE_CYCLE, MEDICINE, around, f"the unit sits under {LUNGS}, {told}"),
        *broken(Rule.WOULD_CREATE_CYCLE, LUNGS, around, f"the unit sits under {MEDICINE}, {told}"),
        # Back under the hospital from 2018 on, as the version of that year says.
        *broken(
            Rule.RETURN_MOVE,
            MEDICINE,
            Period(RENAMED),
            f"the unit is moved from {LUNGS} back under {HOSPITAL}, under which it has been before",
        ),
    ]


async def test_a_unit_under_itself(workbench: Workbench) -> None:
    circled = f"UPDATE unit_version SET parent = {LUNGS} WHERE sor_code = {LUNGS}"

    assert await workbench.found_after(NO_SHAK, circled) == broken(
        Rule.WOULD_CREATE_CYCLE,
        LUNGS,
        ALWAYS,
        f"the unit sits under {LUNGS}, which itself is below the unit; a hierarchy ends in an owner",
    )


async def test_a_circle_is_found_of_its_members_and_not_of_those_below_it(workbench: Workbench) -> None:
    third = sor_code_of(8101)
    added = (
        f"INSERT INTO unit SELECT {third}, kind, first_from, life FROM unit WHERE sor_code = {LUNGS}",
        f"INSERT INTO unit_version (sor_code, valid, parent, name, type)"
        f" SELECT {third}, valid, {LUNGS}, 'Under kredsen', type FROM unit_version WHERE sor_code = {LUNGS}",
        f"UPDATE unit_version SET parent = {LUNGS} WHERE sor_code = {LUNGS}",
    )

    found = await workbench.found_after(NO_SHAK, *added)

    assert [(one.rule, one.sor_code) for one in found] == [(Rule.WOULD_CREATE_CYCLE, str(LUNGS))]


async def test_a_move_back_to_a_former_parent(workbench: Workbench) -> None:
    other_way = moved(LUNGS, BREAK, HOSPITAL)
    and_back = moved(LUNGS, RENAMED, MEDICINE)

    assert await workbench.found_after(NO_SHAK, *other_way, *and_back) == broken(
        Rule.RETURN_MOVE,
        LUNGS,
        Period(RENAMED),
        f"the unit is moved from {HOSPITAL} back under {MEDICINE}, under which it has been before",
    )


async def test_a_move_to_a_third_parent_is_no_return(workbench: Workbench) -> None:
    assert await workbench.found_after(
        NO_SHAK, *moved(LUNGS, BREAK, HOSPITAL), *moved(LUNGS, RENAMED, HEART)
    ) == broken(
        Rule.OUTSIDE_PARENT_VALIDITY,
        LUNGS,
        Period(MERGED),
        f"the unit sits under {HEART}, which is not in force on those days: its versions run 2010-01-01 to 2019-12-31",
    )
