"""Location numbers: which one a unit holds, how each stands on a day, and which messages it takes."""

from datetime import date

from hypothesis import given, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import location_numbers
from domain.identifiers import Gln
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Moment, Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, UnitKind
from tests import naive
from tests.registers import code, days, number, reading, registers

OPENED, ISSUED, CHANGED, CLOSED = date(2020, 1, 1), date(2020, 6, 1), date(2021, 1, 1), date(2022, 1, 1)
UNIT, OTHER = code(0), code(1)
HELD = NumberLife(
    gln=number(1),
    first_from=OPENED,
    timeline=(
        Version(Period(ISSUED, CHANGED), Mailbox(holder=UNIT, region="1084", system="a")),
        Version(Period(CHANGED, CLOSED), Mailbox(holder=UNIT, region="1084", system="b", not_active=True, note="ude")),
    ),
)


def owner(serial: int, end: date | None = None) -> UnitLife:
    return UnitLife(
        sor_code=code(serial),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=OPENED,
        timeline=(Version(Period(OPENED, end), Facts(name="Prøve")),),
    )


REGISTER = Lives(units=(owner(0), owner(1)), numbers=(HELD,))


async def test_a_number_stands_as_its_version_of_the_day_says(engine: AsyncEngine) -> None:
    first, then = naive.number_versions(HELD)
    async with reading(engine, REGISTER) as db:
        for day, expected in [
            (date(2019, 1, 1), first),
            (ISSUED, first),
            (date(2021, 5, 1), then),
            (date(2030, 1, 1), then),
        ]:
            assert await location_numbers.numbers(db, [number(7), HELD.gln], Moment(day)) == [None, expected]

    assert (first.life, first.first_from) == (Period(ISSUED, CLOSED), OPENED)


async def test_a_unit_in_force_holds_a_number_only_inside_its_period(engine: AsyncEngine) -> None:
    first, _ = naive.number_versions(HELD)
    async with reading(engine, REGISTER) as db:
        for day, expected in [(OPENED, None), (ISSUED, first), (CLOSED, None)]:
            assert await location_numbers.own_numbers(db, [OTHER, UNIT, code(9)], Moment(day)) == [None, expected, None]
        assert db.statements == 3


async def test_a_closed_unit_shows_the_number_it_held_last(engine: AsyncEngine) -> None:
    closed = Lives(units=(owner(0, end=CLOSED),), numbers=(HELD,))
    _, last = naive.number_versions(HELD)
    async with reading(engine, closed) as db:
        assert await location_numbers.own_numbers(db, [UNIT], Moment(date(2026, 1, 1))) == [last]


async def test_every_version_of_the_numbers_a_unit_has_held_is_told_in_order(engine: AsyncEngine) -> None:
    later = NumberLife(
        gln=number(0), first_from=CLOSED, timeline=(Version(Period(CLOSED), Mailbox(holder=UNIT, internal_only=True)),)
    )
    async with reading(engine, Lives(units=REGISTER.units, numbers=(HELD, later))) as db:
        told = await location_numbers.number_histories(db, [OTHER, UNIT], Moment(OPENED))

    assert told == [[], [*naive.number_versions(HELD), *naive.number_versions(later)]]


async def test_messages_are_those_of_the_day(engine: AsyncEngine) -> None:
    def carried(code: str, version: str, direction: Direction, end: date | None = None) -> Capability:
        return Capability(HELD.gln, MessageType(code, version), direction, Period(ISSUED, end))

    referral = carried("REF01", "H0130R", Direction.SEND)
    discharge = carried("DIS01", "D0133L", Direction.RECEIVE, end=CHANGED)
    answer = carried("DIS01", "D0134L", Direction.RECEIVE)
    register = Lives(units=REGISTER.units, numbers=(HELD,), capabilities=(referral, discharge, answer))
    async with reading(engine, register) as db:
        assert await location_numbers.capabilities(db, [HELD.gln], Moment(ISSUED)) == [[discharge, answer, referral]]
        assert await location_numbers.capabilities(db, [Gln("0"), HELD.gln], Moment(CHANGED)) == [
            [],
            [answer, referral],
        ]


@settings(max_examples=150)
@given(register=registers(), day=days)
async def test_numbers_are_read_as_the_register_holds_them(engine: AsyncEngine, register: Lives, day: date) -> None:
    codes = [*(unit.sor_code for unit in register.units), code(99)]
    async with reading(engine, register) as db:
        own = await location_numbers.own_numbers(db, codes, Moment(day))
        told = await location_numbers.number_histories(db, codes, Moment(day))
        assert db.statements == 2

    lives = {unit.sor_code: unit for unit in register.units}
    for unit, held, history in zip(codes, own, told, strict=True):
        assert tuple(history) == naive.numbers_held(register, unit)
        assert held == naive.number_on(register, unit, naive.nearest_day(lives.get(unit), day))
