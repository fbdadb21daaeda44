"""Random registers of which some units come to say other things: moved, closed earlier, with other values, numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing.change import Change
from domain.identifiers import SorCode
from domain.periods import Period, Version
from domain.recording import ActorKind, Reason, Recorder
from domain.records import Lives, UnitLife
from domain.units import Facts, UnitKind
from tests.registers import facts_said, life_of, numbers_of, registers, stored

WRITER = Recorder(ActorKind.SYSTEM, "test")
NOTHING = Lives()


@dataclass(frozen=True)
class Rewritten:
    """A register before and after some of its units were recorded anew."""

    before: Lives
    after: Lives
    anew: frozenset[SorCode]


@st.composite
def rewritten(draw: st.DrawFn) -> Rewritten:
    before = draw(registers())
    codes = [unit.sor_code for unit in before.units]
    # Those above are drawn first, and more often: what they say is what others inherit.
    anew = draw(st.sets(st.sampled_from(codes[: len(codes) // 2 + 1]), min_size=1, max_size=2))
    anew |= draw(st.sets(st.sampled_from(codes), max_size=1))
    units: list[UnitLife] = []
    numbers = [number for number in before.numbers if number.timeline[0].value.holder not in anew]
    for unit in before.units:
        if unit.sor_code in anew:
            unit = draw(_again(unit, units, before))
            numbers += draw(numbers_of(unit))
        units.append(unit)
    after = replace(before, units=tuple(units), numbers=tuple(numbers))
    return Rewritten(before, after, frozenset(anew))


@st.composite
def _again(draw: st.DrawFn, unit: UnitLife, above: Sequence[UnitLife], register: Lives) -> UnitLife:
    """Parents come before those below them, so that no unit is ever under itself."""
    timeline = []
    for version in _cut(unit, draw(st.booleans()), register):
        for valid in _pieces(version.valid, draw(st.integers(0, 5))):
            parent = version.value.parent
            fitting = [one.sor_code for one in above if _may_be_above(one, unit.kind, valid)]
            if parent is not None and draw(st.booleans()):
                parent = draw(st.sampled_from([parent, *fitting]))
            facts = draw(facts_said(parent)) if draw(st.booleans()) else replace(version.value, parent=parent)
            timeline.append(Version(valid, facts))
    return replace(unit, timeline=tuple(timeline))


def _may_be_above(one: UnitLife, kind: UnitKind, valid: Period) -> bool:
    owns = one.kind is UnitKind.INSTITUTION_OWNER
    return owns is (kind is UnitKind.HEALTH_INSTITUTION) and valid.within(life_of(one))


def _cut(unit: UnitLife, closes: bool, register: Lives) -> Sequence[Version[Facts]]:
    """Without its last version, if it has others and nothing was ever below."""
    alone = all(version.value.parent != unit.sor_code for one in register.units for version in one.timeline)
    return unit.timeline[:-1] if closes and alone and len(unit.timeline) > 1 else unit.timeline


def _pieces(valid: Period, after: int) -> list[Period]:
    cut = valid.start + timedelta(days=after)
    return [*valid.cut([cut])]


async def recorded(connection: AsyncConnection, lives: Lives, gone: Sequence[SorCode] = ()) -> Change:
    """Records units in a change of its own, instead of all that was known of the `gone` and their numbers."""
    change = Change(connection, WRITER, Reason())
    await change.open()
    await change.record()
    for table, column in (("location_number_version", "holder"), ("unit_version", "sor_code"), ("unit", "sor_code")):
        await connection.execute(text(f"DELETE FROM {table} WHERE {column} = ANY(:codes)"), {"codes": list(gone)})
    await connection.execute(
        text("DELETE FROM location_number WHERE gln <> ALL(SELECT gln FROM location_number_version)")
    )
    await stored(connection, lives)
    return change


async def recorded_again(connection: AsyncConnection, register: Rewritten) -> Change:
    units = tuple(unit for unit in register.after.units if unit.sor_code in register.anew)
    numbers = tuple(one for one in register.after.numbers if one.timeline[0].value.holder in register.anew)
    return await recorded(connection, replace(NOTHING, units=units, numbers=numbers), sorted(register.anew))
