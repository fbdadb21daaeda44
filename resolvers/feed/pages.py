"""Pages of the feed: what came behind a cursor, as far as the reader may see it, and the cursor to go on from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import recording
from domain.differences import Cause, CauseKind, FieldDifference
from domain.feed import BEGINNING, ChangeKind, Position, Standing, Told, seen_by
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.permissions import Actor
from domain.recording import ChangeSet
from domain.units import Unit
from resolvers import units
from resolvers.context import Context
from resolvers.feed import cursors
from resolvers.refusals import Code, Refusal

USUAL = 500
"""Entries of a page that is asked for without a number; fewer, where the register's pages are smaller."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry as a reader is told it; `moment`: that at which its unit is read, as it was known then."""

    cursor: str
    kind: ChangeKind
    sor_code: SorCode | None
    recorded_at: datetime
    effective_from: date
    until: date | None
    fields: tuple[FieldDifference, ...]
    via: SorCode | None
    code_list: str | None
    change_set: ChangeSet | None

    @property
    def moment(self) -> Moment:
        return Moment(self.effective_from, self.recorded_at)


@dataclass(frozen=True, slots=True)
class ChangePage:
    """`next` goes on behind all that was looked at, also where nothing of it was asked for."""

    changes: tuple[Change, ...]
    next: str
    caught_up: bool


async def page(
    ctx: Context, after: str | None, under: SorCode | None, kinds: Sequence[ChangeKind] | None, first: int
) -> ChangePage:
    """Raises `Refusal` for an impossible size and for what is no cursor of this feed."""
    most = max(ctx.limits.page, USUAL)
    if not 1 <= first <= most:
        raise Refusal(Code.PAGE_SIZE, f"`first` is {first}; a page of the feed holds 1 to {most}.", maximum=most)
    first = min(first, ctx.limits.page)
    position, standing = await place(ctx, after)
    found = await ctx.reader.feed_entries(position, under, kinds, first + 1)
    changes = tuple(shown(ctx.actor, standing.identity, one) for one in found[:first])
    if len(found) > first:
        return ChangePage(changes, changes[-1].cursor, caught_up=False)
    return ChangePage(changes, end(standing), caught_up=True)


async def place(ctx: Context, after: str | None) -> tuple[Position, Standing]:
    """Where a cursor stands in the feed, its beginning without one; and how the feed stands. Raises `Refusal`."""
    cursor = None if after is None else cursors.read(after)
    standing = await ctx.reader.feed_standing(cursor.position if cursor else BEGINNING)
    return cursors.check(cursor, standing.identity, standing.known) if cursor else BEGINNING, standing


async def position(ctx: Context) -> str:
    """The cursor that goes on behind all that this view of the register knows."""
    return end(await ctx.reader.feed_standing(BEGINNING))


def end(standing: Standing) -> str:
    return cursors.written(standing.identity, standing.end, standing.recorded)


def shown(actor: Actor, identity: UUID, told: Told) -> Change:
    entry = seen_by(actor, told.entry)
    cause = Cause(_kind(told), entry.via if entry.via != entry.sor_code else None, told.change_set)
    return Change(
        cursor=cursors.written(identity, told.position, told.recorded),
        kind=entry.kind,
        sor_code=entry.sor_code,
        recorded_at=told.recorded,
        effective_from=entry.effective_from,
        until=entry.until,
        fields=tuple(FieldDifference(*change, cause) for change in entry.fields),
        via=entry.via,
        code_list=None if entry.code_list is None else entry.code_list.value,
        change_set=told.change_set,
    )


def _kind(told: Told) -> CauseKind:
    if told.entry.via is not None and told.entry.via != told.entry.sor_code:
        return CauseKind.INHERITED
    corrected = told.change_set is not None and told.change_set.reason.cause is recording.Cause.CORRECTION
    return CauseKind.CORRECTION if corrected else CauseKind.OWN


async def unit(ctx: Context, changes: Sequence[Change], *, moment: Moment) -> list[Unit | None]:
    """The unit that each is about; none of a code list."""
    return await _known(ctx, [change.sor_code for change in changes], moment)


async def via(ctx: Context, changes: Sequence[Change], *, moment: Moment) -> list[Unit | None]:
    """The changed unit that the effective value of each comes from."""
    return await _known(ctx, [change.via for change in changes], moment)


async def _known(ctx: Context, codes: Sequence[SorCode | None], moment: Moment) -> list[Unit | None]:
    distinct = list(dict.fromkeys(code for code in codes if code is not None))
    found = dict(zip(distinct, await ctx.ask_all(units.by_code, distinct, moment), strict=True))
    return [None if code is None else found[code] for code in codes]
