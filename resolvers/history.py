"""What a unit has been and will be, by valid time or by recorded time, and the changes planned for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from db.reading.lists import Slice
from db.reading.orders import fitting
from db.reading.reader import RecordedVersion
from domain import annals, changes
from domain.annals import Recording
from domain.changes import DatedChange, PlannedChange, Written
from domain.identifiers import SorCode
from domain.periods import Moment, Period
from domain.recording import ChangeSet
from domain.stories import Story
from domain.units import Unit
from resolvers import stories
from resolvers.context import Context
from resolvers.lines import named_in
from resolvers.pages import ListPage, nested
from resolvers.refusals import Refusal


class HistoryAxis(Enum):
    """In the order of which time a history is told."""

    VALID = "valid"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was told of a unit on some days: what it says, what it changed, who recorded it when.

    `known_at`: the instant that what it says is read at, where that is not the reader's own. `recorded_until`: when the
    register came to say something else.
    """

    version: int
    validity: Period
    unit: Unit
    recorded_at: datetime
    recorded_until: datetime | None
    change_set: ChangeSet | None
    changes: tuple[DatedChange, ...]
    known_at: datetime | None = None


class Past(NamedTuple):
    """The list that a page of a history is of."""

    of: SorCode
    by: HistoryAxis


async def history(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, by: HistoryAxis, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """Every version in the order of valid time, the first one first; or every recording, the oldest first."""
    told = await ctx.ask_all(entries, asked, moment, by=by)
    read = await ctx.reader.read_at()
    return [
        _page(ctx, Past(unit.sor_code, by), each, moment, read, first, after)
        for unit, each in zip(asked, told, strict=True)
    ]


async def entries(ctx: Context, asked: Sequence[Unit], *, moment: Moment, by: HistoryAxis) -> list[list[Entry]]:
    """The whole history of each unit."""
    return await (_by_valid_time if by is HistoryAxis.VALID else _by_recorded_time)(ctx, asked, moment)


async def planned(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[list[PlannedChange]]:
    """What will change after the day, the nearest change first."""
    told = await ctx.ask_all(stories.stories, asked, moment)
    written = await stories.lines(ctx.reader, told)
    return [changes.planned(unit.sor_code, story, moment.at, written) for unit, story in zip(asked, told, strict=True)]


async def count(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many entries each history has."""
    found: dict[Past, int] = {}
    for by in {page.listing.by for page in pages}:
        codes = list(dict.fromkeys(page.listing.of for page in pages if page.listing.by is by))
        units = [unit for unit in await ctx.reader.units(codes, moment) if unit is not None]
        told = await ctx.ask_all(entries, units, moment, by=by)
        found |= {Past(unit.sor_code, by): len(each) for unit, each in zip(units, told, strict=True)}
    return [found.get(page.listing, 0) for page in pages]


async def _by_valid_time(ctx: Context, asked: Sequence[Unit], moment: Moment) -> list[list[Entry]]:
    told = await ctx.ask_all(stories.versions, asked, moment)
    whole = await ctx.ask_all(stories.stories, asked, moment)
    written = await stories.lines(ctx.reader, whole)
    return [_versions(recorded, story, written) for recorded, story in zip(told, whole, strict=True)]


def _versions(recorded: Sequence[RecordedVersion], story: Story, written: Written) -> list[Entry]:
    changed = changes.by_version(story, written)
    return [
        Entry(version, one.unit.valid, one.unit, one.recorded, None, one.change_set, fields)
        for version, (one, fields) in enumerate(zip(recorded, changed, strict=True), start=1)
    ]


async def _by_recorded_time(ctx: Context, asked: Sequence[Unit], moment: Moment) -> list[list[Entry]]:
    whole = await stories.annals(ctx, [unit.sor_code for unit in asked], moment=moment)
    written = await named_in(ctx.reader, (kept.row.value for one in whole for kept in one.versions))
    instants = sorted({instant for one in whole for instant in one.instants})
    made = {one.recorded: one for one in await ctx.reader.change_sets([], instants)}
    return [_recordings(annals.recordings(one, written), made) for one in whole]


def _recordings(told: Sequence[Recording], made: dict[datetime, ChangeSet]) -> list[Entry]:
    return [
        Entry(
            one.unit.version,
            one.valid,
            one.unit,
            one.recorded,
            one.superseded,
            made.get(one.recorded),
            one.changes,
            one.recorded,
        )
        for one in told
    ]


def _page(
    ctx: Context, past: Past, entries: list[Entry], moment: Moment, read: datetime, first: int, after: str | None
) -> ListPage | Refusal:
    try:
        page = nested(first, after, past, moment, ctx.limits.page)
    except Refusal as refusal:
        return refusal
    numbered = [((number,), one) for number, one in enumerate(entries, start=1)]
    behind = None if page.after is None else fitting(page.after, (int,))
    left = [(key, one) for key, one in numbered if behind is None or key > behind]
    shown = left[: page.first]
    part = Slice(
        tuple(one for _, one in shown), tuple(key for key, _ in shown), len(left) > len(shown), len(left) < len(entries)
    )
    return ListPage(past, part, moment, read)
