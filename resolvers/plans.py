"""Planned changes as they can be withdrawn: whether still, and what builds on them."""

from collections.abc import Collection, Sequence

from domain.changes import PlannedChange
from domain.identifiers import SorCode
from domain.lifecycle.depending import dependants as building
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.withdrawing import planned_days
from domain.periods import Moment
from domain.telling import TimelineField
from resolvers import history, units
from resolvers.context import Context
from resolvers.excerpts import excerpt_of, with_all_theirs

_RELATIONS = {TimelineField.RELATIONS}
DEEPEST = 64
"""Levels of units, each planned under one that is planned, that are looked at."""


async def withdrawable(ctx: Context, plans: Sequence[PlannedChange], *, moment: Moment) -> list[bool]:
    """Whether each is still ahead, whichever day is read, and the unit's own: that another is to replace it is not."""
    doubtful = {plan.sor_code for plan in plans if {change.field for change in plan.fields} == _RELATIONS}
    known = await with_all_theirs(ctx, sorted(doubtful), []) if doubtful else Excerpt(today=ctx.today)
    own = {code: planned_days(known.units[code], known) for code in doubtful if code in known.units}
    return [
        plan.effective_from > ctx.today and plan.effective_from in own.get(plan.sor_code, (plan.effective_from,))
        for plan in plans
    ]


async def dependants(ctx: Context, plans: Sequence[PlannedChange], *, moment: Moment) -> list[list[PlannedChange]]:
    """The planned changes that only each makes possible, as the register is planned now."""
    known = await _known(ctx, {plan.sor_code for plan in plans})
    found = [
        building((plan.sor_code, plan.effective_from), known) if plan.sor_code in known.units else [] for plan in plans
    ]
    told = await _planned(ctx, {code for each in found for code, _ in each})
    return [[told[one] for one in each if one in told] for each in found]


async def _planned(ctx: Context, codes: Collection[SorCode]) -> dict[tuple[SorCode, object], PlannedChange]:
    now = Moment(ctx.today)
    read = await ctx.ask_all(units.by_code, sorted(codes), now) if codes else []
    there = [unit for unit in read if unit is not None]
    ahead = await ctx.ask_all(history.planned, there, now) if there else []
    return {(plan.sor_code, plan.effective_from): plan for each in ahead for plan in each}


async def _known(ctx: Context, codes: Collection[SorCode]) -> Excerpt:
    """The units with all above them and, of those that are only planned, all that is planned below."""
    now, asked, level = Moment(ctx.today), set(codes), sorted(codes)
    known = Excerpt(today=ctx.today)
    for _ in range(DEEPEST):
        known = excerpt_of(ctx.actor, ctx.today, await ctx.reader.chronicles(sorted(asked), now))
        ahead = [code for code in level if code in known.units and life_of(known.units[code]).start > ctx.today]
        if not ahead:
            break
        below = await ctx.reader.children_from(ahead, now)
        level = sorted({unit.sor_code for versions in below for unit in versions} - asked)
        asked |= {*level}
    return known
