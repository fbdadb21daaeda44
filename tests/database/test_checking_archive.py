"""What the register cannot have known at once."""

from datetime import date

import pytest

from domain.periods import Period
from domain.rules import Rule
from tests.tidy import ALWAYS, CLINIC, CLINIC_NUMBER, HEART, LUNGS, MERGED, Workbench, broken

OF_CLINIC = f"gln = '{CLINIC_NUMBER}'"
KEPT = [
    ("unit", f"sor_code = {LUNGS}", LUNGS, None, ALWAYS),
    ("unit_version", f"sor_code = {LUNGS}", LUNGS, None, ALWAYS),
    ("unit_relation", f"sor_code = {LUNGS}", LUNGS, f"relation REPLACES {HEART}", Period(MERGED)),
    ("location_number_version", OF_CLINIC, CLINIC, f"location number {CLINIC_NUMBER}", ALWAYS),
    ("message_capability", OF_CLINIC, None, f"location number {CLINIC_NUMBER} DIS01 D0133L receive", ALWAYS),
    ("code_value", "code = 'tilsynet'", None, "code list administrator tilsynet", Period(date(1900, 1, 1))),
]
"""Each kept table, one of its rows, and how that is told."""

Kept = tuple[str, str, int | None, str | None, Period]


def archived(table: str, row: str, first: int, until: int) -> str:
    """A row as it is, also archived as known from the beginning of one year to that of another."""
    return (
        f"INSERT INTO {table}_archive SELECT {table}.*, tstzrange('{first}-01-01 00:00+00', '{until}-01-01 00:00+00')"
        f" FROM {table} WHERE {row}"
    )


@pytest.mark.parametrize("kept", KEPT, ids=[table for table, *_ in KEPT])
async def test_two_things_known_of_one_day_at_one_instant(workbench: Workbench, kept: Kept) -> None:
    table, row, sor_code, where, days = kept

    assert await workbench.found_after(archived(table, row, 2020, 2022), archived(table, row, 2021, 2023)) == broken(
        Rule.KNOWN_ONCE,
        sor_code,
        days,
        f"{table} and its archive have two rows for those days, both known since 2021-01-01 00:00:00 UTC; one is right",
        where,
    )


@pytest.mark.parametrize("kept", KEPT, ids=[table for table, *_ in KEPT])
async def test_what_is_known_now_and_was_superseded_before(workbench: Workbench, kept: Kept) -> None:
    table, row, sor_code, where, days = kept

    [found] = await workbench.found_after(archived(table, row, 2020, 2999))

    assert (found.rule, found.sor_code, found.where, found.valid) == (
        Rule.KNOWN_ONCE,
        None if sor_code is None else str(sor_code),
        where,
        days,
    )


@pytest.mark.parametrize("kept", KEPT, ids=[table for table, *_ in KEPT])
async def test_what_was_known_one_after_the_other_breaks_nothing(workbench: Workbench, kept: Kept) -> None:
    table, row, *_ = kept

    assert await workbench.found_after(archived(table, row, 2020, 2021), archived(table, row, 2021, 2023)) == []


@pytest.mark.parametrize(
    "kept", [kept for kept in KEPT if kept[0] in ("unit_relation", "message_capability", "code_value")], ids=str
)
async def test_what_stands_twice_in_a_live_table(workbench: Workbench, kept: Kept) -> None:
    table, row, sor_code, where, days = kept

    [found] = await workbench.found_after(f"INSERT INTO {table} SELECT * FROM {table} WHERE {row}")

    assert (found.rule, found.where, found.valid) == (Rule.KNOWN_ONCE, where, days)
    assert found.sor_code == (None if sor_code is None else str(sor_code))


async def test_what_is_changed_the_usual_way_leaves_an_archive_in_order(workbench: Workbench) -> None:
    renamed = [f"UPDATE unit_version SET name = '{name}' WHERE sor_code = {LUNGS}" for name in ("Første", "Anden")]

    assert await workbench.found_after(*renamed, archived=True) == []
