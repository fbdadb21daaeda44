"""Which units differ between two moments: candidates by index, then what is inherited from them level by level."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from domain import diffing
from domain.differences import DiffKind, Outline
from domain.diffing import DiffInclude, in_force
from domain.effects import Effect
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.stances import Side
from domain.stories import Said
from resolvers import differing, stories, units
from resolvers.context import Context
from resolvers.refusals import Code, Refusal


class Moments(NamedTuple):
    before: Moment
    after: Moment


@dataclass(frozen=True, slots=True, eq=False)
class Differing:
    """The units that differ, by SOR code, of which kinds; and their effective values that do."""

    moments: Moments
    include: DiffInclude
    kinds: Mapping[SorCode, tuple[DiffKind, ...]]
    effects: Mapping[SorCode, list[Effect]]

    @property
    def summary(self) -> list[tuple[DiffKind, int]]:
        counted = Counter(kind for kinds in self.kinds.values() for kind in kinds)
        return [(kind, counted[kind]) for kind in DiffKind if kind in counted]


async def find(ctx: Context, moments: Moments, under: SorCode | None, include: DiffInclude) -> Differing:
    """All units that differ; within the subtree of `under` at either moment. Raises `Refusal` for too many."""
    try:
        return await _found(ctx, moments, under, include)
    except differing.TooMany as error:
        raise Refusal(
            Code.TOO_MANY_UNITS,
            f"More than {error.most} units differ between the two moments. Ask for less at a time: days or instants "
            "that lie closer together, or one subtree with `under`.",
            maximum=error.most,
        ) from None


async def _found(ctx: Context, moments: Moments, under: SorCode | None, include: DiffInclude) -> Differing:
    before, after = moments
    most = ctx.limits.subtree
    scope = None if under is None else await _scope(ctx, moments, under)
    touched = await ctx.reader.maybe_differing(before, after, scope, most)
    if len(touched) > most:
        raise differing.TooMany(most)
    asked = touched.keys() if under is None else touched.keys() | {under}
    old, new = await ctx.reader.outlines(asked, before), await ctx.reader.outlines(asked, after)
    both = [code for code in asked if in_force(old.get(code), before.at) and in_force(new.get(code), after.at)]
    effects: dict[SorCode, list[Effect]] = {}
    if include is DiffInclude.EFFECTIVE:
        starts = [code for code in both if code == under or touched[code] or old[code].own != new[code].own]
        effects = await _effects(ctx, starts, asked - set(both), moments, most)
    beside = {code for code in both if touched.get(code) or _chooses_otherwise(old[code], new[code])}
    changed = {
        *effects,
        *await _beside(ctx, beside, moments, include),
        *(code for code in both if diffing.says_otherwise(old[code], new[code], include)),
    }
    kinds = {
        code: diffing.kinds(old.get(code), before.at, new.get(code), after.at, code in changed) for code in asked
    } | dict.fromkeys(effects.keys() - asked, (DiffKind.CHANGED,))
    return Differing(moments, include, {code: kinds[code] for code in sorted(kinds) if kinds[code]}, effects)


def _chooses_otherwise(before: Outline, after: Outline) -> bool:
    return before.own.inherits_location_number is not after.own.inherits_location_number


async def _scope(ctx: Context, moments: Moments, under: SorCode) -> set[SorCode]:
    scope: set[SorCode] = set()
    for moment in moments:
        scope |= await ctx.reader.subtree_codes(under, moment)
    if not scope and await ctx.reader.units([under], moments.after) == [None]:
        raise Refusal(Code.NOT_FOUND, f"There is no unit with the SOR code {under} for `under`.")
    return scope


async def _beside(ctx: Context, codes: Collection[SorCode], moments: Moments, include: DiffInclude) -> set[SorCode]:
    """Those of the units whose location numbers, messages or relations are told otherwise."""
    old, new = [await said(ctx, codes, moment) for moment in moments]
    return {code for code in codes if diffing.beside_differs(old[code], new[code], include)}


async def said(ctx: Context, codes: Iterable[SorCode], moment: Moment) -> dict[SorCode, Said]:
    """What the reader may see of each unit on the day; nothing of a unit that is not known."""
    asked = list(codes)
    known = [unit for unit in await ctx.ask_all(units.by_code, asked, moment) if unit is not None] if asked else []
    told = await ctx.ask_all(stories.stories, known, moment) if known else []
    found = {unit.sor_code: story.on(moment.at) for unit, story in zip(known, told, strict=True)}
    return {code: found.get(code, Said()) for code in asked}


async def _effects(
    ctx: Context, starts: list[SorCode], besides: Collection[SorCode], moments: Moments, most: int
) -> dict[SorCode, list[Effect]]:
    """The values that differ, by unit. Where only who states a value is another, nothing that is told differs; where
    only the flags of a unit's own number are, that is told of the number."""
    shown = partial(_shown, ctx)
    by_unit: dict[SorCode, list[Effect]] = {}
    found = await differing.differing(ctx.reader, starts, *moments, ever=False, most=most, besides=besides, shown=shown)
    for effect in found:
        before, after = effect.before, effect.after
        flagged = not effect.own and (before and before.flags) != (after and after.flags)
        if flagged or (before and before.value) != (after and after.value):
            by_unit.setdefault(effect.unit, []).append(effect)
    return by_unit


async def _shown(ctx: Context, side: Side, moment: Moment) -> Side:
    """A hidden number is none to those who may not see it, and to all who inherit it."""
    hiding = {code for code, stated in side.items() if stated.hides}
    ours = await stories.belonging(ctx, hiding, moment)
    return {code: stated.shown if code in hiding - ours else stated for code, stated in side.items()}
