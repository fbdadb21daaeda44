"""What an operation asks one to be allowed: which actions, and on whose units, each by itself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, get_args

from domain.identifiers import Gln, SorCode
from domain.lifecycle import days
from domain.lifecycle.closing import in_the_way
from domain.lifecycle.excerpt import Excerpt
from domain.merging import day_after
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Correct,
    Create,
    EndMessages,
    Inherit,
    Issue,
    Merge,
    Move,
    Operation,
    Relate,
    Split,
    Unrelate,
    Withdraw,
)
from domain.permissions.actions import Action
from domain.permissions.plans import planned
from domain.rejections import Place
from domain.units import UnitKind


class Demand(NamedTuple):
    """That `action` is done to `unit`, or below it, to take effect on `day`; `place` is where the operation says so.

    `level` is that of the unit that is changed or comes into being; none says that of `unit`. `cvr` of a new company.
    `unnamed`: the operation names a number, and who holds it may be no business of whoever asks.
    """

    action: Action
    unit: SorCode | None
    day: date
    place: Place
    level: UnitKind | None = None
    cvr: str | None = None
    unnamed: bool = False


Demands = Iterator[Demand]
INHERITS = "inherits_location_number"
_CREATING = {
    UnitKind.INSTITUTION_OWNER: Action.CREATE_OWNER,
    UnitKind.HEALTH_INSTITUTION: Action.CREATE_INSTITUTION,
    UnitKind.ORGANIZATIONAL_UNIT: Action.CREATE_UNIT,
}


def demands(operation: Operation, excerpt: Excerpt) -> tuple[Demand, ...]:
    """All that must be allowed for the operation to be; never nothing."""
    return tuple(dict.fromkeys(DEMANDS[type(operation)](operation, excerpt)))


def _create(asked: Create, excerpt: Excerpt) -> Demands:
    """A unit that inherits its number at its parent's wish, or has one of its own, has been given one."""
    day = asked.since or days.opening(excerpt.today)
    cvr = asked.said.facts.get("cvr")
    yield Demand(_CREATING[asked.kind], asked.parent, day, ("parent",), asked.kind, cvr)
    if asked.number is not None:
        yield Demand(Action.ISSUE_NUMBER, asked.parent, day, ("number",), asked.kind, cvr)
    if asked.said.facts.get(INHERITS):
        yield Demand(Action.INHERIT_NUMBER, asked.parent, day, ("said", INHERITS), asked.kind, cvr)


def _alter(asked: Alter, excerpt: Excerpt) -> Demands:
    day = asked.since or days.changing(excerpt.today)
    if INHERITS in asked.said.facts:
        yield Demand(Action.INHERIT_NUMBER, asked.unit, day, ("said", INHERITS))
    if asked.number is not None:
        yield Demand(Action.ISSUE_NUMBER, asked.unit, day, ("number",))
    if asked.said.facts.keys() - {INHERITS} or (not asked.said.facts and asked.number is None):
        yield Demand(Action.CHANGE, asked.unit, day, ("unit",))


def _move(asked: Move, excerpt: Excerpt) -> Demands:
    """The old parent's organisation is the unit's own, since no unit leaves its path."""
    day = asked.since or days.changing(excerpt.today)
    yield Demand(Action.MOVE, asked.unit, day, ("unit",))
    yield Demand(Action.MOVE_UNDER, asked.parent, day, ("parent",))


def _close(asked: Close, excerpt: Excerpt) -> Demands:
    yield from _closing(Action.CLOSE, asked.unit, asked.last_day, asked.below, ("unit",), excerpt)
    for number, successor in enumerate(asked.replaced_by):
        place = ("replaced_by", str(number))
        yield Demand(Action.RELATE, successor, _after(asked.last_day, excerpt), place)


def _closing(
    action: Action, unit: SorCode, last_day: date | None, below: bool, place: Place, excerpt: Excerpt
) -> Demands:
    """With all below it, what is only going to be there on that day included."""
    day = last_day or days.closing(excerpt.today)
    yield Demand(action, unit, day, place)
    if below:
        for code in in_the_way(unit, day_after(day) or date.max, excerpt):
            yield Demand(action, code, day, ("below",))


def _withdraw(asked: Withdraw, excerpt: Excerpt) -> Demands:
    for code, day, actions in planned(asked, excerpt):
        place = ("unit",) if (code, day) == (asked.unit, asked.day) else ("dependants",)
        for action in actions:
            yield Demand(action, code, day, place)


def _issue(asked: Issue, excerpt: Excerpt) -> Demands:
    yield Demand(Action.ISSUE_NUMBER, asked.unit, asked.since or days.changing(excerpt.today), ("unit",))


