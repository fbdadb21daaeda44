"""All that was ever recorded of a unit: read from live and archived rows, and told recording by recording."""

from dataclasses import replace
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import annals, histories, location_numbers, relations
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.annals import Annals, Recording, recordings
from domain.changes import DatedChange
from domain.identifiers import SorCode
from domain.learning import learned
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Moment, Period, Version
from domain.recording import ActorKind, Recorder
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.stories import Story, read
from domain.telling import TimelineField
from domain.units import Facts, UnitKind, facts_of
from tests import naive
from tests.database.test_known_at import ARCHIVES, RECORDED_ANEW
from tests.pure.test_changes import ALL_WRITTEN
from tests.registers import code, number, reading, registers, stored

OPENED, RENAMED, CLOSED = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
CLERK = Recorder(ActorKind.PERSON, "En sagsbehandler")
FIELD = TimelineField
OWNER, CLINIC = code(0), code(1)
MEDDIS = MessageType("MEDDIS", "D0134L")


async def recorded(engine: AsyncEngine, lives: Lives) -> datetime:
    async with change(engine, CLERK) as opened:
        await write(opened, lives)
        return opened.recorded


def clinic(*versions: tuple[Period, str]) -> UnitLife:
    timeline = tuple(Version(period, Facts(name=name, parent=OWNER)) for period, name in versions)
    return UnitLife(sor_code=CLINIC, kind=UnitKind.HEALTH_INSTITUTION, first_from=OPENED, timeline=timeline)


def mailbox(*versions: tuple[Period, str]) -> NumberLife:
    timeline = tuple(Version(period, Mailbox(holder=CLINIC, system=system)) for period, system in versions)
    return NumberLife(gln=number(1), first_from=OPENED, timeline=timeline)


REGION = UnitLife(
    sor_code=OWNER,
    kind=UnitKind.INSTITUTION_OWNER,
    first_from=OPENED,
    timeline=(Version(Period(OPENED), Facts(name="Region Prøve")),),
)


async def told(engine: AsyncEngine, known_at: datetime | None = None) -> list[Recording]:
    async with Snapshot(engine) as db:
        [found] = await annals.annals(db, [CLINIC], Moment(CLOSED, known_at))
        assert db.statements == 5
    return recordings(found, {})


async def test_each_recording_tells_what_it_said_and_when_it_was_superseded(engine: AsyncEngine) -> None:
    first = await recorded(engine, Lives(units=(REGION, clinic((Period(OPENED), "Klinik")))))
    second = await recorded(
        engine, Lives(units=(clinic((Period(OPENED, RENAMED), "Klinik"), (Period(RENAMED), "Klinik Ø")),))
    )
    third = await recorded(engine, Lives(units=(clinic((Period(OPENED, CLOSED), "Klinik Ø")),)))
    new, open_end = Period(OPENED), Period(CLOSED)

    found = await told(engine)

    assert [(one.recorded, one.superseded, one.valid, one.unit.name, one.unit.version) for one in found] == [
        (first, second, new, "Klinik", 1),
        (second, third, Period(OPENED, RENAMED), "Klinik", 2),
        (second, third, Period(RENAMED), "Klinik Ø", 2),
        (third, None, Period(OPENED, CLOSED), "Klinik Ø", 3),
        (third, None, open_end, "Klinik Ø", 3),
    ]
    assert [one.changes for one in found] == [
        (
            DatedChange(FIELD.NAME, None, "Klinik", new),
            DatedChange(FIELD.STATUS, None, "ACTIVE", new),
            DatedChange(FIELD.PARENT, None, str(OWNER), new),
        ),
        (),
        (DatedChange(FIELD.NAME, "Klinik", "Klinik Ø", Period(RENAMED)),),
        (DatedChange(FIELD.NAME, "Klinik", "Klinik Ø", Period(OPENED, RENAMED)),),
        (DatedChange(FIELD.STATUS, "ACTIVE", "CLOSED", open_end),),
    ]
    assert await told(engine, second) == [
        found[0],
        replace(found[1], superseded=None),
        replace(found[2], superseded=None),
    ]


