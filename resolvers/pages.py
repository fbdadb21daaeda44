"""Pages of units: which list they are of, how many the list holds, where the next page goes on."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from db.reading.lists import Below, Filter, Order, Page, Slice, SortKey
from db.reading.orders import StrangeSortKey
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


class Edge(NamedTuple):
    cursor: str
    node: Any


@dataclass(slots=True, eq=False)
class ListPage:
    """One page of a list, at the moment and instant it was read. `of`: of a listing of many units, of which of them."""

    listing: Any
    slice: Slice[Any]
    moment: Moment
    read: datetime
    of: SorCode | None = None

    @property
    def question(self) -> Any:
        """The one list that it is of."""
        return self.listing if self.of is None else self.listing._replace(of=self.of)

    @property
    def whole(self) -> bool:
        """Whether it holds all that the list does."""
        return not (self.slice.more or self.slice.earlier)

    @property
    def nodes(self) -> Sequence[Any]:
        return self.slice.items

    @property
    def edges(self) -> list[Edge]:
        return [Edge(*told) for told in zip(self.cursors_at(self.slice.keys), self.slice.items, strict=True)]

    @property
    def page_info(self) -> "PageInfo":
        return PageInfo(self)

    def cursors_at(self, keys: Iterable[SortKey]) -> Iterator[str]:
        at, known_at = self.moment
        question = cursors.fingerprint(self.question)
        return (cursors.written(cursors.Cursor(question, at, known_at or self.read, key)) for key in keys)


@dataclass(slots=True, eq=False)
class CountedPage(ListPage):
    """A page of a list that is known as a whole: how many items it holds is known anyway."""

    total_count: int = field(kw_only=True)


class PageInfo:
    """Where a page stands in its list. Cursors are made when they are asked for."""

    __slots__ = ("_page",)

    def __init__(self, page: ListPage) -> None:
        self._page = page

    @property
    def has_next_page(self) -> bool:
        return self._page.slice.more

    @property
    def has_previous_page(self) -> bool:
        return self._page.slice.earlier

    @property
    def start_cursor(self) -> str | None:
        return self._cursor(0)

    @property
    def end_cursor(self) -> str | None:
        return self._cursor(-1)

    def _cursor(self, place: int) -> str | None:
        """Of the first or the last item; none of an empty page."""
        if not self._page.nodes:
            return None
        return next(self._page.cursors_at([self._page.slice.keys[place]]))


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
    listing: Listing,
    of: Sequence[SorCode],
    moment: Moment,
    first: int,
    after: str | None,
    slices: Callable[[Sequence[SorCode], Page], Coroutine[Any, Any, list[Slice[Unit]]]],
) -> list[ListPage | Refusal]:
    """A page of each unit's list, in one question; a cursor goes on with the one list that it came from.

    Lists that hold nothing are told by one page.
    """
    if after is not None:
        return await _continued(ctx, listing, of, moment, first, after, slices)
    page, _ = asked(first, None, listing, ctx.limits.page)
    read, found = await ctx.together(moment, ctx.reader.read_at(), slices(of, page))
    empty = ListPage(listing, _NOTHING, moment, read, of[0] if of else None)
    return [
        ListPage(listing, part, moment, read, code) if part.items or part.earlier else empty
        for code, part in zip(of, found, strict=True)
    ]


async def _continued(
    ctx: Context,
    listing: Listing,
    of: Sequence[SorCode],
    moment: Moment,
    first: int,
    after: str,
    slices: Callable[[Sequence[SorCode], Page], Coroutine[Any, Any, list[Slice[Unit]]]],
) -> list[ListPage | Refusal]:
    answers: dict[SorCode, ListPage | Refusal] = {}
    mine: list[SorCode] = []
    page = Page(first)
    for code in dict.fromkeys(of):
        try:
            page = nested(first, after, listing._replace(of=code), moment, ctx.limits.page)
            mine.append(code)
        except Refusal as refusal:
            answers[code] = refusal
    if mine:
        read = await ctx.reader.read_at()
        for code, part in zip(mine, await slices(mine, page), strict=True):
            answers[code] = ListPage(listing, part, moment, read, code)
    return [answers[code] for code in of]


_NOTHING: Slice[Any] = Slice((), (), more=False)


async def totals(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many each page's list holds: as many as the page, if that is the whole list, or else one question for all
    lists of a kind."""
    lists: defaultdict[tuple[Listing, Moment], list[SorCode | None]] = defaultdict(list)
    for page in pages:
        if not page.whole:
            lists[_kind(page), page.moment].append(page.question.of)
    counted: dict[object, int] = {}
    for (kind, then), codes in lists.items():
        numbers = await _counts(ctx, kind, codes, then)
        counted |= {(kind, then, code): number for code, number in zip(codes, numbers, strict=True)}
    return [len(page.nodes) if page.whole else counted[_kind(page), page.moment, page.question.of] for page in pages]


def _kind(page: ListPage) -> Listing:
    """Lists are counted together whatever their order."""
    kind: Listing = page.listing._replace(of=None, order=Order())
    return kind


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
