"""Location numbers and messages that the register forbids or warns of, and relations that cannot be."""

from datetime import date

import pytest

from domain.identifiers import gln_of
from domain.periods import Period
from domain.rules import Rule
from tests.tidy import (
    ALWAYS,
    CLINIC,
    CLINIC_NUMBER,
    COMPANY,
    DOCTOR,
    HEART,
    HOSPITAL,
    HOSPITAL_NUMBER,
    LUNGS,
    MERGED,
    START,
    STRANGER,
    Workbench,
    broken,
    warned,
)

BREAK = date(2015, 6, 1)
OF_CLINIC = f"location number {CLINIC_NUMBER}"
COLUMNS = "region, system, supplier, network, administrator"


def related(one: int, type_: str, other: int, since: date = START) -> str:
    """One unit said of another, from a day on."""
    return f"INSERT INTO unit_relation (sor_code, type, other, valid) VALUES ({one}, '{type_}', {other}, '[{since},)')"


def another(gln: str, holder: int, valid: str) -> tuple[str, ...]:
    """The clinic's number as another's, with all that belongs to it."""
    return (
        f"INSERT INTO location_number VALUES ('{gln}', '{START}')",
        f"INSERT INTO location_number_version (gln, valid, holder, {COLUMNS})"
        f" SELECT '{gln}', '{valid}', {holder}, {COLUMNS} FROM location_number_version WHERE gln = '{CLINIC_NUMBER}'",
        "INSERT INTO message_capability (gln, code, code_version, direction, valid)"
        f" SELECT '{gln}', code, code_version, direction, '{valid}' FROM message_capability"
        f" WHERE gln = '{CLINIC_NUMBER}'",
    )


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        (["region"], "region"),
        (["system", "administrator"], "EDB system, EDI administrator"),
        (["supplier", "network"], "system supplier, net operator"),
    ],
)
async def test_a_number_that_lacks_a_field_is_warned_of(workbench: Workbench, columns: list[str], missing: str) -> None:
    emptied = ", ".join(f"{column} = NULL" for column in columns)
    change = f"UPDATE location_number_version SET {emptied} WHERE gln = '{CLINIC_NUMBER}'"

    assert await workbench.found_after(change) == warned(
        Rule.LOCATION_NUMBER_FIELDS,
        CLINIC,
        ALWAYS,
        f"the number has no {missing}, and every number has all five",
        OF_CLINIC,
    )


async def test_a_number_that_two_units_hold_at_once(workbench: Workbench) -> None:
    also = another(CLINIC_NUMBER, COMPANY, f"[{BREAK},)")[1]

    assert await workbench.found_after(also) == [
        *broken(
            Rule.LOCATION_NUMBER_HELD_ONCE,
            COMPANY,
            Period(BREAK),
            "the number has another version on those days; each day has one version, and the number one holder",
            OF_CLINIC,
        ),
        *warned(
            Rule.LOCATION_NUMBER_HELD_ONCE,
            COMPANY,
            Period(BREAK),
            f"the number was {CLINIC}'s before; another unit takes another number",
            OF_CLINIC,
        ),
    ]


async def test_a_unit_with_two_numbers_of_its_own(workbench: Workbench) -> None:
    second = gln_of(579000980009)

    assert await workbench.found_after(*another(second, CLINIC, f"[{BREAK},)")) == broken(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        CLINIC,
        Period(BREAK),
        f"the unit has two numbers of its own, this and {CLINIC_NUMBER}; it has at most one",
        f"location number {second}",
    )


async def test_a_unit_with_one_number_after_the_other_breaks_nothing(workbench: Workbench) -> None:
    ended = [
        f"UPDATE {table} SET valid = daterange('{START}', '{BREAK}') WHERE gln = '{CLINIC_NUMBER}'"
        for table in ("location_number_version", "message_capability")
    ]
    following = another(gln_of(579000980009), CLINIC, f"[{BREAK},)")

    assert await workbench.found_after(*following, *ended) == []


async def test_a_number_that_is_handed_on_is_warned_of(workbench: Workbench) -> None:
    passed = (
        f"UPDATE location_number_version SET valid = daterange('{START}', '{BREAK}') WHERE gln = '{CLINIC_NUMBER}'",
        another(CLINIC_NUMBER, COMPANY, f"[{BREAK},)")[1],
    )
    inherits = f"UPDATE unit_version SET inherits_location_number = false WHERE sor_code = {DOCTOR}"

    assert await workbench.found_after(*passed, inherits) == warned(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        COMPANY,
        Period(BREAK),
        f"the number was {CLINIC}'s before; another unit takes another number",
        OF_CLINIC,
    )


async def test_a_number_of_a_unit_that_is_none(workbench: Workbench) -> None:
    given = another(gln_of(579000980009), STRANGER, f"[{START},)")

    assert await workbench.found_after(*given) == broken(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        STRANGER,
        ALWAYS,
        "the number is held by a unit that is not in the register",
        f"location number {gln_of(579000980009)}",
    )


async def test_a_number_that_is_valid_after_its_unit_has_closed_is_warned_of(workbench: Workbench) -> None:
    given = another(gln_of(579000980009), HEART, f"[{START},2023-01-01)")

    assert await workbench.found_after(*given) == warned(
        Rule.LOCATION_NUMBER_OUTLIVES_UNIT,
        HEART,
        Period(MERGED, date(2023, 1, 1)),
        "the number is still valid after the last day of its unit, 2019-12-31, with which it closes",
        f"location number {gln_of(579000980009)}",
    )


