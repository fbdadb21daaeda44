"""Content hashes: equal where all that may be read of a unit and of those below it is equal, and nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.reading.resident import worked_out
from db.reading.resident.reader import ResidentReader
from db.reading.resident.revision import Revision, made
from domain.contents import Hashed
from domain.identifiers import SorCode, gln_of
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Moment, Period, Version
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import Facts, UnitKind
from tests.detailed_registers import detailed_registers
from tests.materials import change, made_of
from tests.naive_contents import said
from tests.registers import FIRST_DAY, code, days, life_of, registers
from tests.residents import Alone

MANY = 1_000
UNITS = 7
CODES = [code(serial) for serial in range(UNITS)]


@settings(max_examples=60)
@given(register=detailed_registers(), other=detailed_registers(4), asked=st.lists(days, min_size=2, max_size=5))
async def test_a_hash_is_equal_exactly_where_the_content_is(
    register: Lives, other: Lives, asked: Sequence[date]
) -> None:
    by_hash: dict[str, object] = {}
    by_content: dict[object, str] = {}
    for one in (register, other):
        revision = made(made_of(one))
        for day in asked:
            for unit in one.units:
                [found] = await hashes(revision, [unit.sor_code], day)
                assert found is not None
                content = said(one, unit.sor_code, day)
                assert by_hash.setdefault(found.hash, content) == content
                assert by_content.setdefault(content, found.hash) == found.hash


@settings(max_examples=30)
@given(register=registers(), day=days)
async def test_a_hash_tells_how_many_units_it_is_over(register: Lives, day: date) -> None:
    found = await hashes(made(made_of(register)), [unit.sor_code for unit in register.units], day)

    assert [one and one.units for one in found] == [
        1 + sum(1 for _ in below(register, unit.sor_code, day)) for unit in register.units
    ]


@st.composite
def two_registers(draw: st.DrawFn) -> tuple[Lives, Lives]:
    """A register before and after a change: of some units and their numbers, or of relations and messages only."""
    before, other = draw(detailed_registers(UNITS)), draw(detailed_registers(UNITS))
    if draw(st.booleans()):
        there = {unit.sor_code for unit in before.units}
        told = [one for one in other.successions if {one.successor, one.predecessor} <= there]
        return before, replace(before, successions=tuple(told), capabilities=before.capabilities[1:])
    return before, other


@settings(max_examples=60)
@given(registers=two_registers(), asked=st.lists(days, min_size=1, max_size=2), touched=st.sampled_from([0, 2, 5_000]))
async def test_what_is_kept_of_hashes_holds_until_a_change_bears_on_it(
    registers: tuple[Lives, Lives], asked: Sequence[date], touched: int
) -> None:
    first, second = map(made_of, registers)
    before = made(first)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(worked_out, "TOUCHED", touched)
        for day in asked:
            assert await hashes(before, CODES, day) == await hashes(made(first), CODES, day)
        after = before.after(change(first, second))
        for day in asked:
            expected = await hashes(made(second), CODES, day)
            assert await hashes(after, CODES, day) == expected
            assert await hashes(before, CODES, day) == await hashes(made(first), CODES, day)
            assert await hashes(after, CODES[::-1], day) == expected[::-1]


async def test_a_change_is_seen_in_all_above_whatever_it_was_of() -> None:
    """The hashes of the owner and of both institutions are kept before, as are those of what did not change after."""
    box = Mailbox(holder=code(1), region="1084")
    number = NumberLife(gln=gln_of(579000000001), first_from=FIRST_DAY, timeline=(Version(Period(FIRST_DAY), box),))
    message = Capability(number.gln, MessageType("DIS01", "D0133L"), Direction.SEND, Period(FIRST_DAY))
    until = Version(Period(FIRST_DAY - timedelta(days=9), FIRST_DAY), Facts(name="Enhed", parent=code(1)))
    moved = replace(_one(3, 1), timeline=(until, Version(Period(FIRST_DAY), Facts(name="Enhed", parent=code(2)))))
    units = (_one(0, None), _one(1, 0), _one(2, 0), _one(3, 1), _one(4, 1), _one(5, 2))
    plain = Lives(units=units, numbers=(number,))
    for other, differing in (
        (replace(plain, capabilities=(message,)), {0, 1}),
        (replace(plain, numbers=()), {0, 1}),
        (replace(plain, successions=(Succession(code(5), code(1), FIRST_DAY),)), {0, 1, 2, 5}),
        (replace(plain, units=(*units[:3], moved, *units[4:])), {0, 1, 2}),
        (replace(plain, units=(*units[:5], _one(5, 2, "Nyt navn"))), {0, 2, 5}),
        (replace(plain, units=units[:5]), {0, 2, 5}),
    ):
        for one, two in ((plain, other), (other, plain)):
            first, second = made_of(one), made_of(two)
            before = made(first)
            told = await hashes(before, CODES[:6], FIRST_DAY)
            after = await hashes(before.after(change(first, second)), CODES[:6], FIRST_DAY)

            assert {place for place in range(6) if told[place] != after[place]} == differing
            assert after == await hashes(made(second), CODES[:6], FIRST_DAY)


async def test_what_is_kept_is_not_looked_at_again() -> None:
    region, hospital = _one(0, None), _one(1, 0)
    revision = made(made_of(Lives(units=(region, hospital, *(_one(n, 1) for n in range(2, 6))))))
    day = FIRST_DAY

    [owner] = await hashes(revision, [code(0)], day)
    shelf: Any = revision.hashes.of(Hashed, day)
    kept = shelf.each([revision.entries.get(one).on(day) for one in map(code, range(6))])  # type: ignore[union-attr]
    [again] = await resident(revision).content_hashes([code(0)], Moment(day), 0) or [None]

    assert owner is not None
    assert (owner.units, again) == (6, owner)
    assert [one.units for one in kept if isinstance(one, Hashed)] == [6, 5]


async def test_more_units_than_one_may_ask_of_have_no_hash() -> None:
    units = (_one(0, None), _one(1, 0), *(_one(n, 1) for n in range(2, 6)))
    reader = resident(made(made_of(Lives(units=units))))

    assert await reader.content_hashes([code(0)], Moment(FIRST_DAY), 5) is None
    assert await reader.content_hashes([code(0), code(3)], Moment(FIRST_DAY), 6) is not None


async def test_units_that_go_round_have_hashes_too_and_a_change_in_the_ring_is_seen() -> None:
    """Which the register's rules do not let happen, and `sor check` tells of."""
    ring = (_one(0, 2), _one(1, 0), _one(2, 1), _one(3, 2))
    renamed = (*ring[:3], _one(3, 2, "Nyt navn"))

    found = await hashes(made(made_of(Lives(units=ring))), CODES[:4], FIRST_DAY)
    later = await hashes(made(made_of(Lives(units=renamed))), CODES[:4], FIRST_DAY)
    alone = [(await hashes(made(made_of(Lives(units=ring))), [one], FIRST_DAY))[0] for one in CODES[:4]]

    assert [one and one.units for one in found] == [4, 4, 4, 1]
    assert len({*found, *later}) == 8
    assert found == alone


async def hashes(revision: Revision, codes: Sequence[SorCode], day: date) -> list[Hashed | None]:
    found = await resident(revision).content_hashes(codes, Moment(day), MANY)
    assert found is not None
    return found


def resident(revision: Revision) -> ResidentReader:
    nobody: Any = None
    return ResidentReader(revision, nobody, Alone())


def below(register: Lives, top: SorCode, day: date) -> Iterator[SorCode]:
    for unit in register.units:
        facts = next((one.value for one in unit.timeline if one.valid.covers(day)), None)
        if facts is not None and facts.parent == top and life_of(unit).covers(day):
            yield unit.sor_code
            yield from below(register, unit.sor_code, day)


def _one(serial: int, parent: int | None, name: str = "Enhed") -> UnitLife:
    facts = Facts(name=name, parent=None if parent is None else code(parent))
    return UnitLife(
        sor_code=code(serial),
        kind=UnitKind.ORGANIZATIONAL_UNIT,
        first_from=FIRST_DAY,
        timeline=(Version(Period(FIRST_DAY - timedelta(days=9)), facts),),
    )
