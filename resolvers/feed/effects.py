"""Effective values that came to be different, as entries of the feed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from db.reading.reader import Reader
from domain.changes import FieldChange
from domain.chronicles import Provided
from domain.effects import Effect
from domain.feed import ChangeKind, Entry
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import LocationNumber
from domain.periods import Moment, Period, change_days
from domain.telling import TimelineField
from resolvers import differing

Numbers = Mapping[SorCode, Sequence[LocationNumber]]
"""Of each unit the numbers that it holds, in order of days."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What a value is told from, before and after."""

    lines: Mapping[UUID, str]
    before: Numbers
    after: Numbers


@dataclass(frozen=True, slots=True)
class Valued:
    """An entry, and whether its value before and after is that of a number which is hidden."""

    entry: Entry
    hidden: tuple[bool, bool]


async def told(reader: Reader, effects: Sequence[Effect], before: Moment, after: Moment) -> list[Valued]:
    """What differs on some days between two states of knowledge: each effect as an entry without places, or several, if
    a number is hidden on some of the days only."""
    lines, holders = await differing.written(reader, effects), differing.holders_of(effects)
    return valued(effects, Sides(lines, await _held(reader, holders, before), await _held(reader, holders, after)))


def valued(effects: Sequence[Effect], sides: Sides) -> list[Valued]:
    """The same, of what is known already."""
    return [one for effect in effects for one in _parts(effect, sides)]


async def come(reader: Reader, effects: Sequence[Effect], before: Moment, after: Moment) -> list[Valued]:
    """What differs between a day and the next: each effect as IN_FORCE, without places."""
    lines, holders = await differing.written(reader, effects), differing.holders_of(effects)
    held = await _held(reader, holders, after)
    sides = Sides(lines, held, held)
    dated = (replace(effect, valid=Period(after.at)) for effect in effects)
    return [_valued(effect, sides, before.at, ChangeKind.IN_FORCE) for effect in dated]


def _parts(effect: Effect, sides: Sides) -> Iterator[Valued]:
    numbers = [*_of(effect.before, sides.before), *_of(effect.after, sides.after)] if _number(effect) else []
    for valid in effect.valid.cut(change_days(number.valid for number in numbers)):
        yield _valued(replace(effect, valid=valid), sides, valid.start, ChangeKind.EFFECTIVE_CHANGED)


def _valued(effect: Effect, sides: Sides, day_before: date, kind: ChangeKind) -> Valued:
    """`day_before`: the day on which the value before counts."""
    day = effect.valid.start
    texts = (differing.text(one, sides.lines) for one in (effect.before, effect.after))
    entry = Entry(
        kind=kind,
        sor_code=effect.unit,
        effective_from=day,
        until=effect.valid.end,
        fields=(FieldChange(TimelineField[effect.field.name], *texts),),
        via=effect.via,
        gln=_gln(effect),
    )
    return Valued(entry, (_hidden(effect.before, sides.before, day_before), _hidden(effect.after, sides.after, day)))


def _hidden(provided: Provided | None, held: Numbers, day: date) -> bool:
    return any(number.hidden and number.valid.covers(day) for number in _of(provided, held))


def _of(provided: Provided | None, held: Numbers) -> list[LocationNumber]:
    if provided is None:
        return []
    return [number for number in held.get(provided.source, ()) if number.gln == provided.value]


def _number(effect: Effect) -> bool:
    return effect.field is InheritableField.LOCATION_NUMBER


def _gln(effect: Effect) -> Gln | None:
    known = effect.after or effect.before
    return Gln(str(known.value)) if known is not None and _number(effect) else None


async def _held(reader: Reader, holders: Sequence[SorCode], moment: Moment) -> Numbers:
    found: defaultdict[SorCode, Sequence[LocationNumber]] = defaultdict(list)
    if holders:
        found.update(zip(holders, await reader.number_histories(holders, moment), strict=True))
    return found
