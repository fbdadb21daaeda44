"""The effects of a change set: every unit whose effective addresses or number are others than was known before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from db.reading.lists import Filter, Slice
from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.snapshot import Snapshot
from domain.differences import EffectiveDifference, cause_of
from domain.effects import Effect
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.recording import ChangeSet
from domain.telling import TimelineField
from domain.units import Unit
from resolvers import differing
from resolvers.context import Context
from resolvers.pages import CountedPage, Listing, ListPage, nested, page_of
from resolvers.refusals import Code, Refusal
from resolvers.rejections import Wrong

_AN_INSTANT = timedelta(microseconds=1)


class FieldCount(NamedTuple):
    """How many units one field becomes another of."""

    field: TimelineField
    units: int


@dataclass(frozen=True, slots=True, eq=False)
class Affected:
    """A unit of a preview, and its differences."""

    unit: SorCode
    fields: tuple[EffectiveDifference, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a change does, or would do, to effective values, as far as the reader may see it.

    `moment`: the day and the instant that its units are read at. `blockers` are the rules that keep it from being made,
    and `earliest` the first day on which they would not.
    """

    moment: Moment
    effects: tuple[Effect, ...] = ()
    lines: Mapping[UUID, str] = field(default_factory=dict)
    warnings: tuple[Wrong, ...] = ()
    blockers: tuple[Wrong, ...] = ()
    earliest: date | None = None

    @property
    def affected_count(self) -> int:
        return len({effect.unit for effect in self.effects})

    @property
    def summary(self) -> list[FieldCount]:
        """In the order of fields."""
        units: dict[TimelineField, set[SorCode]] = {}
        for effect in self.effects:
            units.setdefault(TimelineField[effect.field.name], set()).add(effect.unit)
        return [FieldCount(one, len(units[one])) for one in TimelineField if one in units]


async def effects_of(db: Snapshot, change_set: int, recorded: datetime) -> tuple[Effect, ...]:
    """By SOR code, field and day. `db` may be within the change itself, before it is committed."""
    return await found(PostgresReader(db), change_set, recorded)


async def found(reader: Reader, change_set: int, recorded: datetime, most: int | None = None) -> tuple[Effect, ...]:
    """The same in the view of a reader that knows the change set. Raises `TooMany`, if it bears on more units."""
    before, after = _knowledge(recorded)
    changed = await reader.touched(change_set, recorded)
    return await differing.differing(reader, changed, before, after, ever=True, most=most)


async def previewed(
    ctx: Context, effects: Sequence[Effect], recorded: datetime, moment: Moment, within: Snapshot | None = None
) -> Preview:
    """Effects of the change set of an instant, for the reader.

    `within` a change all is read that the reader will ask for: after a dry run nobody else could.
    """
    asking = ctx if within is None else replace(ctx, reader=PostgresReader(within), memos={})
    before, _ = _knowledge(recorded)
    # Whose a hidden number is, is asked of the day of the preview: its holder may have had other owners before.
    shown = await differing.visible(asking, effects, before, moment._replace(known_at=recorded))
    return Preview(moment, shown, await differing.written(asking.reader, shown))


async def of_change_sets(ctx: Context, asked: Sequence[ChangeSet], *, moment: Moment) -> list[Preview | Refusal]:
    """What each change set of the past did, each for itself: told once for each that is asked for."""
    return [await _of_change_set(ctx, one, moment) for one in asked]


async def _of_change_set(ctx: Context, one: ChangeSet, moment: Moment) -> Preview | Refusal:
    ctx.budget.step()
    try:
        effects = await found(ctx.reader, one.id, one.recorded, ctx.limits.subtree)
    except differing.TooMany as error:
        return Refusal(
            Code.TOO_MANY_UNITS,
            f"Change set {one.id} bears on more than {error.most} units. Ask registerDiff with `under` instead, "
            f"for what was learned at {one.recorded.isoformat()} of one subtree.",
            maximum=error.most,
        )
    return await previewed(ctx, effects, one.recorded, moment._replace(known_at=one.recorded))


async def items(
    ctx: Context, previews: Sequence[Preview], *, moment: Moment, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """A page of the units affected, by SOR code."""
    read = await ctx.reader.read_at()
    return [_page(ctx, preview, moment, read, first, after) for preview in previews]


async def unit(ctx: Context, affected: Sequence[Affected], *, moment: Moment) -> list[Unit | None]:
    return await differing.known(ctx, [one.unit for one in affected], moment)


async def source_before(ctx: Context, told: Sequence[EffectiveDifference], *, moment: Moment) -> list[Unit | None]:
    return await differing.known(ctx, [one.source_before for one in told], moment)


async def source_after(ctx: Context, told: Sequence[EffectiveDifference], *, moment: Moment) -> list[Unit | None]:
    return await differing.known(ctx, [one.source_after for one in told], moment)


def _page(
    ctx: Context, preview: Preview, moment: Moment, read: datetime, first: int, after: str | None
) -> ListPage | Refusal:
    listing = Listing("effects", None, Filter())
    try:
        page = nested(first, after, listing, moment, ctx.limits.page)
    except Refusal as refusal:
        return refusal
    by_unit = {code: tuple(told) for code, told in groupby(preview.effects, key=lambda effect: effect.unit)}
    part = page_of([*by_unit], page)
    shown = tuple(Affected(code, tuple(_told(preview, by_unit[code]))) for code in part.items)
    told = Slice(shown, part.keys, part.more, part.earlier)
    return CountedPage(listing, told, moment, read, total_count=len(by_unit))


def _told(preview: Preview, effects: Sequence[Effect]) -> Iterator[EffectiveDifference]:
    for effect in effects:
        before, after = effect.before, effect.after
        yield EffectiveDifference(
            TimelineField[effect.field.name],
            differing.text(before, preview.lines),
            differing.text(after, preview.lines),
            cause_of(effect),
            before and before.source,
            after and after.source,
            effect.valid,
        )


def _knowledge(recorded: datetime) -> tuple[Moment, Moment]:
    """Before and after an instant; of all days."""
    return Moment(date.min, recorded - _AN_INSTANT), Moment(date.min, recorded)
