"""Planned changes ahead, of the whole register or of a subtree, the nearest first."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from db.reading.lists import Page, Slice, SortKey
from domain import changes
from domain.changes import PlannedChange
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.stances import Side, stands_under
from domain.units import Unit
from resolvers import stories, units
from resolvers.context import Context
from resolvers.differing import known
from resolvers.pages import ListPage, asked, moment_of
from resolvers.refusals import Code, Refusal

AT_ONCE = 1_000
"""Days looked at in one go, where changes are counted."""


class Ahead(NamedTuple):
    """The list that a page is of: planned changes up to and with a day, in the subtree of a unit."""

    under: SorCode | None
    until: date | None


async def page(ctx: Context, listing: Ahead, first: int, after: str | None) -> ListPage:
    """By day and SOR code. A change is in a subtree where its unit stands there until that day, or from it on."""
    wanted, cursor = asked(first, after, listing, ctx.limits.page)
    moment = await moment_of(ctx, Moment(ctx.today), cursor)
    found: list[PlannedChange] = []
    place: SortKey | None = wanted.after
    more = True
    while more and len(found) <= first:
        days = await ctx.reader.days_ahead(moment, listing.until, listing.under, Page(first + 1, place))
        found += await _planned(ctx, listing, days, moment)
        more, place = len(days) > first, days[-1] if days else None
    shown = found[:first]
    keys = tuple((one.effective_from, one.sor_code) for one in shown)
    part = Slice(tuple(shown), keys, len(found) > first, wanted.after is not None)
    return ListPage(listing, part, moment, await ctx.reader.read_at())


async def count(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int | Refusal]:
    """How many changes each list holds."""
    return [await _counted(ctx, page.listing, page.moment) for page in pages]


async def _counted(ctx: Context, listing: Ahead, moment: Moment) -> int | Refusal:
    counted = looked_at = 0
    place: SortKey | None = None
    while True:
        days = await ctx.reader.days_ahead(moment, listing.until, listing.under, Page(AT_ONCE, place))
        looked_at += len(days)
        if looked_at > ctx.limits.subtree:
            return _too_many(ctx.limits.subtree)
        counted += len(await _planned(ctx, listing, days, moment))
        if len(days) < AT_ONCE:
            return counted
        place = days[-1]


def _too_many(most: int) -> Refusal:
    return Refusal(
        Code.TOO_MANY_UNITS,
        f"More than {most} changes are planned: ask for `totalCount` of a shorter time with `until`, or of one subtree "
        "with `under`.",
        maximum=most,
    )


async def unit(ctx: Context, plans: Sequence[PlannedChange], *, moment: Moment) -> list[Unit | None]:
    return await known(ctx, [plan.sor_code for plan in plans], moment)


async def _planned(
    ctx: Context, listing: Ahead, days: Sequence[tuple[date, SorCode]], moment: Moment
) -> list[PlannedChange]:
    """What is told of each of these days and units, in their order; of some nothing, or nothing that may be seen."""
    codes = list(dict.fromkeys(code for _, code in days))
    if not codes:
        return []
    found = [one for one in await ctx.ask_all(units.by_code, codes, moment) if one is not None]
    told = await ctx.ask_all(stories.stories, found, moment)
    written = await stories.lines(ctx.reader, told)
    plans: Mapping[tuple[date, SorCode], PlannedChange] = {
        (plan.effective_from, plan.sor_code): plan
        for one, story in zip(found, told, strict=True)
        for plan in changes.planned(one.sor_code, story, moment.at, written)
    }
    shown = [plans[day] for day in days if day in plans]
    if listing.under is None:
        return shown
    side = await ctx.reader.stated({plan.sor_code for plan in shown}, moment, ever=True)
    return [plan for plan in shown if _is_under(side, plan, listing.under)]


def _is_under(side: Side, plan: PlannedChange, top: SorCode) -> bool:
    day = plan.effective_from
    return any(stands_under(side, plan.sor_code, top, one) for one in (day - timedelta(days=1), day))
