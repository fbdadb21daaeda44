"""A page of what is different between two moments: each unit before and after, field by field, with its causes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from db.reading.lists import Page, Slice, SortKey
from db.reading.orders import fitting
from domain import diffing
from domain.differences import DiffKind, FieldDifference
from domain.diffing import DiffInclude
from domain.effects import Effect
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.stories import Said
from domain.telling import TimelineField
from domain.units import Unit
from resolvers import differing, units
from resolvers.context import Context
from resolvers.diffs import finding
from resolvers.diffs.causes import Causes, causes
from resolvers.diffs.finding import Differing, Moments
from resolvers.lines import named_in
from resolvers.pages import CountedPage, asked, page_of
from resolvers.refusals import Code, Refusal


class Question(NamedTuple):
    """Between which moments, as they are asked for: without a day today, without an instant now."""

    before: tuple[date | None, datetime | None]
    after: tuple[date | None, datetime | None]
    under: SorCode | None
    include: DiffInclude


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many units became what."""

    kind: DiffKind
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class UnitDiff:
    """A unit that differs, as the register knows it at each moment, be it in force or not; none where it does not."""

    moments: Moments
    known_before: Unit | None
    known_after: Unit | None
    kinds: tuple[DiffKind, ...]
    fields: tuple[FieldDifference, ...]

    @property
    def before(self) -> Unit | None:
        return _in_force(self.known_before, self.moments.before)

    @property
    def after(self) -> Unit | None:
        return _in_force(self.known_after, self.moments.after)


def _in_force(unit: Unit | None, moment: Moment) -> Unit | None:
    return unit if unit is not None and unit.life.covers(moment.at) else None


@dataclass(slots=True, eq=False)
class DiffPage(CountedPage):
    """A page of units that differ. `summary`: how many of each kind the whole list has."""

    summary: tuple[KindCount, ...] = field(kw_only=True)


async def page(ctx: Context, question: Question, first: int, after: str | None) -> DiffPage:
    """By SOR code. Raises `Refusal` for moments in the wrong order, for too many units, for a strange cursor."""
    wanted, cursor = asked(first, after, question, ctx.limits.page)
    moments, at = await _moments(ctx, question, cursor and cursor.at, cursor and cursor.read, wanted.after)
    found = await finding.find(ctx, moments, question.under, question.include)
    part = page_of([*found.kinds], Page(wanted.first, at))
    shown = Slice(
        tuple(await _told(ctx, found, part.items)),
        tuple((moments.before.at, *key) for key in part.keys),
        part.more,
        part.earlier,
    )
    summary = tuple(KindCount(*one) for one in found.summary)
    read = await ctx.reader.read_at()
    return DiffPage(question, shown, moments.after, read, total_count=len(found.kinds), summary=summary)


async def _moments(
    ctx: Context, question: Question, at: date | None, read: datetime | None, key: SortKey | None
) -> tuple[Moments, SortKey | None]:
    """A list goes on between the moments of its first page, also past midnight and past changes made meanwhile."""
    (start, knew), (end, knows) = question.before, question.after
    if at is None or read is None:
        moments = Moments(Moment(start or ctx.today, knew), Moment(end or ctx.today, knows))
        _in_order(moments)
        return moments, None
    first_day, code = fitting(key or (), (date, int))
    assert isinstance(first_day, date)
    changed = (await ctx.reader.totals()).changed
    now = None if changed is None or changed <= read else read
    return Moments(Moment(first_day, knew or now), Moment(at, knows or now)), (code,)


def _in_order(moments: Moments) -> None:
    before, after = moments
    if after.at < before.at:
        raise Refusal(
            Code.WRONG_ORDER, f"`from` is {before.at} and `to` is {after.at}, which is earlier: exchange the two."
        )
    if after.known_at is not None and (before.known_at is None or after.known_at < before.known_at):
        knew = "now" if before.known_at is None else before.known_at.isoformat()
        raise Refusal(
            Code.WRONG_ORDER,
            f"`from` asks for what was known at {knew}, `to` for what was known at {after.known_at.isoformat()}, which "
            "is earlier: exchange the two, or give `from` a `knownAt` that is not later.",
        )


async def _told(ctx: Context, found: Differing, codes: Sequence[SorCode]) -> list[UnitDiff]:
    moments = found.moments
    old, new = [await ctx.ask_all(units.by_code, codes, moment) if codes else [] for moment in moments]
    was, is_ = [await finding.said(ctx, codes, moment) for moment in moments]
    effects = {code: found.effects.get(code, []) for code in codes}
    lines = await _lines(ctx, [*was.values(), *is_.values()], [one for each in effects.values() for one in each])
    through = {effect.via for each in effects.values() for effect in each}
    why = await causes(ctx, {*codes, *through}, moments)
    told = []
    for code, before, after in zip(codes, old, new, strict=True):
        effective = {one.field: one for one in _effective(effects[code], lines, why)}
        own = partial(why.own, code)
        fields = diffing.fields(was[code], is_[code], found.include, effective, lines, own)
        told.append(UnitDiff(moments, before, after, found.kinds[code], fields))
    return told


async def _lines(ctx: Context, said: Sequence[Said], effects: Sequence[Effect]) -> dict[UUID, str]:
    """The addresses that are named, each on one line."""
    own = await named_in(ctx.reader, (one.facts for one in said if one.facts is not None))
    return own | await differing.written(ctx.reader, effects)


def _effective(effects: Sequence[Effect], lines: Mapping[UUID, str], why: Causes) -> Iterator[FieldDifference]:
    for effect in effects:
        field = TimelineField[effect.field.name]
        cause = why.own(effect.unit, field) if effect.own else why.inherited(effect.via, field)
        yield FieldDifference(field, differing.text(effect.before, lines), differing.text(effect.after, lines), cause)
