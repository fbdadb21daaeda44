"""Effective values that differ between two moments, followed down the tree from the units that say something else."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast
from uuid import UUID

from db.reading.reader import Reader
from domain import effects
from domain.addresses import AddressId, ElectronicAddressId
from domain.chronicles import Provided
from domain.differences import Cause
from domain.effects import Effect
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import LocationNumber
from domain.periods import Moment, Period, change_days
from domain.stances import Side, Stated
from domain.units import Unit
from resolvers import location_numbers
from resolvers.context import Context
from resolvers.lines import on_one_line

DEEPEST = 64
"""Levels that a difference is followed down at most. Real trees have about ten."""


class TooMany(Exception):
    """More units than may be touched: `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} units differ")
        self.most = most


async def unconcealed(side: Side, moment: Moment) -> Side:
    """All of it is shown."""
    return side


async def differing(
    reader: Reader,
    starts: Sequence[SorCode],
    before: Moment,
    after: Moment,
    *,
    ever: bool,
    most: int | None = None,
    besides: Collection[SorCode] = (),
    shown: Callable[[Side, Moment], Awaitable[Side]] = unconcealed,
) -> tuple[Effect, ...]:
    """What differs between two moments for some units and, through them, for those below.

    Level by level, to the children only of units of which something inheritable differs; a bounded number of statements
    each. `starts`: all units that say something else at the two moments; within a subtree, its top and all in it.
    `besides`: units that are not in force at both moments, of which nothing is told.
    `ever`: on all days as known at the two moments; else on the day of each, told as one day. `shown` gives what of
    each side the reader may see. Raises `TooMany` before it goes on from more than `most` units.
    """
    if not starts:
        return ()
    if most is not None and len(starts) > most:
        raise TooMany(most)
    old, new = [await shown(await reader.stated(starts, moment, ever), moment) for moment in (before, after)]
    first = effects.of_changed(old, new, starts)
    return (await passed_down(reader, first, {*starts, *besides}, after, ever=ever, most=most, shown=shown)).effects


class Passed(NamedTuple):
    """Effects by SOR code, field and day; and what the units that were met below say while they are there."""

    effects: tuple[Effect, ...]
    below: Side


async def passed_down(
    reader: Reader,
    first: Iterable[Effect],
    followed: Collection[SorCode],
    after: Moment,
    *,
    ever: bool,
    most: int | None = None,
    shown: Callable[[Side, Moment], Awaitable[Side]] = unconcealed,
) -> Passed:
    """Some effects, and those on the units below: all that are not `followed` already. The rest as in `differing`."""
    found = level = [*first]
    met: dict[SorCode, Stated] = {}
    for _ in range(DEEPEST):
        if most is not None and len({effect.unit for effect in found}) > most:
            raise TooMany(most)
        passing = effects.inheritable(level)
        if not passing:
            break
        numbers = any(effect.field is InheritableField.LOCATION_NUMBER for effect in passing)
        below = await reader.stated_below({effect.unit for effect in passing}, after, ever, numbers)
        others = await shown({code: below[code] for code in below.keys() - followed}, after)
        level = [*effects.passed_on(passing, others)]
        met |= {code: _with(met.get(code), told) for code, told in others.items()}
        found = [*found, *level]
    return Passed(effects.in_order(found), met)


async def visible(ctx: Context, found: Sequence[Effect], before: Moment, after: Moment) -> tuple[Effect, ...]:
    """The effects as far as the reader may see them: a number that is hidden on some days is none on those days."""
    holders = holders_of(found)
    if not holders:
        return tuple(found)
    held = [
        number
        for moment in (before, after)
        for numbers in await ctx.reader.number_histories(holders, moment)
        for number in numbers
    ]
    return await without_hidden(ctx, found, held, after)


def holders_of(found: Iterable[Effect]) -> list[SorCode]:
    """The units whose location numbers the effects tell of."""
    told = {one for effect in found for one in (effect.before, effect.after) if one is not None and _number(effect)}
    return sorted({provided.source for provided in told})


async def without_hidden(
    ctx: Context, found: Sequence[Effect], held: Iterable[LocationNumber], after: Moment
) -> tuple[Effect, ...]:
    """The same. `held`: all numbers of those who hold one that the effects tell of, before and after."""
    hidden = [number for number in held if number.hidden]
    seen = {number.gln for number in await location_numbers.visible(ctx, hidden, after) if number is not None}
    kept = _by_number(number for number in hidden if number.gln not in seen)
    return tuple(part for effect in found for part in (_parts(effect, kept) if kept and _number(effect) else [effect]))


async def written(reader: Reader, found: Iterable[Effect]) -> dict[UUID, str]:
    """The addresses that the effects name, each on one line."""
    places: dict[AddressId, None] = {}
    blocks: dict[ElectronicAddressId, None] = {}
    for effect in found:
        for provided in (effect.before, effect.after):
            if provided is not None and effect.field is InheritableField.ELECTRONIC_ADDRESS:
                blocks[cast(ElectronicAddressId, provided.value)] = None
            elif provided is not None and not _number(effect):
                places[cast(AddressId, provided.value)] = None
    return await on_one_line(reader, [*places], [*blocks])


def text(provided: Provided | None, lines: Mapping[UUID, str]) -> str | None:
    """A value as a reader is shown it."""
    if provided is None:
        return None
    if isinstance(provided.value, UUID):
        return lines[provided.value]
    return ", ".join([provided.value, *provided.flags])


async def via(ctx: Context, causes: Sequence[Cause], *, moment: Moment) -> list[Unit | None]:
    return await known(ctx, [cause.via for cause in causes], moment)


async def known(ctx: Context, codes: Sequence[SorCode | None], moment: Moment) -> list[Unit | None]:
    """Each unit as it stands; none without a code."""
    distinct = list(dict.fromkeys(code for code in codes if code is not None))
    found = dict(zip(distinct, await ctx.reader.units(distinct, moment), strict=True)) if distinct else {}
    return [None if code is None else found[code] for code in codes]


def _with(met: Stated | None, told: Stated) -> Stated:
    """What a unit says under one unit and, met before, under another."""
    if met is None:
        return told
    versions = {version.valid.start: version for version in (*met.versions, *told.versions)}
    return Stated([versions[day] for day in sorted(versions)], told.numbers)


def _number(effect: Effect) -> bool:
    return effect.field is InheritableField.LOCATION_NUMBER


def _by_number(numbers: Iterable[LocationNumber]) -> dict[Gln, list[Period]]:
    kept: dict[Gln, list[Period]] = {}
    for number in numbers:
        kept.setdefault(number.gln, []).append(number.valid)
    return kept


def _parts(effect: Effect, kept: Mapping[Gln, Sequence[Period]]) -> list[Effect]:
    periods = [period for one in (effect.before, effect.after) if one for period in kept.get(Gln(str(one.value)), ())]
    parts = []
    for valid in effect.valid.cut(change_days(periods)):
        before, after = (_seen(one, valid, kept) for one in (effect.before, effect.after))
        if before != after:
            parts.append(replace(effect, valid=valid, before=before, after=after))
    return parts


def _seen(provided: Provided | None, valid: Period, kept: Mapping[Gln, Sequence[Period]]) -> Provided | None:
    if provided is None or any(period.covers(valid.start) for period in kept.get(Gln(str(provided.value)), ())):
        return None
    return provided
