"""What a change is told as, which day has come, and that the feed says what the register says."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.feed import days, reading
from db.migrating import migrate
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.feed import BEGINNING, ChangeKind, Entry, Position, Told, seen_by
from domain.identifiers import SorCode
from domain.location_numbers import Capability, Direction, MessageType
from domain.operations import Move, Operation, Withdraw
from domain.periods import Period, Version
from domain.permissions import PUBLIC, Actor, Role
from domain.recording import ActorKind, Cause, Reason, Recorder
from domain.records import Lives, UnitLife
from domain.units import Facts
from resolvers.context import Context, Writing
from resolvers.feed.midnight import catch_up
from resolvers.feed.telling import tell
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Options
from tests.builders import (
    COMPANY,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    OPENED,
    REGION,
    ROOM,
    SILENT_NUMBER,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
    WARD,
    _number,
    hospital,
)

SOMEBODY = Recorder(ActorKind.SYSTEM, "test")
TOMORROW = TODAY + timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)


def unit(code: SorCode) -> UnitLife:
    return next(one for one in hospital().units if one.sor_code == code)


def otherwise(code: SorCode, since: date, **facts: Any) -> UnitLife:
    """A unit of the hospital of which something else is said from a day on."""
    timeline: list[Version[Facts]] = []
    for version in unit(code).timeline:
        before, after = version.valid.until(since), version.valid.overlap(Period(since))
        timeline += [] if before is None else [Version(before, version.value)]
        timeline += [] if after is None else [Version(after, replace(version.value, **facts))]
    return replace(unit(code), timeline=tuple(timeline))


def until(code: SorCode, day: date) -> UnitLife:
    """A unit of the hospital that closes."""
    pieces = [(version.valid.until(day), version.value) for version in unit(code).timeline]
    return replace(unit(code), timeline=tuple(Version(valid, facts) for valid, facts in pieces if valid is not None))


async def recorded(engine: AsyncEngine, lives: Lives, today: date = TODAY, cause: Cause = Cause.CHANGE) -> list[Told]:
    """What the feed tells of a change."""
    before = await end(engine)
    async with change(engine, SOMEBODY, reason=Reason(cause=cause)) as opened:
        await write(opened, lives)
        count = await tell(opened, Snapshot(engine, opened.connection), today)
    told = await behind(engine, before)
    assert len(told) == count
    return told


async def end(engine: AsyncEngine) -> Position:
    async with Snapshot(engine) as view:
        return (await reading.standing(view)).end


async def behind(engine: AsyncEngine, position: Position) -> list[Told]:
    async with Snapshot(engine) as view:
        return await reading.entries(view, position, None, None, 10_000)


def own(told: Iterable[Told]) -> list[Entry]:
    return [one.entry for one in told if one.entry.via is None]


def fields(entry: Entry) -> dict[str, tuple[str | None, str | None]]:
    return {one.field.name: (one.before, one.after) for one in entry.fields}


@pytest.fixture
async def clinic(engine: AsyncEngine) -> AsyncEngine:
    """The hospital, told to the feed."""
    await recorded(engine, hospital())
    return engine


async def test_every_unit_that_is_new_is_created_once(engine: AsyncEngine) -> None:
    told = own(await recorded(engine, hospital()))

    created = [entry for entry in told if entry.kind is ChangeKind.UNIT_CREATED]
    assert sorted(entry.sor_code or 0 for entry in created) == sorted(one.sor_code for one in hospital().units)
    [ward] = [entry for entry in created if entry.sor_code == WARD]
    assert (ward.effective_from, ward.until) == (OPENED, MOVES)
    assert ward.places == (WARD, SURGERY, HOSPITAL, REGION)
    assert fields(ward)["NAME"] == (None, "Sengeafsnit Ærø")
    [moved] = [entry for entry in told if entry.sor_code == WARD and entry.kind is ChangeKind.UNIT_MOVED]
    assert (moved.effective_from, moved.places) == (MOVES, (WARD, MEDICINE, HOSPITAL, REGION))


async def test_a_plan_is_told_with_the_day_it_takes_effect_and_with_what_follows_from_it(clinic: AsyncEngine) -> None:
    told = await recorded(
        clinic, Lives(units=(otherwise(REGION, NEW_YEAR, name="Region Ny", postal=ROOM.id),), addresses=(ROOM,))
    )

    [entry] = own(told)
    assert (entry.kind, entry.effective_from, entry.until) == (ChangeKind.UNIT_CHANGED, NEW_YEAR, None)
    assert fields(entry) == {
        "NAME": ("Region Prøve", "Region Ny"),
        "POSTAL_ADDRESS": ("Regionsgade 1, 4100 Ringsted", "Nyrestien 7 B, 4700 Næstved"),
    }
    effects = [one.entry for one in told if one.entry.via is not None]
    assert {entry.kind for entry in effects} == {ChangeKind.EFFECTIVE_CHANGED}
    assert {entry.via for entry in effects} == {REGION}
    kidney = [entry for entry in effects if entry.sor_code == KIDNEY]
    assert [(next(iter(fields(entry))), entry.effective_from, entry.until) for entry in kidney] == [
        ("POSTAL_ADDRESS", NEW_YEAR, date(2028, 1, 1)),
        ("VISITING_ADDRESS", NEW_YEAR, date(2028, 1, 1)),
    ]
    assert kidney[0].places == (KIDNEY, MEDICINE, HOSPITAL, REGION)
    assert not [entry for entry in effects if entry.sor_code in (SURGERY, COMPANY)]


async def test_a_unit_that_moves_is_told_to_those_it_leaves_and_those_it_comes_to(clinic: AsyncEngine) -> None:
    [entry] = own(await recorded(clinic, Lives(units=(otherwise(THEATRE, TODAY, parent=MEDICINE),))))

    assert entry.kind is ChangeKind.UNIT_MOVED
    assert entry.places == (THEATRE, SURGERY, HOSPITAL, REGION, MEDICINE)
    assert fields(entry) == {"PARENT": (str(SURGERY), str(MEDICINE))}


async def test_a_unit_that_closes_is_told_with_where_it_stood(clinic: AsyncEngine) -> None:
    [entry] = own(await recorded(clinic, Lives(units=(until(THEATRE, NEW_YEAR),))))

    assert (entry.kind, entry.effective_from) == (ChangeKind.UNIT_CLOSED, NEW_YEAR)
    assert entry.places == (THEATRE, SURGERY, HOSPITAL, REGION)
    assert fields(entry)["STATUS"] == ("ACTIVE", "CLOSED")


async def test_several_things_of_one_day_are_told_apart(clinic: AsyncEngine) -> None:
    exchanged = Capability(MEDICINE_NUMBER, MessageType("EPIL", "E0135L"), Direction.RECEIVE, Period(TODAY))
    told = own(
        await recorded(
            clinic,
            Lives(
                units=(otherwise(MEDICINE, TODAY, name="Medicin", geographical_relation=None),),
                numbers=(_number(MEDICINE_NUMBER, MEDICINE, internal_only=True),),
                capabilities=(*hospital().capabilities, exchanged),
            ),
        )
    )

    kinds = [(entry.kind.name, entry.effective_from) for entry in told]
    assert kinds == [
        ("LOCATION_NUMBER_CHANGED", OPENED),
        ("UNIT_CHANGED", TODAY),
        ("LOCATION_NUMBER_CHANGED", TODAY),
        ("MESSAGE_TYPES_CHANGED", TODAY),
    ]
    assert (told[0].until, told[0].gln) == (TODAY, MEDICINE_NUMBER)


@pytest.mark.parametrize(
    ("cause", "kind"), [(Cause.CORRECTION, ChangeKind.CORRECTED), (Cause.WITHDRAWAL, ChangeKind.WITHDRAWN)]
)
async def test_a_correction_and_a_withdrawal_are_told_as_such(
    clinic: AsyncEngine, cause: Cause, kind: ChangeKind
) -> None:
    stays = replace(unit(WARD), timeline=(Version(Period(OPENED), unit(WARD).timeline[0].value),))

    [entry] = own(await recorded(clinic, Lives(units=(stays,)), cause=cause))

    assert (entry.kind, entry.effective_from) == (kind, MOVES)
    assert fields(entry) == {"PARENT": (str(MEDICINE), str(SURGERY))}


async def test_local_attributes_are_told_of_without_what_they_are(clinic: AsyncEngine) -> None:
    told = await recorded(clinic, Lives(units=(otherwise(MEDICINE, TODAY, local_attributes=("hemmelig",)),)))

    [entry] = [one.entry for one in told]
    assert (entry.kind, entry.sor_code, entry.effective_from) == (ChangeKind.UNIT_CHANGED, MEDICINE, TODAY)
    assert entry.fields == ()


async def test_a_change_that_changes_nothing_tells_nothing(clinic: AsyncEngine) -> None:
    assert await recorded(clinic, hospital()) == []


async def test_a_hidden_number_is_told_to_its_owners_users_only(clinic: AsyncEngine) -> None:
    told = await recorded(
        clinic, Lives(numbers=(_number(THEATRE_NUMBER, THEATRE), _number(SILENT_NUMBER, COMPANY, internal_only=True)))
    )
    [theatre, company] = own(told)
    clerk = Actor("clerk", Role.REGIONAL_ADMINISTRATOR, REGION)
    owner = Actor("owner", Role.PRIVATE_COMPANY, COMPANY)
    office = Actor("office", Role.SOR_OFFICE)
    whole = {"LOCATION_NUMBER": (f"{THEATRE_NUMBER}, internal only", THEATRE_NUMBER)}

    assert fields(seen_by(PUBLIC, theatre)) == {"LOCATION_NUMBER": (None, THEATRE_NUMBER)}
    assert fields(seen_by(owner, theatre)) == {"LOCATION_NUMBER": (None, THEATRE_NUMBER)}
    assert fields(seen_by(clerk, theatre)) == fields(seen_by(office, theatre)) == whole
    assert (seen_by(PUBLIC, company).fields, seen_by(PUBLIC, company).gln) == ((), None)
    assert seen_by(PUBLIC, company).sor_code == COMPANY
    assert seen_by(clerk, company).fields == ()
    assert seen_by(owner, company) == company


async def test_a_day_that_comes_tells_what_takes_effect_on_it_once(clinic: AsyncEngine) -> None:
    await recorded(clinic, Lives(units=(otherwise(REGION, NEW_YEAR, postal=ROOM.id),), addresses=(ROOM,)))
    before = await end(clinic)

    assert await catch_up(clinic, NEW_YEAR - timedelta(days=1)) == 0
    count = await catch_up(clinic, NEW_YEAR)
    assert await catch_up(clinic, NEW_YEAR) == 0
    told = await behind(clinic, before)

    assert len(told) == count == 9
    assert {one.entry.kind for one in told} == {ChangeKind.IN_FORCE}
    assert {one.entry.effective_from for one in told} == {NEW_YEAR}
    assert {one.change_set for one in told} == {None}
    [entry] = own(told)
    assert entry.sor_code == REGION
    inherited = {(one.entry.sor_code, next(iter(fields(one.entry)))) for one in told if one.entry.via == REGION}
    assert (HOSPITAL, "POSTAL_ADDRESS") in inherited
    assert (KIDNEY, "VISITING_ADDRESS") in inherited


async def test_days_that_nobody_told_of_are_told_one_by_one(clinic: AsyncEngine) -> None:
    before = await end(clinic)

    await catch_up(clinic, date(2028, 3, 1))

    assert [(entry.sor_code, entry.effective_from) for entry in own(await behind(clinic, before))] == [
        (WARD, MOVES),
        (KIDNEY, date(2028, 1, 1)),
    ]


async def test_an_old_register_begins_to_tell_today(engine: AsyncEngine) -> None:
    async with change(engine, SOMEBODY) as opened:
        await write(opened, hospital())

    assert await catch_up(engine, MOVES) == 0
    async with Snapshot(engine) as view:
        assert await days.told_until(view) == MOVES


async def test_who_records_on_a_new_day_tells_of_the_day_first(clinic: AsyncEngine) -> None:
    """So that what they do to a plan that came into force that night comes behind it."""
    stays = replace(unit(WARD), timeline=(Version(Period(OPENED), unit(WARD).timeline[0].value),))

    told = own(await recorded(clinic, Lives(units=(stays,)), today=MOVES, cause=Cause.CORRECTION))

    assert [(entry.kind, fields(entry)) for entry in told] == [
        (ChangeKind.IN_FORCE, {"PARENT": (str(SURGERY), str(MEDICINE))}),
        (ChangeKind.CORRECTED, {"PARENT": (str(MEDICINE), str(SURGERY))}),
    ]


async def test_a_plan_for_the_day_on_which_it_is_recorded_is_told_once(clinic: AsyncEngine) -> None:
    before = await end(clinic)
    await recorded(clinic, Lives(units=(otherwise(SURGERY, TOMORROW, name="Kirurgi"),)), today=TOMORROW)
    await catch_up(clinic, TOMORROW)

    assert [entry.kind for entry in own(await behind(clinic, before))] == [ChangeKind.UNIT_CHANGED]


async def test_a_plan_that_is_withdrawn_never_comes_into_force(clinic: AsyncEngine) -> None:
    await recorded(clinic, Lives(units=(otherwise(SURGERY, NEW_YEAR, name="Kirurgi"),)))
    await recorded(clinic, Lives(units=(unit(SURGERY),)), cause=Cause.WITHDRAWAL)
    before = await end(clinic)

    assert await catch_up(clinic, NEW_YEAR) == 0
    assert await behind(clinic, before) == []


async def test_a_hidden_number_that_comes_into_force_is_hidden_still(clinic: AsyncEngine) -> None:
    first, then = _number(MEDICINE_NUMBER, MEDICINE), _number(MEDICINE_NUMBER, MEDICINE, not_active=True)
    number = replace(
        first,
        timeline=(
            Version(Period(OPENED, NEW_YEAR), first.timeline[0].value),
            Version(Period(NEW_YEAR), then.timeline[0].value),
        ),
    )
    await recorded(clinic, Lives(numbers=(number,)))
    before = await end(clinic)
    await catch_up(clinic, NEW_YEAR)

    [entry] = own(await behind(clinic, before))
    assert fields(entry) == {"LOCATION_NUMBER": (MEDICINE_NUMBER, f"{MEDICINE_NUMBER}, not active")}
    assert fields(seen_by(PUBLIC, entry)) == {"LOCATION_NUMBER": (MEDICINE_NUMBER, None)}


async def test_a_feed_that_was_restored_elsewhere_is_read_on_and_its_cursors_are_not(
    clinic: AsyncEngine, database: str
) -> None:
    """Another server numbers its transactions from the beginning: what was told would come behind what will be."""
    whole = [one.entry for one in await behind(clinic, BEGINNING)]
    async with Snapshot(clinic) as view:
        identity = (await reading.standing(view)).identity
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE change SET xid = (xid::text::bigint + 1000000000)::text::xid8")
    assert await behind(clinic, BEGINNING) == []

    migrate(database)
    await recorded(clinic, Lives(units=(otherwise(SURGERY, TODAY, name="Kirurgi"),)))

    told = [one.entry for one in await behind(clinic, BEGINNING)]
    assert told[:-1] == whole
    assert fields(told[-1]) == {"NAME": ("Kirurgisk Afdeling", "Kirurgi")}
    async with Snapshot(clinic) as view:
        assert (await reading.standing(view)).identity != identity


async def test_many_new_units_are_told_as_created_all_at_once(engine: AsyncEngine, monkeypatch: Any) -> None:
    monkeypatch.setattr("resolvers.feed.telling.MANY", 3)

    told = own(await recorded(engine, hospital()))

    assert {(entry.kind, entry.fields) for entry in told} == {(ChangeKind.UNIT_CREATED, ())}
    assert {entry.sor_code: entry.places for entry in told}[WARD] == (WARD, SURGERY, HOSPITAL, REGION)
    assert {entry.sor_code: entry.effective_from for entry in told}[KIDNEY] == date(2025, 1, 1)
    depths = [len(entry.places) for entry in told]
    assert (depths, len(told)) == (sorted(depths), len(hospital().units))


async def test_operations_are_told_when_they_are_carried_out_and_not_when_they_are_tried(clinic: AsyncEngine) -> None:
    """A move that is planned, tried first, and withdrawn."""
    office = Actor("clerk", Role.SOR_OFFICE)
    move = Move(unit=THEATRE, parent=MEDICINE, since=NEW_YEAR)
    before = await end(clinic)

    async def carried_out(operation: Operation, dry_run: bool = False) -> None:
        async with Snapshot(clinic) as view:
            ctx = Context(PostgresReader(view), TODAY, office, writing=Writing(clinic))
            answer = await carry_out(ctx, [operation], Options(dry_run=dry_run))
            assert [one.errors for one in answer.done] == [()]
            await ctx.take_back()

    await carried_out(move, dry_run=True)
    assert await behind(clinic, before) == []
    await carried_out(move)
    await carried_out(Withdraw(unit=THEATRE, day=NEW_YEAR))

    told = await behind(clinic, before)
    assert [(entry.kind, entry.effective_from, fields(entry)) for entry in own(told)] == [
        (ChangeKind.UNIT_MOVED, NEW_YEAR, {"PARENT": (str(SURGERY), str(MEDICINE))}),
        (ChangeKind.WITHDRAWN, NEW_YEAR, {"PARENT": (str(MEDICINE), str(SURGERY))}),
    ]
    effects = [one.entry for one in told if one.entry.via is not None]
    assert {entry.via for entry in effects} == {THEATRE}
    assert "POSTAL_ADDRESS" in {next(iter(fields(entry))) for entry in effects}
