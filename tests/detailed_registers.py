"""Random registers in which more is told of units and numbers: messages, whose place a unit shares, what it is for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from domain.location_numbers import Capability, Direction, MessageType
from domain.periods import Period, Version
from domain.records import Lives, UnitLife
from domain.units import Facts, GeographicalRelation
from tests.registers import code, days, registers

MESSAGES = [MessageType("DIS01", "D0133L"), MessageType("DIS01", "D0134L"), MessageType("DIS91", "D9134L")]
PLACES: Sequence[GeographicalRelation | None] = (None, *GeographicalRelation)
TRUTHS = (None, True, False)


@st.composite
def registers_with_messages(draw: st.DrawFn, most: int = 9) -> Lives:
    """Registers in which it is told of some numbers what they can carry."""
    register = draw(registers(most))
    if not register.numbers:
        return register
    one = st.tuples(
        st.sampled_from([life.gln for life in register.numbers]), st.sampled_from(MESSAGES), st.sampled_from(Direction)
    )
    drawn = draw(st.lists(st.tuples(one, days, st.none() | st.integers(1, 9)), unique_by=lambda drawn: drawn[0]))
    capabilities = [
        Capability(gln, message, direction, Period(start, None if length is None else start + timedelta(days=length)))
        for (gln, message, direction), start, length in drawn
    ]
    return replace(register, capabilities=tuple(capabilities))


@st.composite
def detailed_registers(draw: st.DrawFn, most: int = 9) -> Lives:
    """The same with places and characteristics."""
    register, dice = draw(registers_with_messages(most)), draw(st.integers(0, 10**6))
    return replace(register, units=tuple(_detailed(unit, dice + place) for place, unit in enumerate(register.units)))


def _detailed(unit: UnitLife, dice: int) -> UnitLife:
    timeline = [Version(version.valid, _facts(version.value, dice, at)) for at, version in enumerate(unit.timeline)]
    return replace(unit, timeline=tuple(timeline))


def _facts(facts: Facts, dice: int, place: int) -> Facts:
    dice = dice * 7 + place
    relation = PLACES[dice % len(PLACES)]
    return replace(
        facts,
        geographical_relation=relation,
        geographical_parent=code(dice % 5) if relation is GeographicalRelation.OTHER_MOTHER else None,
        ambulant=TRUTHS[dice % 3],
        inpatient=TRUTHS[dice // 3 % 3],
        reporting_level=TRUTHS[dice // 9 % 3],
        treatment_site=TRUTHS[dice // 27 % 3],
        local_attributes=("A", None) if dice % 2 else (),
    )
