"""A large file into an empty register, which is loaded in bulk."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import MANY
from domain.records import NumberLife, UnitLife
from domain.rules import Rule
from resolvers.checking import check
from resolvers.importing.reading import Item
from tests.contents import ARCHIVES, contents
from tests.files import SINCE, TODAY, imported, institution, messages, number, numbers, owner, section, units
from tests.registers import EMPTIED

SIZE = MANY + 60
REFUSED, CUT = 17, 19


def large() -> Iterator[Item]:
    """Owners with institutions and sections, those below before those above; one is under a stranger."""
    for serial in range(SIZE, 0, -1):
        begun = SINCE + timedelta(days=serial % 50)
        if serial % 20 == 1:
            yield owner(serial, first=SINCE - timedelta(days=9))
        elif serial % 20 == 2:
            yield institution(serial, serial - 1, since=begun, first=SINCE, updated=begun)
        elif serial == CUT:
            yield section(serial, 2, since=SINCE - timedelta(days=30))
        else:
            above = SIZE + 1 if serial == REFUSED else serial - serial % 20 + 2 if serial % 20 else serial - 18
            held = number(serial, serial) if serial % 5 == 0 else None
            yield section(serial, above, since=begun, last_day=date(2027, 1, 31), number=held)


async def stored(engine: AsyncEngine) -> tuple[dict[int, UnitLife], dict[int, NumberLife]]:
    return await units(engine, range(SIZE + 2)), await numbers(engine, range(SIZE + 2))


async def indexes(engine: AsyncEngine) -> list[str]:
    asked = text(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class i ON i.oid = indrelid"
        " WHERE i.relnamespace = 'public'::regnamespace AND indisvalid ORDER BY 1"
    )
    async with engine.connect() as connection:
        return [*(await connection.execute(asked)).scalars()]


async def test_an_empty_register_comes_to_hold_what_one_with_a_unit_comes_to_hold(engine: AsyncEngine) -> None:
    before = await indexes(engine)
    first = await imported(engine, *large())
    made = await stored(engine)
    told = await check(engine)

    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join((*EMPTIED, *ARCHIVES))}"))
    await imported(engine, owner(1, first=SINCE - timedelta(days=9)))
    second = await imported(engine, *large())

    assert len(made[0]) == SIZE - 1
    assert made == await stored(engine)
    assert await indexes(engine) == before
    assert (first.units.new, first.units.refused, first.units.closed) == (SIZE - 1, 1, 0)
    assert (second.units.new, second.units.unchanged, second.units.refused) == (SIZE - 2, 1, 1)
    assert first.numbers == second.numbers
    for rule in (Rule.PARENT_UNKNOWN, Rule.OUTSIDE_PARENT_VALIDITY, Rule.CARRIED_BACK):
        assert [one for one in messages(first, rule) if one[1] != "line 1"] == messages(second, rule) != []
    assert told.broken == 0


@pytest.mark.parametrize("unchanged", [{"dry_run": True}, {"complete_on": TODAY, "dry_run": True}])
async def test_a_trial_of_it_leaves_rows_and_indexes_as_they_were(
    engine: AsyncEngine, unchanged: dict[str, object]
) -> None:
    before = await indexes(engine), await contents(engine)

    report = await imported(engine, *large(), **unchanged)

    assert (report.stored, report.units.new) == (False, SIZE - 1)
    assert (await indexes(engine), await contents(engine)) == before


async def test_the_same_file_a_second_time_changes_nothing(engine: AsyncEngine) -> None:
    await imported(engine, *large())
    before = await contents(engine)

    again = await imported(engine, *large())

    assert (again.units.unchanged, again.units.new, again.units.changed) == (SIZE - 1, 0, 0)
    assert await contents(engine) == before
