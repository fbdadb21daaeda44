"""What units have said at all dates, who recorded it, and what was known of it when."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import heirs, histories, location_numbers, relations, searching, totals
from db.reading.lists import Filter, Page
from db.reading.reader import Totals
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain import chronicles
from domain.addresses import Address
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import Mailbox
from domain.periods import Moment, Period, Version
from domain.recording import ActorKind, Recorder
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.relations import Relation
from domain.units import Facts, Unit, UnitKind, facts_of
from tests import naive
from tests.registers import code, days, number, reading, registers

OPENED, DAY = date(2020, 1, 1), date(2026, 1, 1)
CLERK = Recorder(ActorKind.PERSON, "En sagsbehandler")
HOME = Address(street="Prøvevej", house_number="1")


def facts(unit: Unit) -> tuple[SorCode, Period, Period, date, Facts]:
    """What the register says, without when it was recorded."""
    return unit.sor_code, unit.valid, unit.life, unit.first_from, facts_of(unit)


@settings(max_examples=150)
@given(register=registers(), day=days)
async def test_histories_are_all_versions_in_order(engine: AsyncEngine, register: Lives, day: date) -> None:
    codes = [*(unit.sor_code for unit in register.units), code(99)]
    async with reading(engine, register) as db:
        told = await histories.histories(db, codes, Moment(day))
        assert db.statements == 1

    expected = [*map(naive.unit_versions, register.units), ()]
    assert [[facts(one.unit) for one in each] for each in told] == [[*map(facts, each)] for each in expected]


@settings(max_examples=150)
@given(register=registers())
async def test_a_chronicle_holds_all_that_was_ever_above(engine: AsyncEngine, register: Lives) -> None:
    codes = [*(unit.sor_code for unit in register.units), code(99)]
    async with reading(engine, register) as db:
        told = await histories.chronicles(db, codes, Moment(DAY))
        assert db.statements == 1

    for asked, chronicle in zip(codes, told, strict=True):
        expected = naive.chronicle(register, asked)
        assert chronicle.sor_code == asked
        assert {one: [*map(facts, units)] for one, units in chronicle.versions.items()} == {
            one: [*map(facts, units)] for one, units in expected.versions.items()
        }
        assert {one: tuple(held) for one, held in chronicle.numbers.items()} == expected.numbers
        for field in InheritableField:
            assert chronicles.timeline(chronicle, field) == chronicles.timeline(expected, field)


def register(name: str, gln: int, since: date) -> Lives:
    """An owner with an address and a number, and a clinic that inherits both and has a name since a day."""
    return Lives(
        units=(
            UnitLife(
                sor_code=code(0),
                kind=UnitKind.INSTITUTION_OWNER,
                first_from=OPENED,
                timeline=(Version(Period(OPENED), Facts(name="Region Prøve", postal=HOME.id)),),
            ),
            UnitLife(
                sor_code=code(1),
                kind=UnitKind.HEALTH_INSTITUTION,
                first_from=since,
                timeline=(Version(Period(since), Facts(name=name, parent=code(0), inherits_location_number=True)),),
            ),
        ),
        numbers=(
            NumberLife(
                gln=number(gln), first_from=OPENED, timeline=(Version(Period(OPENED), Mailbox(holder=code(gln))),)
            ),
        ),
        successions=(Succession(code(gln), code(8), since),),
        addresses=(HOME,),
    )


async def recorded(engine: AsyncEngine, lives: Lives, note: str) -> datetime:
    async with change(engine, CLERK, note=note) as opened:
        await write(opened, lives)
        return opened.recorded


async def test_a_version_says_who_recorded_it_and_when(engine: AsyncEngine) -> None:
    async with Snapshot(engine) as db:
        before = await totals.totals(db)
    instant = await recorded(engine, register("Klinik", 0, OPENED), "det første")

    async with Snapshot(engine) as db:
        [[told]] = await histories.histories(db, [code(1)], Moment(DAY))
        whole = await totals.totals(db)

    assert told.recorded == instant
    assert told.change_set is not None
    assert (told.change_set.actor, told.change_set.note, told.change_set.recorded) == (CLERK, "det første", instant)
    assert told.unit.changed == instant
    assert before.units == 0
    assert whole == Totals(units=2, changed=instant)


async def test_what_was_known_is_asked_for_by_the_instant_it_was_known_at(engine: AsyncEngine) -> None:
    first = await recorded(engine, register("Klinik Nord", 0, OPENED), "først")
    second = await recorded(engine, register("Klinik Syd", 1, date(2021, 1, 1)), "så")
    then, now, long_ago = (Moment(DAY, known_at) for known_at in (first, second, datetime(2000, 1, 1, tzinfo=UTC)))
    number_field, page = InheritableField.LOCATION_NUMBER, Page(10)

    async with Snapshot(engine) as db:
        for moment, name, since in [(then, "Klinik Nord", OPENED), (now, "Klinik Syd", date(2021, 1, 1))]:
            [[told]] = await histories.histories(db, [code(1)], moment)
            assert (told.unit.name, told.unit.valid.start) == (name, since)
            [chronicle] = await histories.chronicles(db, [code(1)], moment)
            days = chronicles.effective(chronicle, InheritableField.POSTAL_ADDRESS, DAY)
            assert days == Period(since)
            found = await searching.search(db, "klinik", moment, Filter(), False, page)
            assert [hit.unit.name for hit in found.items] == [name]

        [held] = await location_numbers.own_numbers(db, [code(0)], then)
        assert held is not None
        assert held.gln == number(0)
        assert await location_numbers.own_numbers(db, [code(1)], then) == [None]
        assert [one.gln for one in (await location_numbers.own_numbers(db, [code(1)], now)) if one] == [number(1)]
        assert await heirs.heir_counts(db, [code(0)], number_field, then, False) == [1]
        assert await heirs.heir_counts(db, [code(0)], number_field, now, False) == [0]
        assert await relations.relations(db, [code(8)], then) == [
            [Relation("REPLACED_BY", code(8), code(0), Period(OPENED))]
        ]

        assert await histories.histories(db, [code(1)], long_ago) == [[]]
        assert await location_numbers.own_numbers(db, [code(0)], long_ago) == [None]
        assert await heirs.heir_counts(db, [code(0)], number_field, long_ago, True) == [0]
        assert await searching.search_count(db, "klinik", long_ago, Filter(), True) == 0
    assert second - first > timedelta(0)