def _inherit(asked: Inherit, excerpt: Excerpt) -> Demands:
    yield Demand(Action.INHERIT_NUMBER, asked.unit, asked.since or days.changing(excerpt.today), ("unit",))


def _alter_number(asked: AlterNumber, excerpt: Excerpt) -> Demands:
    yield from _of_number(Action.CHANGE_NUMBER, asked.gln, asked.since or days.changing(excerpt.today), excerpt)


def _close_number(asked: CloseNumber, excerpt: Excerpt) -> Demands:
    day = asked.last_day or days.closing(excerpt.today)
    yield from _of_number(Action.CLOSE_NUMBER, asked.gln, day, excerpt)
    if asked.inherit:
        yield from _of_number(Action.INHERIT_NUMBER, asked.gln, day, excerpt, ("inherit",))


def _add_messages(asked: AddMessages, excerpt: Excerpt) -> Demands:
    yield from _of_number(Action.MESSAGE_TYPES, asked.gln, asked.since or days.changing(excerpt.today), excerpt)


def _end_messages(asked: EndMessages, excerpt: Excerpt) -> Demands:
    yield from _of_number(Action.MESSAGE_TYPES, asked.gln, asked.last_day or excerpt.today, excerpt)


def _of_number(action: Action, gln: Gln, day: date, excerpt: Excerpt, place: Place = ("gln",)) -> Demands:
    """Asked of whoever holds the number on the day or today; of a number that nobody has, of nobody."""
    number = excerpt.numbers.get(gln)
    versions = () if number is None else number.timeline
    then = [one for one in versions if one.valid.covers(day) or one.valid.covers(excerpt.today)] or versions[-1:]
    if not then:
        yield Demand(action, None, day, place)
    for version in then:
        yield Demand(action, version.value.holder, day, place, unnamed=True)


def _relate(asked: Relate, excerpt: Excerpt) -> Demands:
    yield from _related(asked, asked.since or days.changing(excerpt.today), excerpt)


def _unrelate(asked: Unrelate, excerpt: Excerpt) -> Demands:
    yield from _related(asked, asked.last_day or excerpt.today, excerpt)


def _related(asked: Relate | Unrelate, day: date, excerpt: Excerpt) -> Demands:
    """Who replaces another takes its place, so both are concerned; whom one works together with stays as it is."""
    yield Demand(Action.RELATE, asked.unit, day, ("unit",))
    if asked.type == "REPLACES" and asked.other in excerpt.units:
        yield Demand(Action.RELATE, asked.other, day, ("other",))


def _merge(asked: Merge, excerpt: Excerpt) -> Demands:
    for number, unit in enumerate(asked.units):
        place = ("units", str(number))
        yield from _closing(Action.MERGE, unit, asked.last_day, asked.below, place, excerpt)
        yield from _closing(Action.CLOSE, unit, asked.last_day, asked.below, place, excerpt)
    yield from _taking_over(asked.into, asked.last_day, ("into",), excerpt)


def _split(asked: Split, excerpt: Excerpt) -> Demands:
    yield from _closing(Action.SPLIT, asked.unit, asked.last_day, asked.below, ("unit",), excerpt)
    yield from _closing(Action.CLOSE, asked.unit, asked.last_day, asked.below, ("unit",), excerpt)
    for number, part in enumerate(asked.into):
        yield from _taking_over(part, asked.last_day, ("into", str(number)), excerpt)


def _taking_over(part: SorCode | Create, last_day: date | None, place: Place, excerpt: Excerpt) -> Demands:
    if isinstance(part, Create):
        yield from (one._replace(place=(*place, *one.place)) for one in _create(part, excerpt))
    else:
        yield Demand(Action.RELATE, part, _after(last_day, excerpt), place)


def _correct(asked: Correct, excerpt: Excerpt) -> Demands:
    yield Demand(Action.CORRECT, asked.unit, asked.since or excerpt.today, ("unit",))


def _after(last_day: date | None, excerpt: Excerpt) -> date:
    return day_after(last_day or days.closing(excerpt.today)) or date.max


DEMANDS: Mapping[type[Operation], Callable[[Any, Excerpt], Demands]] = {
    Create: _create,
    Alter: _alter,
    Move: _move,
    Close: _close,
    Withdraw: _withdraw,
    Issue: _issue,
    AlterNumber: _alter_number,
    CloseNumber: _close_number,
    Inherit: _inherit,
    AddMessages: _add_messages,
    EndMessages: _end_messages,
    Relate: _relate,
    Unrelate: _unrelate,
    Merge: _merge,
    Split: _split,
    Correct: _correct,
}

if unlisted := set(get_args(Operation)) - set(DEMANDS):
    raise TypeError(f"no permission is asked for {sorted(kind.__name__ for kind in unlisted)}")
