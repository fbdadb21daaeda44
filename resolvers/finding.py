"""Units found by a filter or by a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from db.reading.lists import Filter, Order, Slice
from db.reading.reader import Hit
from domain.highlighting import highlighted
from domain.periods import Moment, Period
from domain.searching import Match, says_nothing
from domain.units import Unit
from resolvers.context import Context
from resolvers.limits import short
from resolvers.meaning import meant
from resolvers.pages import Listing, ListPage, asked, moment_of
from resolvers.refusals import Code, Refusal


class Quest(NamedTuple):
    """What a search was for."""

    text: str
    filter: Filter
    former_names: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit was found: in what, the text with the hit marked, and when it was true. `sought`: what was looked for;
    marks are made for who asks."""

    match: Match
    sought: str

    @property
    def field(self) -> str:
        return self.match.field.value

    @property
    def highlight(self) -> str:
        return highlighted(self.match, self.sought)

    @property
    def validity(self) -> Period | None:
        return self.match.valid


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    score: float
    matches: tuple[Reason, ...]


async def units(ctx: Context, moment: Moment, filter: Filter, order: Order, first: int, after: str | None) -> ListPage:
    listing = Listing("units", None, await meant(ctx, filter, moment), order)
    page, cursor = asked(first, after, listing, ctx.limits.page)
    moment = await moment_of(ctx, moment, cursor)
    asking = ctx.reader.find(moment, listing.filter, order, page)
    found, read = await ctx.together(moment, asking, ctx.reader.read_at())
    ctx.budget.touch(len(found.items))
    return ListPage(listing, found, moment, read)


async def search(ctx: Context, moment: Moment, quest: Quest, first: int, after: str | None) -> ListPage:
    """Raises `Refusal` for a text that would match everything or that is too long to be a name."""
    text = short(quest.text.strip())
    if says_nothing(text):
        raise Refusal(
            Code.INVALID_TEXT,
            "A search needs at least one character besides *; for all units ask units(orderBy: …) page by page.",
        )
    quest = quest._replace(text=text, filter=await meant(ctx, quest.filter, moment, text))
    page, cursor = asked(first, after, quest, ctx.limits.page)
    moment = await moment_of(ctx, moment, cursor)
    asking = ctx.reader.search(text, moment, quest.filter, quest.former_names, page)
    found, read = await ctx.together(moment, asking, ctx.reader.read_at())
    ctx.budget.touch(len(found.items))
    hits = tuple(_shown(hit, text) for hit in found.items)
    shown = Slice(hits, found.keys, found.more, found.earlier, found.total)
    return ListPage(quest, shown, moment, read)


def _shown(hit: Hit, text: str) -> Found:
    return Found(hit.unit, hit.score, tuple(Reason(match, text) for match in hit.matches))


async def hits(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many units each search finds in all."""
    return [await _hits(ctx, page) for page in pages]


async def _hits(ctx: Context, page: ListPage) -> int:
    """Not asked for where the page holds all, or its reader has come to know it."""
    if page.whole:
        return len(page.nodes)
    if page.slice.total is not None:
        return page.slice.total
    quest: Quest = page.listing
    return await ctx.reader.search_count(quest.text, page.moment, quest.filter, quest.former_names)
