"""Which units a change set is about, and which change sets are about a part of the tree."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import change_sets
from db.reading.lists import Page, SortKey
from db.reading.orders import StrangeSortKey
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import SorCode
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Moment, Period, Version
from domain.recording import ActorKind, Cause, ChangeSet, Reason, Recorder
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import Facts, UnitKind
from tests.registers import code, number

OPENED, DAY = date(2020, 1, 1), date(2026, 1, 1)
CLERK = Recorder(ActorKind.PERSON, "En sagsbehandler", "subject-1", "SOR_OFFICE", None)
OWNER, OTHER, CLINIC, WARD, STRANGER = (code(serial) for serial in (0, 1, 2, 3, 9))
PAGE = Page(20)


def unit(sor_code: SorCode, name: str, parent: SorCode | None) -> UnitLife:
    kind = UnitKind.INSTITUTION_OWNER if parent is None else UnitKind.HEALTH_INSTITUTION
    timeline = (Version(Period(OPENED), Facts(name=name, parent=parent)),)
    return UnitLife(sor_code=sor_code, kind=kind, first_from=OPENED, timeline=timeline)


REGISTER = Lives(
    units=(
        unit(OWNER, "Region Prøve", None),
        unit(OTHER, "Region Eksempel", None),
        unit(CLINIC, "Klinik", OWNER),
        unit(WARD, "Afsnit", OWNER),
    ),
    numbers=(
        NumberLife(
            gln=number(1), first_from=OPENED, timeline=(Version(Period(OPENED), Mailbox(holder=CLINIC, system="a")),)
        ),
    ),
)
RECEIVES = Capability(number(1), MessageType("MEDDIS", "D0134L"), Direction.RECEIVE, Period(OPENED))


async def recorded(engine: AsyncEngine, lives: Lives, reason: Reason | None = None) -> int:
    async with change(engine, CLERK, reason=reason) as opened:
        await write(opened, lives)
        assert opened.change_set is not None
        return opened.change_set


async def withdrawn(engine: AsyncEngine, unit: SorCode) -> int:
    async with change(engine, CLERK) as opened:
        made = await opened.record()
        for table in ("unit_version", "unit"):
            await opened.connection.execute(text(f"DELETE FROM {table} WHERE sor_code = :unit"), {"unit": unit})
        return made


async def about(engine: AsyncEngine, *ids: int) -> list[list[SorCode]]:
    async with Snapshot(engine) as db:
        found = await change_sets.named(db, ids)
        told = [one for id_ in ids for one in found if one.id == id_]
        pages = await change_sets.units(db, told, PAGE)
        assert await change_sets.unit_counts(db, told) == [len(page.items) for page in pages]
        assert db.statements == 3
    return [[*page.items] for page in pages]


async def under(engine: AsyncEngine, unit: SorCode | None, page: Page = PAGE) -> list[int]:
    async with Snapshot(engine) as db:
        found = await change_sets.recent(db, unit, Moment(DAY), page)
    assert [*found.keys] == [(one.id,) for one in found.items]
    return [one.id for one in found.items]


async def test_a_change_set_is_about_every_unit_of_which_anything_was_recorded_or_superseded(
    engine: AsyncEngine,
) -> None:
    first = await recorded(engine, REGISTER)
    renamed = await recorded(engine, Lives(units=(unit(WARD, "Afsnit Ø", OWNER),)))
    exchanging = await recorded(engine, Lives(capabilities=(RECEIVES,)))
    ended = await recorded(engine, Lives(capabilities=(replace(RECEIVES, valid=Period(OPENED, DAY)),)))
    [mailbox] = REGISTER.numbers
    moved = Mailbox(holder=CLINIC, system="b")
    numbered = await recorded(engine, Lives(numbers=(replace(mailbox, timeline=(Version(Period(OPENED), moved),)),)))
    follows = await recorded(engine, Lives(successions=(Succession(CLINIC, WARD, DAY),)))
    strange = await recorded(engine, Lives(successions=(Succession(CLINIC, STRANGER, DAY),)))
    gone = await withdrawn(engine, OTHER)

    found = await about(engine, first, renamed, exchanging, ended, numbered, follows, strange, gone)

    assert found == [
        sorted([OWNER, OTHER, CLINIC, WARD]),
        [WARD],
        [CLINIC],
        [CLINIC],
        [CLINIC],
        sorted([CLINIC, WARD]),
        [CLINIC],
        [OTHER],
    ]


async def test_change_sets_under_a_unit_are_those_about_all_that_was_ever_below_it(engine: AsyncEngine) -> None:
    first = await recorded(engine, REGISTER)
    away = await recorded(engine, Lives(units=(unit(WARD, "Afsnit", OTHER),)))
    since = await recorded(engine, Lives(units=(unit(WARD, "Afsnit Ø", OTHER),)))
    exchanging = await recorded(engine, Lives(capabilities=(RECEIVES,)))
    other = await recorded(engine, Lives(units=(unit(OTHER, "Region Andet", None),)))
    gone = await withdrawn(engine, WARD)

    newest = [gone, other, exchanging, since, away, first]
    assert (await under(engine, None))[: len(newest)] == newest
    assert await under(engine, OWNER) == [gone, exchanging, since, away, first]
    assert await under(engine, OTHER) == [gone, other, since, away, first]
    assert await under(engine, CLINIC) == [exchanging, first]
    assert await under(engine, OWNER, Page(2)) == [gone, exchanging]
    assert await under(engine, OWNER, Page(2, (exchanging,))) == [since, away]


async def test_a_change_set_keeps_who_when_and_why(engine: AsyncEngine) -> None:
    reason = Reason("et nyt register", Cause.CORRECTION, "request-1", ("createUnit", "createUnit"))
    id_ = await recorded(engine, REGISTER, reason)

    async with Snapshot(engine) as db:
        [by_id] = await change_sets.named(db, [id_])
        [by_instant] = await change_sets.named(db, [], [by_id.recorded])
        nothing = await change_sets.named(db, [id_ + 1])

    assert by_id == by_instant == ChangeSet(id_, by_id.recorded, CLERK, reason)
    assert nothing == []


@pytest.mark.parametrize("key", [("Klinik",), (True,), (1, 2), ()])
async def test_the_place_of_another_list_is_refused(engine: AsyncEngine, key: SortKey) -> None:
    async with Snapshot(engine) as db:
        with pytest.raises(StrangeSortKey):
            await change_sets.recent(db, None, Moment(DAY), Page(2, key))