async def test_what_was_recorded_of_a_number_its_messages_and_relations_is_told(engine: AsyncEngine) -> None:
    await recorded(engine, Lives(units=(REGION, clinic((Period(OPENED), "Klinik")))))
    issued = await recorded(engine, Lives(numbers=(mailbox((Period(RENAMED), "a")),)))
    changed = await recorded(engine, Lives(numbers=(mailbox((Period(RENAMED, CLOSED), "a"), (Period(CLOSED), "b")),)))
    receives = Capability(number(1), MEDDIS, Direction.RECEIVE, Period(RENAMED))
    sends = Capability(number(1), MEDDIS, Direction.SEND, Period(CLOSED))
    added = await recorded(engine, Lives(capabilities=(receives, sends)))
    ended = await recorded(engine, Lives(capabilities=(replace(receives, valid=Period(RENAMED, CLOSED)), sends)))
    replaces = await recorded(engine, Lives(successions=(Succession(CLINIC, code(8), OPENED),)))
    closed = await recorded(engine, Lives(numbers=(mailbox((Period(RENAMED, CLOSED), "a")),)))
    gln, later, between = number(1), Period(CLOSED), Period(RENAMED, CLOSED)
    receiving, both = "MEDDIS D0134L: receive", "MEDDIS D0134L: receive, send"

    found = (await told(engine))[1:]

    assert [(one.recorded, one.superseded, one.valid, one.changes) for one in found] == [
        (issued, changed, Period(RENAMED), (DatedChange(FIELD.LOCATION_NUMBER, None, gln, Period(RENAMED)),)),
        (changed, added, later, (DatedChange(FIELD.LOCATION_NUMBER, f"{gln}, system a", f"{gln}, system b", later),)),
        (added, replaces, between, (DatedChange(FIELD.MESSAGE_TYPES, None, receiving, between),)),
        (added, ended, later, (DatedChange(FIELD.MESSAGE_TYPES, None, both, later),)),
        (ended, replaces, later, (DatedChange(FIELD.MESSAGE_TYPES, both, "MEDDIS D0134L: send", later),)),
        (
            replaces,
            closed,
            Period(OPENED),
            (DatedChange(FIELD.RELATIONS, None, f"REPLACES {code(8)}", Period(OPENED)),),
        ),
        (
            closed,
            None,
            later,
            (
                DatedChange(FIELD.LOCATION_NUMBER, gln, None, later),
                DatedChange(FIELD.MESSAGE_TYPES, "MEDDIS D0134L: send", None, later),
            ),
        ),
    ]
    assert {one.unit.name for one in found} == {"Klinik"}


@settings(max_examples=40)
@given(before=registers(), after=registers(), data=st.data())
async def test_annals_tell_what_was_known_before_and_after_each_recording(
    engine: AsyncEngine, before: Lives, after: Lives, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from([unit.sor_code for unit in (*before.units, *after.units)]))
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(ARCHIVES)}"))
    async with reading(engine, before) as db:
        [(then,)] = await db.rows(text("SELECT clock_timestamp()"))
    await recorded_at_once(engine, after)

    async with Snapshot(engine) as db:
        [found, stranger] = await annals.annals(db, [unit, code(99)], Moment(OPENED))
        [known] = await annals.annals(db, [unit], Moment(OPENED, then))
        assert plain(found.at(then).story) == plain(naive.story(before, unit))
        assert plain(found.at(datetime.max.replace(tzinfo=then.tzinfo)).story) == plain(naive.story(after, unit))
        assert plain(known.at(then).story) == plain(naive.story(before, unit))
        assert stranger == Annals(sor_code=code(99))
        assert plain(await as_read(db, unit, then)) == plain(replace(naive.story(before, unit), numbers=()))

    assert found.before(min(found.instants, default=then)).story == Story()
    differing = learned(naive.story(before, unit), naive.story(after, unit), ALL_WRITTEN)
    since = [one for one in recordings(found, ALL_WRITTEN) if one.recorded > then]
    assert {change.field for one in since for change in one.changes} >= {
        change.field for piece in differing for change in piece.fields
    }


async def recorded_at_once(engine: AsyncEngine, register: Lives) -> None:
    """Takes back all that is known, and records a register instead, all at one instant."""
    async with engine.begin() as connection:
        await connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        await connection.execute(text("SELECT set_config('sor.recorded', clock_timestamp()::text, true)"))
        for table in RECORDED_ANEW:
            await connection.execute(text(f"DELETE FROM {table}"))
        await stored(connection, replace(register, addresses=(), electronic_addresses=()))


async def as_read(db: Snapshot, unit: SorCode, then: datetime) -> Story:
    """What was known of versions and relations, by the questions that know nothing of what was superseded."""
    moment, codes = Moment(OPENED, then), [unit]
    [versions] = await histories.histories(db, codes, moment)
    [beside] = await relations.relations(db, codes, moment, ever=True)
    return read([one.unit for one in versions], (), (), beside)


def plain(story: Story) -> Story:
    """The same story, whatever its facts came with."""
    return replace(
        story,
        versions=tuple(Version(one.valid, facts_of(one.value)) for one in story.versions),
        numbers=tuple(
            Version(one.valid, one.value._replace(mailbox=mailbox_of(one.value.mailbox))) for one in story.numbers
        ),
        relations=tuple(sorted(story.relations, key=lambda one: (one.type, one.other, one.valid.start))),
    )


def mailbox_of(told: Mailbox) -> Mailbox:
    return Mailbox(**{name: getattr(told, name) for name in location_numbers.MAILBOX})
