"""Effects of a change set: the same as the difference of all effective values, day by day, before and after it."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.snapshot import Snapshot
from domain.effects import Effect
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from resolvers.effects import effects_of
from tests.naive_differences import differences
from tests.registers import DAYS, FIRST_DAY
from tests.rewritten import Rewritten, recorded, recorded_again, rewritten

ALL_DAYS = [FIRST_DAY + timedelta(days=day) for day in (*range(-2, DAYS + 3), 4000)]


@settings(max_examples=150)
@given(rewritten())
async def test_effects_are_what_differs_on_any_day_of_any_unit_in_force_before_and_after(
    standing_engine: AsyncEngine, register: Rewritten
) -> None:
    async with standing_engine.connect() as connection:
        await recorded(connection, register.before)
        change = await recorded_again(connection, register)
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        assert change.change_set is not None
        found = await effects_of(Snapshot(standing_engine, within=connection), change.change_set, change.recorded)
        await recorded_again(connection, replace(register, after=register.before))
        later = await effects_of(Snapshot(standing_engine, within=connection), change.change_set, change.recorded)
        await connection.rollback()

    assert by_day(found) == {
        (unit, field, day): (told.before and told.before.told, told.after and told.after.told, told.via)
        for day in ALL_DAYS
        for unit, field, told in differences(register.before, register.after, day)
    }
    assert later == found
    assert list(found) == sorted(
        found, key=lambda one: (one.unit, [*InheritableField].index(one.field), one.valid.start)
    )


def by_day(effects: tuple[Effect, ...]) -> dict[tuple[SorCode, InheritableField, date], object]:
    """What is told of each day that a random register knows of; no day is told of twice."""
    told = [
        ((effect.unit, effect.field, day), (effect.before, effect.after, effect.via))
        for effect in effects
        for day in ALL_DAYS
        if effect.valid.covers(day)
    ]
    assert len(dict(told)) == len(told)
    return dict(told)
