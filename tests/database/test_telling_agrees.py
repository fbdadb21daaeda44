"""Whoever keeps what the feed tells has what the register says: of all days as known, and of each day as it comes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import Change
from domain.changes import between
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.stories import Said, Story
from resolvers.feed.midnight import come
from resolvers.feed.telling import tell
from resolvers.stories import lines as lines_of
from resolvers.stories import whole
from tests.registers import DAYS, FIRST_DAY
from tests.rewritten import Rewritten, recorded, recorded_again, rewritten

BEFORE_ALL = FIRST_DAY - timedelta(days=3)
ALL_DAYS = [FIRST_DAY + timedelta(days=days) for days in range(-2, DAYS + 3)]
BESIDE = {"STATUS", "LOCATION_NUMBER", "MESSAGE_TYPES", "RELATIONS"}
"""What is told of a unit that is not in force."""

Kept = dict[str, str | None]
ROWS = text(
    "SELECT kind, sor_code, effective_from, until, fields FROM change"
    " WHERE via IS NULL AND sor_code IS NOT NULL AND position > :after ORDER BY position"
)
LAST = text("SELECT coalesce(max(position), 0) FROM change")


def kept(before: Kept, fields: Sequence[Mapping[str, Any]]) -> Kept:
    """What somebody has who keeps what is told of a unit."""
    after = {**before, **{one["field"]: one["after"] for one in fields}}
    told = {field: value for field, value in after.items() if value is not None}
    return told if told.get("STATUS") == "ACTIVE" else {name: told[name] for name in BESIDE & told.keys()}


def said(story: Story, day: date, lines: Mapping[Any, str]) -> Kept:
    """The same, of what the register says."""
    return {change.field.name: change.after for change in between(Said(), story.on(day), lines)}


# A number that was issued stays, whatever becomes of it; only who makes random registers again takes it away.
STAYS = text(
    "INSERT INTO location_number (gln, first_from) SELECT gln, min(lower(valid)) FROM location_number_version_archive"
    " GROUP BY gln ON CONFLICT DO NOTHING"
)


async def again(connection: AsyncConnection, register: Rewritten) -> Change:
    change = await recorded_again(connection, register)
    await connection.execute(STAYS)
    return change


class Copy:
    """Somebody's copy of the register, made of nothing but the feed."""

    def __init__(self, view: Snapshot) -> None:
        self.view = view
        self.position = 0
        self.known: defaultdict[tuple[SorCode, date], Kept] = defaultdict(dict)
        self.today: defaultdict[SorCode, Kept] = defaultdict(dict)

    async def read(self) -> None:
        for kind, code, since, until, fields in await self.view.rows(ROWS, {"after": self.position}):
            if kind == "IN_FORCE":
                self.today[code] = kept(self.today[code], fields)
                continue
            for day in ALL_DAYS:
                if since <= day and (until is None or day < until):
                    self.known[code, day] = kept(self.known[code, day], fields)
        [(self.position,)] = await self.view.rows(LAST)


async def the_register(view: Snapshot, codes: Sequence[SorCode]) -> tuple[dict[SorCode, Story], dict[Any, str]]:
    reader = PostgresReader(view)
    told = await whole(reader, codes, Moment(date.min))
    return dict(zip(codes, told, strict=True)), await lines_of(reader, told)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(register=rewritten())
async def test_a_copy_made_of_the_feed_is_the_register(standing_engine: AsyncEngine, register: Rewritten) -> None:
    codes = [unit.sor_code for unit in register.before.units]
    async with standing_engine.connect() as connection:
        view = Snapshot(standing_engine, connection)
        copy = Copy(view)
        for recording in (recorded(connection, register.before), again(connection, register)):
            change = await recording
            await tell(change, view, BEFORE_ALL)
            await copy.read()
            told, lines = await the_register(view, codes)
            for code in codes:
                for day in ALL_DAYS:
                    assert copy.known[code, day] == said(told[code], day, lines)
        for day in ALL_DAYS:
            await come(change, view, day)
            await copy.read()
            for code in codes:
                assert copy.today[code] == said(told[code], day, lines)
        await connection.rollback()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(register=rewritten())
async def test_days_caught_up_with_are_told_as_if_each_had_been_told_in_time(
    standing_engine: AsyncEngine, register: Rewritten
) -> None:
    """Also by somebody who records something only after several days."""
    whole = text(
        "SELECT kind, sor_code, effective_from, until, fields, via, places FROM change"
        " WHERE kind = 'IN_FORCE' ORDER BY position"
    )

    async def in_force(*days: date, late: bool) -> list[Any]:
        async with standing_engine.connect() as connection:
            view = Snapshot(standing_engine, connection)
            change = await recorded(connection, register.before)
            await tell(change, view, BEFORE_ALL)
            for day in days:
                await come(change, view, day)
            if late:
                change = await again(connection, register)
                await tell(change, view, ALL_DAYS[-1])
            found = [tuple(row) for row in await view.rows(whole)]
            await connection.rollback()
        return found

    one_by_one = await in_force(*ALL_DAYS, late=False)

    assert await in_force(ALL_DAYS[-1], late=False) == one_by_one
    assert await in_force(late=True) == one_by_one
