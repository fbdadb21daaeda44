"""Violations as they are told: where in the input each is, and the units and plans that it names."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.changes import PlannedChange
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.recording import Recorder
from domain.rejections import Violation
from domain.units import Unit
from resolvers import history
from resolvers import units as found
from resolvers.context import Context
from resolvers.refusals import Code, Refusal


@dataclass(frozen=True, slots=True)
class Wrong:
    """A violation, and where in the input it is: `path` in the input's own words."""

    violation: Violation
    path: tuple[str, ...] = ()


async def units(ctx: Context, asked: Sequence[Wrong], *, moment: Moment) -> list[list[Unit]]:
    """The units that each names, as far as they are in the register."""
    known = await _known(ctx, [code for wrong in asked for code in wrong.violation.units], moment)
    return [[known[code] for code in wrong.violation.units if code in known] for wrong in asked]


async def first_units(
    ctx: Context, asked: Sequence[Wrong], *, moment: Moment, first: int
) -> list[list[Unit] | Refusal]:
    most = ctx.limits.page
    if not 1 <= first <= most:
        told = Refusal(Code.PAGE_SIZE, f"`first` is {first}; this list shows 1 to {most}.", maximum=most)
        return [told] * len(asked)
    known = await _known(ctx, [code for wrong in asked for code in wrong.violation.units[:first]], moment)
    return [[known[code] for code in wrong.violation.units[:first] if code in known] for wrong in asked]


async def first_unit(ctx: Context, asked: Sequence[Wrong], *, moment: Moment) -> list[Unit | None]:
    return [next(iter(each), None) for each in await units(ctx, asked, moment=moment)]


async def plans(ctx: Context, asked: Sequence[Wrong], *, moment: Moment) -> list[list[PlannedChange]]:
    """The planned changes of the units named, on the days named."""
    known = await _known(ctx, [code for wrong in asked for code in wrong.violation.units], moment)
    ahead = await ctx.ask_all(history.planned, list(known.values()), Moment(ctx.today, moment.known_at))
    planned = dict(zip(known, ahead, strict=True))
    return [
        [
            plan
            for code in dict.fromkeys(wrong.violation.units)
            for plan in planned.get(code, ())
            if plan.effective_from in wrong.violation.days
        ]
        for wrong in asked
    ]


async def changed_by(ctx: Context, asked: Sequence[Wrong], *, moment: Moment) -> list[Recorder | None]:
    """Who changed the first unit that each names last."""
    codes = [wrong.violation.units[0] for wrong in asked]
    return [None if one is None else one.actor for one in await ctx.reader.last_changes(codes)]


async def _known(ctx: Context, codes: Sequence[SorCode], moment: Moment) -> dict[SorCode, Unit]:
    distinct = list(dict.fromkeys(codes))
    read = await ctx.ask_all(found.by_code, distinct, moment) if distinct else []
    return {code: unit for code, unit in zip(distinct, read, strict=True) if unit is not None}
