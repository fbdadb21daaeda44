"""What came of a change, read field by field: the units it is about on the day it takes effect, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.identifiers import Gln, SorCode
from domain.location_numbers import LocationNumber
from domain.periods import Moment
from domain.recording import ChangeSet
from domain.requests import Request
from domain.units import Unit
from resolvers import location_numbers, requests
from resolvers import units as found
from resolvers.context import Context
from resolvers.effects import Preview
from resolvers.outcomes import Answer, Done
from resolvers.rejections import Wrong


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One operation of several: `index` from 0."""

    index: int
    done: Done
    errors: tuple[Wrong, ...] = ()
    warnings: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Payload:
    """An answer, with every rule at its place in the input. Where there are errors, nothing was done."""

    answer: Answer
    results: tuple[Result, ...] = ()
    errors: tuple[Wrong, ...] = ()
    warnings: tuple[Wrong, ...] = ()

    @property
    def done(self) -> Done:
        """The one operation, if it was carried out."""
        return Done() if self.errors or not self.answer.done else self.answer.done[0]

    @property
    def effects(self) -> Preview | None:
        return self.answer.preview

    @property
    def nothing(self) -> bool:
        return not self.errors and all(done.nothing for done in self.answer.done)


async def unit(ctx: Context, asked: Sequence[Payload | Result], *, moment: Moment) -> list[Unit | None]:
    return await _units(ctx, [None if one.errors else one.done.unit for one in asked], moment)


async def old_parent(ctx: Context, asked: Sequence[Payload], *, moment: Moment) -> list[Unit | None]:
    """The unit it was under until the day before it moved."""
    codes: list[SorCode | None] = []
    for one in asked:
        code = one.done.unit
        told = [] if code is None else (await ctx.reader.histories([code], moment))[0]
        before = [each.unit.parent for each in told if each.unit.valid.end == one.done.day]
        codes.append(before[0] if before else None)
    return await _units(ctx, codes, moment)


async def others(ctx: Context, asked: Sequence[Payload], *, moment: Moment) -> list[list[Unit]]:
    codes = list(dict.fromkeys(code for one in asked for code in one.done.others))
    read = dict(zip(codes, await _units(ctx, codes, moment), strict=True))
    return [[unit for code in one.done.others if (unit := read[code]) is not None] for one in asked]


async def number(ctx: Context, asked: Sequence[Payload], *, moment: Moment) -> list[LocationNumber | None]:
    glns: list[Gln] = [one.done.gln for one in asked if one.done.gln is not None]
    read = dict(zip(glns, await ctx.ask_all(location_numbers.by_gln, glns, moment), strict=True)) if glns else {}
    return [None if one.done.gln is None else read[one.done.gln] for one in asked]


async def new_parent(ctx: Context, asked: Sequence[Payload], *, moment: Moment) -> list[Unit | None]:
    moved = await unit(ctx, asked, moment=moment)
    return await _units(ctx, [None if one is None else one.parent for one in moved], moment)


async def request(ctx: Context, asked: Sequence[Payload | Result], *, moment: Moment) -> list[Request | None]:
    """What was requested of the SOR office instead of done, or what was decided."""
    ids = [None if one.errors else one.done.request for one in asked]
    known = [id_ for id_ in ids if id_ is not None]
    read = dict(zip(known, await requests.by_id(ctx, known, moment=moment), strict=True)) if known else {}
    return [None if id_ is None else read[id_] for id_ in ids]


async def number_of_unit(ctx: Context, asked: Sequence[Payload], *, moment: Moment) -> list[LocationNumber | None]:
    """The number that the unit holds on the day."""
    units = await unit(ctx, asked, moment=moment)
    there = [one for one in units if one is not None]
    held = await ctx.ask_all(location_numbers.own, there, moment) if there else []
    numbers = {one.sor_code: number for one, number in zip(there, held, strict=True)}
    return [None if one is None else numbers[one.sor_code] for one in units]


async def change_set(ctx: Context, asked: Sequence[Payload], *, moment: Moment) -> list[ChangeSet | None]:
    """What was recorded; of a dry run nothing is."""
    ids = [one.answer.change_set for one in asked]
    known = [id_ for id_ in ids if id_ is not None]
    read = {one.id: one for one in await ctx.reader.change_sets(known, [])} if known else {}
    return [None if one.answer.dry_run else read.get(id_ or 0) for one, id_ in zip(asked, ids, strict=True)]


async def _units(ctx: Context, codes: Sequence[SorCode | None], moment: Moment) -> list[Unit | None]:
    distinct = list(dict.fromkeys(code for code in codes if code is not None))
    read = dict(zip(distinct, await ctx.ask_all(found.by_code, distinct, moment), strict=True)) if distinct else {}
    return [None if code is None else read[code] for code in codes]
