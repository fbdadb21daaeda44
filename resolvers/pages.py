"""Pages of units: which list they are of, how many the list holds, where the next page goes on."""

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from db.reading.orders import StrangeSortKey
from db.reading.reader import Below, Filter, Order, Page, Slice, SortKey
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.units import Unit
from resolvers import cursors
from resolvers.context import Context
from resolvers.refusals import Code, Refusal


class Listing(NamedTuple):
    """The list a page is of: `relation` of unit `of`, or of the whole register."""

    relation: str
    of: SorCode | None
    filter: Filter
    order: Order = Order()
    max_depth: int | None = None
    field: InheritableField | None = None
    include_self: bool = False


@dataclass(frozen=True, slots=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Edge(NamedTuple):
    cursor: str
    node: Any


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, at the moment and instant it was read."""

    listing: Any
    slice: Slice[Any]
    moment: Moment
    read: datetime

    @property
    def nodes(self) -> tuple[Any, ...]:
        return self.slice.items

    @property
    def edges(self) -> list[Edge]:
        return [Edge(self._cursor(key), node) for key, node in zip(self.slice.keys, self.slice.items, strict=True)]

    @property
    def page_info(self) -> PageInfo:
        keys = self.slice.keys
        return PageInfo(
            self.slice.more,
            self.slice.earlier,
            self._cursor(keys[0]) if keys else None,
            self._cursor(keys[-1]) if keys else None,
        )

    def _cursor(self, key: SortKey) -> str:
        at, known_at = self.moment
        question = cursors.fingerprint(self.listing)
        return cursors.written(cursors.Cursor(question, at, known_at or self.read, key))


@dataclass(frozen=True, slots=True)
class CountedPage(ListPage):
    """A page of a list that is known as a whole: how many items it holds is known anyway."""

    total_count: int


def page_of(codes: Sequence[SorCode], page: Page) -> Slice[SorCode]:
    """A page of units that are known by SOR code and stand in its order."""
    start = 0
    if page.after is not None:
        match page.after:
            case (int(code),):
                start = bisect_right(codes, code)
            case _:
                raise StrangeSortKey
    shown = codes[start : start + page.first]
    return Slice(tuple(shown), tuple((code,) for code in shown), start + len(shown) < len(codes), start > 0)


def asked(first: int, after: str | None, listing: Any, most: int) -> tuple[Page, cursors.Cursor | None]:
    """The page asked for. Raises `Refusal` for an impossible size and for a cursor of another list."""
    if not 1 <= first <= most:
        raise Refusal(Code.PAGE_SIZE, f"`first` is {first}; a page of this list holds 1 to {most}.", maximum=most)
    if after is None:
        return Page(first), None
    cursor = cursors.read(after, cursors.fingerprint(listing))
    return Page(first, cursor.key), cursor


async def moment_of(ctx: Context, moment: Moment, cursor: cursors.Cursor | None) -> Moment:
    """The moment a page is read at: that of page one, told as now while nothing has changed since."""
    if cursor is None:
        return moment
    then = cursors.continued(moment, cursor)
    changed = (await ctx.reader.totals()).changed
    if moment.known_at is None and (changed is None or changed <= cursor.read):
        return Moment(then.at)
    return then


def nested(first: int, after: str | None, listing: Any, moment: Moment, most: int) -> Page:
    """The page of a list inside an answer, which is read at the moment of what is around it."""
    page, cursor = asked(first, after, listing, most)
    if cursor is not None and cursor.at != moment.at:
        raise Refusal(
            Code.INVALID_CURSOR,
            f'`after` was given for {cursor.at}, and this query reads {moment.at}: ask with at: "{cursor.at}".',
        )
    return page


async def each(
    ctx: Context,
    listings: Sequence[Listing],
    moment: Moment,
    first: int,
    after: str | None,
    slices: Callable[[list[SorCode], Page], Awaitable[list[Slice[Unit]]]],
) -> list[ListPage | Refusal]:
    """A page of each unit's list, in one question; a cursor goes on with the one list that it came from."""
    page = Page(first)
    answers: dict[Listing, ListPage | Refusal] = {}
    for listing in listings:
        try:
            page = nested(first, after, listing, moment, ctx.limits.page)
        except Refusal as refusal:
            answers[listing] = refusal
    mine = [listing for listing in listings if listing not in answers]
    if mine:
        read = await ctx.reader.read_at()
        found = await slices([listing.of for listing in mine if listing.of is not None], page)
        answers |= {listing: ListPage(listing, part, moment, read) for listing, part in zip(mine, found, strict=True)}
    return [answers[listing] for listing in listings]


async def totals(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many each page's list holds, one question for all lists of a kind."""
    counted: dict[Listing, int] = {}
    listings = sorted({page.listing for page in pages}, key=lambda listing: repr(_kind(listing)))
    for kind, group in groupby(listings, key=_kind):
        same = list(group)
        numbers = await _counts(ctx, kind, [listing.of for listing in same], pages[0].moment)
        counted.update(zip(same, numbers, strict=True))
    return [counted[page.listing] for page in pages]


def _kind(listing: Listing) -> Listing:
    return listing._replace(of=None, order=Order())


async def _counts(ctx: Context, kind: Listing, codes: list[Any], moment: Moment) -> list[int]:
    match kind.relation:
        case "children":
            return await ctx.reader.child_counts(codes, moment, kind.filter)
        case "descendants":
            return await ctx.reader.descendant_counts(codes, moment, kind.filter, kind.max_depth)
        case "heirs":
            assert kind.field is not None
            return await ctx.reader.heir_counts(codes, kind.field, moment, kind.include_self)
        case "subtree":
            return [await ctx.reader.subtree_count(code, moment, kind.filter, kind.max_depth) for code in codes]
        case _:
            return [await ctx.reader.count(moment, kind.filter)] * len(codes)


def whole(listing: Listing) -> Filter:
    """The filter that finds in the whole register what the list holds."""
    if listing.of is None:
        return listing.filter
    if listing.filter.under is not None or listing.relation == "heirs":
        raise Refusal(
            Code.NOT_FOUND,
            "Facets are told of `units`, and of children and descendants that are not filtered by `under`.",
        )
    steps = 1 if listing.relation == "children" else listing.max_depth
    return replace(listing.filter, under=Below((listing.of,), steps))
