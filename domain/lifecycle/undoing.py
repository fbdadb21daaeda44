"""The register as it would be, had what is planned of a unit for a day never been said (REGISTER.md, section 4)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle import mailing
from domain.lifecycle.beside import of_unit, within_both
from domain.lifecycle.choosing import kept_by_a_number
from domain.lifecycle.editing import reopened, undone
from domain.lifecycle.excerpt import COOPERATES, Beside, Edits, Excerpt, life_of
from domain.location_numbers import Capability
from domain.operations import SAID_OF_NUMBERS
from domain.periods import Period, earlier
from domain.records import NumberLife, UnitLife
from domain.units import FACTS

_ABOUT = {"source_updated", "carried_back"}
_PLANNED = tuple(name for name in FACTS if name not in _ABOUT)


def without(code: SorCode, day: date, excerpt: Excerpt) -> Edits:
    """The edits that undo it: of the unit, the numbers it holds, what they exchange and its relations."""
    unit = excerpt.units.get(code)
    if unit is None:
        return Edits()
    held = excerpt.held.get(code, ())
    if day == life_of(unit).start:
        return Edits(
            withdrawn=frozenset({code}),
            withdrawn_numbers=frozenset(number.gln for number in held),
            capabilities={number.gln: () for number in held if excerpt.capabilities.get(number.gln)},
            beside=_without_it(code, excerpt),
        )
    left = as_if_never_said(unit, day, excerpt)
    edits = Edits(units={} if left == unit else {code: left})
    edits = edits.then(_relations(unit, day, excerpt, excerpt.after(edits)))
    for number in held:
        edits = edits.then(_number(number, day, life_of(left).end, excerpt))
    return edits


def as_if_never_said(unit: UnitLife, day: date, excerpt: Excerpt) -> UnitLife:
    """The unit without what was to change of it on a day of its life, or with no end where that was its closing."""
    if day == life_of(unit).end:
        return replace(unit, timeline=reopened(unit.timeline))
    if all(version.valid.start != day for version in unit.timeline):
        return unit
    timeline = undone(unit.timeline, day, _PLANNED)
    numbers = [mailing.days_of(number.timeline).start for number in excerpt.held.get(unit.sor_code, ())]
    coming = min((start for start in numbers if start > day), default=None)
    return replace(unit, timeline=kept_by_a_number(unit.timeline, timeline, coming, excerpt.today))


def _number(number: NumberLife, day: date, end: date | None, excerpt: Excerpt) -> Edits:
    """What was planned of a number for the day undone: its issue, its closing, or a change. `end` is its unit's."""
    exchanged = excerpt.capabilities.get(number.gln, ())
    if number.timeline[0].valid.start == day:
        return Edits(withdrawn_numbers=frozenset({number.gln}), capabilities={number.gln: ()} if exchanged else {})
    timeline = number.timeline
    if timeline[-1].valid.end == day:
        timeline = reopened(timeline, end)
    elif any(version.valid.start == day for version in timeline):
        timeline = undone(timeline, day, SAID_OF_NUMBERS)
    kept = mailing.in_order([*_exchanges(exchanged, day, timeline[-1].valid.end)])
    return Edits(
        numbers={} if timeline == number.timeline else {number.gln: replace(number, timeline=timeline)},
        capabilities={} if kept == mailing.in_order(list(exchanged)) else {number.gln: kept},
    )


def _exchanges(told: Sequence[Capability], day: date, end: date | None) -> Iterator[Capability]:
    """Those that were to begin on the day do not; those that were to end go on into the next, or as the number does."""
    ending = {(one.message_type, one.direction) for one in told if one.valid.end == day}
    coming: dict[object, Capability] = {}
    for one in sorted(told, key=lambda one: one.valid.start):
        if one.valid.start > day and (one.message_type, one.direction) in ending:
            coming.setdefault((one.message_type, one.direction), one)
    for one in told:
        further = coming.get((one.message_type, one.direction))
        if one.valid.end == day:
            yield replace(one, valid=Period(one.valid.start, further.valid.end if further else end))
        elif one.valid.start != day and one is not further:
            yield one


def _without_it(code: SorCode, excerpt: Excerpt) -> dict[SorCode, tuple[Beside, ...]]:
    """The relations once a unit has never been planned: nobody cooperates with it."""
    left = {
        side: tuple(one for one in told if one.unit != code and (one.type, one.other) != (COOPERATES, code))
        for side, told in excerpt.beside.items()
    }
    return {side: told for side, told in left.items() if told != excerpt.beside[side]}


def _relations(unit: UnitLife, day: date, excerpt: Excerpt, then: Excerpt) -> Edits:
    """Of those that are the unit's to say. `then`: the register in which it is as if nothing had been said of it."""
    own = of_unit(unit.sor_code, excerpt)
    beside: dict[SorCode, tuple[Beside, ...]] = {}
    for side, told in excerpt.beside.items():
        asked = [one for one in told if one in own]
        left = [*_undone(told, asked, day, then)]
        if left != [*told]:
            beside[side] = tuple(left)
    return Edits(beside=beside)


def _undone(told: Sequence[Beside], asked: Sequence[Beside], day: date, then: Excerpt) -> Iterator[Beside]:
    """Those asked for that were to begin on the day do not; those that were to end go on, until the same is said anew
    or, of a cooperation, either unit ends."""
    for one in told:
        if one in asked and one.valid.end == day:
            end: date | None = None
            for other in told:
                if (other.type, other.other) == (one.type, one.other) and other.valid.start > day:
                    end = earlier(end, other.valid.start)
            yield within_both(replace(one, valid=Period(one.valid.start, end)), then) or one
        elif one not in asked or one.valid.start != day:
            yield one
