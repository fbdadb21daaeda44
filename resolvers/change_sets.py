"""Change sets: who recorded what, when, why and by which request, and what each unit was before and after.

Names of persons are shown to the organisation they act for and to the SOR office; others see the role and the
organisation. How the identity provider names somebody is shown to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from db.reading.lists import Slice
from domain.annals import Annals
from domain.changes import DatedChange, Written
from domain.identifiers import SorCode
from domain.learning import learned
from domain.periods import Moment
from domain.permissions import Role, belongs_to
from domain.recording import ActorKind, ChangeSet, Recorder
from domain.units import Unit
from resolvers import stories, units
from resolvers.context import Context
from resolvers.lines import named_in
from resolvers.pages import ListPage, asked, moment_of, nested
from resolvers.refusals import Code, Refusal

JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit that a change set is about: as it was known to be on a day until then, and from then on.

    `effective_from`: the first day on which something differs. None before: it was new; none after: it was withdrawn.
    """

    sor_code: SorCode
    effective_from: date
    recorded: datetime
    before: Unit | None
    after: Unit | None
    changes: tuple[DatedChange, ...]


class Touched(NamedTuple):
    """The list of the units of a change set."""

    of: int


class Recent(NamedTuple):
    """The list of change sets, of all or of those about a part of the tree."""

    under: SorCode | None


async def name(ctx: Context, recorders: Sequence[Recorder], *, moment: Moment) -> list[str | None]:
    return [one.name if _named(ctx, one) else None for one in recorders]


def _named(ctx: Context, recorder: Recorder) -> bool:
    if recorder.kind is not ActorKind.PERSON or ctx.actor.role is Role.SOR_OFFICE:
        return True
    if recorder.subject is not None and recorder.subject == ctx.actor.subject:
        return True
    return recorder.organisation is not None and belongs_to(ctx.actor, recorder.organisation)


async def organisation(ctx: Context, recorders: Sequence[Recorder], *, moment: Moment) -> list[Unit | None]:
    codes = list(dict.fromkeys(one.organisation for one in recorders if one.organisation is not None))
    found = dict(zip(codes, await ctx.ask_all(units.by_code, codes, moment), strict=True)) if codes else {}
    return [None if one.organisation is None else found[one.organisation] for one in recorders]


async def by_id(ctx: Context, ids: Sequence[int], known_at: datetime | None = None) -> list[ChangeSet | None]:
    """Each change set, as far as it was recorded by an instant."""
    found = {one.id: one for one in await ctx.reader.change_sets(ids, [])}
    told = [found.get(one) for one in ids]
    return [one if one and (known_at is None or one.recorded <= known_at) else None for one in told]


async def recent(ctx: Context, under: SorCode | None, moment: Moment, first: int, after: str | None) -> ListPage:
    """The newest first; of those about a unit and all that was ever below it, if one is named."""
    listing = Recent(under)
    page, cursor = asked(first, after, listing, ctx.limits.page)
    moment = await moment_of(ctx, moment, cursor)
    if under is not None and await ctx.reader.units([under], moment) == [None]:
        raise Refusal(Code.NOT_FOUND, f"There is no unit {under}: `under` names a unit by its SOR code.")
    found = await ctx.reader.recent_changes(under, moment, page)
    return ListPage(listing, found, moment, await ctx.reader.read_at())


async def changed(
    ctx: Context, sets: Sequence[ChangeSet], *, moment: Moment, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """A page of the units of each, by SOR code; a cursor goes on with the one list that it came from."""
    answers: dict[int, ListPage | Refusal] = {}
    mine: list[ChangeSet] = []
    for one in sets:
        try:
            page = nested(first, after, Touched(one.id), moment, ctx.limits.page)
            mine.append(one)
        except Refusal as refusal:
            answers[one.id] = refusal
    if mine:
        read = await ctx.reader.read_at()
        found = await ctx.reader.changed_units(mine, page)
        told = await _told(ctx, mine, found, moment)
        answers |= {one.id: ListPage(Touched(one.id), part, moment, read) for one, part in zip(mine, told, strict=True)}
    return [answers[one.id] for one in sets]


async def counts(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many units each change set is about."""
    sets = {one.id: one for one in await ctx.reader.change_sets([page.listing.of for page in pages], [])}
    counted = await ctx.reader.changed_unit_counts(list(sets.values()))
    found = dict(zip(sets, counted, strict=True))
    return [found[page.listing.of] for page in pages]


async def _told(
    ctx: Context, sets: Sequence[ChangeSet], found: Sequence[Slice[SorCode]], moment: Moment
) -> list[Slice[Changed]]:
    codes = list(dict.fromkeys(code for part in found for code in part.items))
    whole = await stories.annals(ctx, codes, moment=moment)
    written = await named_in(ctx.reader, (kept.row.value for one in whole for kept in one.versions))
    told = dict(zip(codes, whole, strict=True))
    return [
        Slice(
            tuple(_changed(told[code], one.recorded, moment.at, written) for code in part.items),
            part.keys,
            part.more,
            part.earlier,
        )
        for one, part in zip(sets, found, strict=True)
    ]


def _changed(told: Annals, recorded: datetime, at: date, written: Written) -> Changed:
    before, after = told.before(recorded), told.at(recorded)
    pieces = learned(before.story, after.story, written)
    versions = [kept.row.valid.start for kept in told.versions if kept.recorded == recorded]
    day = min([piece.valid.start for piece in pieces] or versions or [at])
    changes = tuple(DatedChange(*change, piece.valid) for piece in pieces for change in piece.fields)
    return Changed(told.sor_code, day, recorded, before.unit(day), after.unit(day), changes)
