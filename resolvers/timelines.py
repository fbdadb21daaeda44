"""Timelines of units: in which days which field had which value, why, and by which recording the register knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain import annals, timelines
from domain.annals import Told
from domain.chronicles import Chronicle
from domain.identifiers import SorCode
from domain.inheritance import Held
from domain.periods import Moment, Period
from domain.recording import ChangeSet
from domain.telling import TimelineField
from domain.timelines import INHERITABLE, Interval
from domain.units import Unit
from resolvers import stories
from resolvers.context import Context
from resolvers.lines import named_in


@dataclass(frozen=True, slots=True)
class Entry:
    """Days in which a field had one value. `planned`: they begin after the day that is read."""

    field: TimelineField
    validity: Period
    value: str
    provenance: Held | None
    change_set: ChangeSet | None
    planned: bool


Recorded = Mapping[SorCode, Told]


async def timeline(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, fields: frozenset[TimelineField], effective: bool
) -> list[list[Entry]]:
    """By field, then by day."""
    told = await ctx.ask_all(stories.stories, asked, moment)
    climbing = effective and not fields.isdisjoint(INHERITABLE)
    around = await ctx.ask_all(chronicles, asked, moment) if climbing else [None] * len(asked)
    said = [version.value for story in told for version in story.versions]
    above = [version for one in around if one for versions in one.versions.values() for version in versions]
    written = await named_in(ctx.reader, [*said, *above])
    found = [
        timelines.intervals(story, chronicle, fields, written) for story, chronicle in zip(told, around, strict=True)
    ]
    shown = await _shown(ctx, found, around, moment)
    recorded = await _recorded(ctx, asked, shown, moment)
    instants = [[_when(recorded, unit, one) for one in each] for unit, each in zip(asked, shown, strict=True)]
    named = sorted({instant for each in instants for instant in each if instant is not None})
    made = {one.recorded: one for one in await ctx.reader.change_sets([], named)} if named else {}
    return [
        [
            _entry(unit, one, moment.at, None if when is None else made.get(when))
            for one, when in zip(each, whens, strict=True)
        ]
        for unit, each, whens in zip(asked, shown, instants, strict=True)
    ]


async def chronicles(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Chronicle]:
    return await ctx.reader.chronicles([unit.sor_code for unit in asked], moment)


async def _shown(
    ctx: Context, found: Sequence[list[Interval]], around: Sequence[Chronicle | None], moment: Moment
) -> list[list[Interval]]:
    """Without the days on which an effective location number is hidden from the reader."""
    hiding = {
        code
        for chronicle in around
        if chronicle
        for code, numbers in chronicle.numbers.items()
        if any(number.hidden for number in numbers)
    }
    ours = await stories.belonging(ctx, hiding, moment)
    return [
        each if chronicle is None else [part for one in each for part in timelines.without_hidden(one, chronicle, ours)]
        for each, chronicle in zip(found, around, strict=True)
    ]


async def _recorded(ctx: Context, asked: Sequence[Unit], shown: Sequence[list[Interval]], moment: Moment) -> Recorded:
    """What was learned when of each unit and of those that state its values."""
    sources = (one.effective.source.sor_code for each in shown for one in each if one.effective)
    codes = list(dict.fromkeys([*(unit.sor_code for unit in asked), *sources]))
    kept = await stories.annals(ctx, codes, moment=moment)
    written = await named_in(ctx.reader, (one.row.value for each in kept for one in each.versions))
    return {one.sor_code: annals.told(one, written) for one in kept}


def _when(recorded: Recorded, unit: Unit, told: Interval) -> datetime | None:
    """The last recording, of the unit or of whom it has the value from, that bears on it on its first day."""
    day, mine = told.valid.start, recorded[unit.sor_code]
    bearing = [mine.when(told.field, day)]
    if told.effective is not None:
        source, field = recorded[told.effective.source.sor_code], _FIELDS[told.effective.source_field]
        bearing += [mine.when(TimelineField.PARENT, day), source.when(field, day)]
    return max((instant for instant in bearing if instant is not None), default=None)


def _entry(unit: Unit, told: Interval, at: date, change_set: ChangeSet | None) -> Entry:
    provenance = None if told.effective is None else Held(unit, told.effective)
    return Entry(told.field, told.valid, told.value, provenance, change_set, told.valid.start > at)


_FIELDS = {inheritable: field for field, inheritable in INHERITABLE.items()}
