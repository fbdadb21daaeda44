"""What someone may do with a unit today: each action, from when, or why not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from domain.identifiers import SorCode
from domain.lifecycle import days
from domain.lifecycle.altering import closed_by_then
from domain.lifecycle.closing import closed
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.standing import unknown_unit
from domain.lifecycle.withdrawing import planned_days
from domain.operations import Close, Withdraw
from domain.permissions import numbering
from domain.permissions.actions import Action
from domain.permissions.actors import Actor
from domain.permissions.demands import Demand, demands
from domain.permissions.refusing import by_request, unmet
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.units import UnitKind
from domain.words import Words


class UnitAction(Enum):
    """What may be done with one unit, as front ends offer it."""

    CREATE_CHILD = "create child"
    CHANGE = "change"
    MOVE = "move"
    CLOSE = "close"
    CLOSE_WITH_ALL_BELOW = "close with all below"
    WITHDRAW_PLANNED_CHANGE = "withdraw planned change"
    MERGE = "merge"
    SPLIT = "split"
    CHANGE_RELATIONS = "change relations"
    REQUEST_LOCATION_NUMBER = "request location number"
    CHANGE_LOCATION_NUMBER = "change location number"
    CLOSE_LOCATION_NUMBER = "close location number"
    CHANGE_MESSAGE_TYPES = "change message types"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Possible:
    """`earliest`: the first day on which it may take effect, of closings the first last day; none of what has none.

    `reasons`: why it is not allowed; none, if it is. `by_request`: the SOR office decides before it is done.
    """

    action: UnitAction
    reasons: tuple[Violation, ...]
    earliest: date | None = None
    by_request: bool = False

    @property
    def allowed(self) -> bool:
        return not self.reasons


def possible(actor: Actor, code: SorCode, excerpt: Excerpt) -> tuple[Possible, ...]:
    """Every action, in order. Who may not do a thing at all is told that, and nothing of what else is in the way.

    The excerpt holds the unit, all that were ever above it, all that is its or theirs and, where it is `closable`, all
    below it from today on.
    """
    unit = excerpt.units.get(code)
    if unit is None:
        return tuple(Possible(action, (unknown_unit(code, ()),)) for action in UnitAction)
    return tuple(_possible(actor, action, unit, excerpt) for action in UnitAction)


def closable(actor: Actor, code: SorCode, excerpt: Excerpt) -> bool:
    """Whether the actor may close the unit by itself, so that it matters what is below it."""
    return code in excerpt.units and not unmet(actor, demands(Close(unit=code), excerpt), excerpt)


def _possible(actor: Actor, action: UnitAction, unit: UnitLife, excerpt: Excerpt) -> Possible:
    earliest = _EARLIEST[action](unit, excerpt) if action in _EARLIEST else None
    reasons = _forbidden(actor, action, unit, earliest or excerpt.today, excerpt)
    reasons = reasons or tuple(_in_the_way(action, unit, earliest, excerpt))
    return Possible(action, reasons, None if reasons else earliest, by_request(actor) and not reasons)


def _opening(unit: UnitLife, excerpt: Excerpt) -> date:
    return max(days.opening(excerpt.today), life_of(unit).start)


def _changing(unit: UnitLife, excerpt: Excerpt) -> date:
    return max(days.changing(excerpt.today), life_of(unit).start)


def _closing(unit: UnitLife, excerpt: Excerpt) -> date:
    return max(days.closing(excerpt.today), life_of(unit).start)


_EARLIEST: Mapping[UnitAction, Callable[[UnitLife, Excerpt], date]] = {
    UnitAction.CREATE_CHILD: _opening,
    UnitAction.CHANGE: _changing,
    UnitAction.MOVE: _changing,
    UnitAction.CLOSE: _closing,
    UnitAction.CLOSE_WITH_ALL_BELOW: _closing,
    UnitAction.MERGE: _closing,
    UnitAction.SPLIT: _closing,
    UnitAction.CHANGE_RELATIONS: _changing,
    UnitAction.REQUEST_LOCATION_NUMBER: numbering.issuing,
    UnitAction.CHANGE_LOCATION_NUMBER: numbering.changing,
    UnitAction.CLOSE_LOCATION_NUMBER: numbering.closing,
    UnitAction.CHANGE_MESSAGE_TYPES: numbering.changing,
}
_ASKED: Mapping[UnitAction, Action] = {
    UnitAction.CHANGE: Action.CHANGE,
    UnitAction.MOVE: Action.MOVE,
    UnitAction.MERGE: Action.MERGE,
    UnitAction.SPLIT: Action.SPLIT,
    UnitAction.CHANGE_RELATIONS: Action.RELATE,
    UnitAction.REQUEST_LOCATION_NUMBER: Action.ISSUE_NUMBER,
    UnitAction.CHANGE_LOCATION_NUMBER: Action.CHANGE_NUMBER,
    UnitAction.CLOSE_LOCATION_NUMBER: Action.CLOSE_NUMBER,
    UnitAction.CHANGE_MESSAGE_TYPES: Action.MESSAGE_TYPES,
    UnitAction.CORRECT: Action.CORRECT,
}


def _forbidden(actor: Actor, action: UnitAction, unit: UnitLife, day: date, excerpt: Excerpt) -> tuple[Violation, ...]:
    code = unit.sor_code
    asked: tuple[Demand, ...]
    match action:
        case UnitAction.CREATE_CHILD:
            below = UnitKind.ORGANIZATIONAL_UNIT
            creating = Action.CREATE_UNIT
            if unit.kind is UnitKind.INSTITUTION_OWNER:
                below, creating = UnitKind.HEALTH_INSTITUTION, Action.CREATE_INSTITUTION
            asked = (Demand(creating, code, day, (), below),)
        case UnitAction.CLOSE:
            asked = demands(Close(unit=code), excerpt)
        case UnitAction.CLOSE_WITH_ALL_BELOW:
            asked = demands(Close(unit=code, below=True), excerpt)
        case UnitAction.MERGE | UnitAction.SPLIT:
            closing = demands(Close(unit=code, below=True), excerpt)
            asked = (Demand(_ASKED[action], code, day, ()), *closing)
        case UnitAction.WITHDRAW_PLANNED_CHANGE:
            return _no_withdrawal(actor, unit, excerpt)
        case _:
            asked = (Demand(_ASKED[action], code, day, ()),)
    return unmet(actor, asked, excerpt)


def _no_withdrawal(actor: Actor, unit: UnitLife, excerpt: Excerpt) -> tuple[Violation, ...]:
    """Allowed if any of the plans may be withdrawn; else why the first may not."""
    ahead = planned_days(unit, excerpt) or [excerpt.today]
    asked = [demands(Withdraw(unit=unit.sor_code, day=day), excerpt) for day in ahead]
    refusals = [unmet(actor, each, excerpt) for each in asked]
    return () if () in refusals else refusals[0]


def _in_the_way(action: UnitAction, unit: UnitLife, earliest: date | None, excerpt: Excerpt) -> Iterator[Violation]:
    match action:
        case UnitAction.CLOSE:
            yield from _open(Close(unit=unit.sor_code), excerpt)
        case UnitAction.CLOSE_WITH_ALL_BELOW | UnitAction.MERGE | UnitAction.SPLIT:
            yield from _open(Close(unit=unit.sor_code, below=True), excerpt)
        case UnitAction.WITHDRAW_PLANNED_CHANGE:
            if not planned_days(unit, excerpt):
                yield _plain(Rule.NOTHING_PLANNED)
        case UnitAction.CORRECT:
            return
        case _:
            yield from _gone(unit, earliest, excerpt)
    if action is UnitAction.MOVE and unit.kind is UnitKind.INSTITUTION_OWNER:
        yield _plain(Rule.LEVEL_UNDER)
    if action is UnitAction.REQUEST_LOCATION_NUMBER:
        yield from numbering.numbered(unit, earliest or excerpt.today, excerpt)
    if action in _OF_NUMBERS:
        yield from numbering.numberless(unit, days.changing(excerpt.today), excerpt)
    if action is UnitAction.CLOSE_LOCATION_NUMBER:
        yield from numbering.unclosable(unit, excerpt)


_OF_NUMBERS = (
    UnitAction.CHANGE_LOCATION_NUMBER,
    UnitAction.CLOSE_LOCATION_NUMBER,
    UnitAction.CHANGE_MESSAGE_TYPES,
)


def _open(closing: Close, excerpt: Excerpt) -> Iterator[Violation]:
    try:
        closed(closing, excerpt)
    except Rejected as rejected:
        yield from rejected.violations


def _gone(unit: UnitLife, earliest: date | None, excerpt: Excerpt) -> Iterator[Violation]:
    if earliest is not None and not life_of(unit).outlasts(earliest):
        yield closed_by_then(unit, excerpt, ())


def _plain(rule: Rule) -> Violation:
    return Violation(rule=rule, words=Words(rule.da, rule.en))