async def test_a_number_that_closes_with_its_unit_or_before_breaks_nothing(workbench: Workbench) -> None:
    for until in (MERGED, BREAK):
        given = another(gln_of(579000980009 + until.day + until.year), HEART, f"[{START},{until})")
        assert await workbench.found_after(*given) == []
        await workbench.connection.rollback()


async def test_a_unit_with_a_number_that_is_said_to_inherit_one_is_warned_of(workbench: Workbench) -> None:
    both = f"UPDATE unit_version SET inherits_location_number = true WHERE sor_code = {CLINIC}"

    assert await workbench.found_after(both) == warned(
        Rule.LOCATION_NUMBER_CHOICE,
        CLINIC,
        ALWAYS,
        "the unit has this number of its own and is said to inherit one; its own counts",
        OF_CLINIC,
    )


async def test_a_number_that_begins_before_its_first_day(workbench: Workbench) -> None:
    assert await workbench.found_after(
        f"UPDATE location_number SET first_from = '{BREAK}' WHERE gln = '{CLINIC_NUMBER}'"
    ) == broken(
        Rule.DATES_IN_ORDER,
        CLINIC,
        Period(START, BREAK),
        "the number is said to be valid from 2015-06-01 at first, but its first version is from 2010-01-01",
        OF_CLINIC,
    )


async def test_a_number_without_message_types_is_warned_of_on_those_days(workbench: Workbench) -> None:
    late = f"UPDATE message_capability SET valid = daterange('{BREAK}', NULL) WHERE gln = '{CLINIC_NUMBER}'"

    assert await workbench.found_after(late) == warned(
        Rule.MESSAGE_TYPES_MISSING,
        CLINIC,
        Period(START, BREAK),
        "the number has no message types, so nobody knows what it takes in",
        OF_CLINIC,
    )


async def test_a_message_type_on_days_without_the_number(workbench: Workbench) -> None:
    early = f"UPDATE message_capability SET valid = daterange('2009-01-01', NULL) WHERE gln = '{CLINIC_NUMBER}'"

    assert await workbench.found_after(early) == broken(
        Rule.MESSAGE_TYPE_OUTSIDE_NUMBER,
        None,
        Period(date(2009, 1, 1), START),
        "DIS01 D0133L (receive) is registered on days when the number is not valid: it is valid 2010-01-01 on",
        OF_CLINIC,
    )


async def test_a_message_type_of_a_number_that_nobody_holds(workbench: Workbench) -> None:
    assert await workbench.found_after(
        f"UPDATE unit_version SET inherits_location_number = false WHERE parent = {HOSPITAL}",
        f"DELETE FROM location_number_version WHERE gln = '{HOSPITAL_NUMBER}'",
    ) == broken(
        Rule.MESSAGE_TYPE_OUTSIDE_NUMBER,
        None,
        ALWAYS,
        "DIS01 D0133L (receive) is registered on days when the number is not valid: it is valid never",
        f"location number {HOSPITAL_NUMBER}",
    )


async def test_a_relation_to_a_stranger_is_warned_of(workbench: Workbench) -> None:
    since = date(2012, 1, 1)

    assert await workbench.found_after(related(CLINIC, "COOPERATES", STRANGER, since)) == warned(
        Rule.RELATION_UNKNOWN,
        CLINIC,
        Period(since),
        f"the unit cooperates with {STRANGER}, which is not in the register",
    )


async def test_a_relation_of_a_stranger(workbench: Workbench) -> None:
    assert await workbench.found_after(f"UPDATE unit_relation SET sor_code = {STRANGER}") == broken(
        Rule.RELATION_UNKNOWN,
        STRANGER,
        Period(MERGED),
        f"a unit that is not in the register is said to replace {HEART}",
    )


async def test_units_that_replace_each_other_through_a_third(workbench: Workbench) -> None:
    chain = [(HEART, DOCTOR), (DOCTOR, LUNGS), (LUNGS, CLINIC)]
    circle = [related(successor, "REPLACES", predecessor, MERGED) for successor, predecessor in chain]

    told = "which itself, perhaps through others, replaces the unit"
    assert await workbench.found_after(*circle) == [
        *broken(Rule.SUCCEEDS_ITSELF, HEART, Period(MERGED), f"the unit replaces {DOCTOR}, {told}"),
        *broken(Rule.SUCCEEDS_ITSELF, LUNGS, Period(MERGED), f"the unit replaces {HEART}, {told}"),
        *broken(Rule.SUCCEEDS_ITSELF, DOCTOR, Period(MERGED), f"the unit replaces {LUNGS}, {told}"),
    ]


async def test_cooperation_runs_both_ways(workbench: Workbench) -> None:
    both = [related(one, "COOPERATES", other) for one, other in ((CLINIC, HOSPITAL), (HOSPITAL, CLINIC))]

    assert await workbench.found_after(*both) == []


async def test_a_cooperation_outlives_a_unit(workbench: Workbench) -> None:
    assert await workbench.found_after(related(CLINIC, "COOPERATES", HEART)) == broken(
        Rule.RELATION_IN_FORCE,
        CLINIC,
        Period(MERGED),
        f"the unit is said to cooperate with {HEART} on days on which {HEART} is not in force",
    )
