"""What a withdrawal takes back, and which actions that asks for: of the plan itself and of all that goes with it."""

from collections.abc import Iterator
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle.beside import of_unit
from domain.lifecycle.depending import dependants
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.operations import Withdraw
from domain.periods import Period, value_on
from domain.permissions.actions import Action
from domain.records import UnitLife
from domain.units import FACTS

_OF_UNITS = tuple(name for name in FACTS if name != "inherits_location_number")

Planned = tuple[SorCode, date, tuple[Action, ...]]


def planned(asked: Withdraw, excerpt: Excerpt) -> Iterator[Planned]:
    """A plan that builds on the one withdrawn may be of a unit that is not one's own: a hospital's closing, say."""
    plans = [(asked.unit, asked.day)]
    if asked.dependants and asked.unit in excerpt.units:
        plans += dependants(plans[0], excerpt, along=True)
    for code, day in plans:
        unit = excerpt.units.get(code)
        actions = () if unit is None else tuple(_actions(unit, day, excerpt))
        yield code, day, actions or (Action.WITHDRAW,)


def _actions(unit: UnitLife, day: date, excerpt: Excerpt) -> Iterator[Action]:
    """What comes or goes with the unit is the unit's; else a number's plans are those of who keeps numbers."""
    life = life_of(unit)
    if day in (life.start, life.end):
        yield Action.WITHDRAW
        return
    before = next((one.value for one in unit.timeline if one.valid.end == day), None)
    after = value_on(day, unit.timeline)
    if before is not None and after is not None:
        if any(getattr(before, name) != getattr(after, name) for name in _OF_UNITS):
            yield Action.WITHDRAW
        if before.inherits_location_number != after.inherits_location_number:
            yield Action.INHERIT_NUMBER
    numbers = excerpt.held.get(unit.sor_code, ())
    if _on(day, (version.valid for number in numbers for version in number.timeline)):
        yield Action.CHANGE_NUMBER
    if _on(day, (one.valid for number in numbers for one in excerpt.capabilities.get(number.gln, ()))):
        yield Action.MESSAGE_TYPES
    if _on(day, (one.valid for one in of_unit(unit.sor_code, excerpt))):
        yield Action.RELATE


def _on(day: date, periods: Iterator[Period]) -> bool:
    return any(day in (period.start, period.end) for period in periods)
