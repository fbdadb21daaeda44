"""The location numbers that bear on what counts for a unit: its own and those of all above it."""

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter

from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.periods import Moment
from domain.units import Unit
from resolvers import location_numbers, units
from resolvers.context import Context

Numbers = dict[SorCode, LocationNumber]
"""Own numbers by their holders."""


async def numbers(ctx: Context, asked: Sequence[Unit], stands: units.Standing, moment: Moment) -> list[Numbers]:
    """The own numbers of each unit and of all above it, hidden ones too: a hidden number still stops the climb. One
    mapping for all units in force; of those out of it the numbers that were held on the last or first day of each one's
    life."""
    if not stands.out:
        return [await _held_now(ctx, stands.codes, stands.ways, moment)] * len(asked)
    out = set(stands.out)
    now = [code for place, code in enumerate(stands.codes) if place not in out]
    held = await _held_now(ctx, now, stands.ways, moment)
    ways = {place: (asked[place], *stands.above[place]) for place in stands.out}
    codes = list({unit.sor_code: None for way in ways.values() for unit in way})
    ever = dict(zip(codes, await ctx.ask_all(location_numbers.ever_held, codes, moment), strict=True))
    return [_held_then(ways[place], ever, moment) if place in ways else held for place in range(len(asked))]


async def _held_now(ctx: Context, codes: Sequence[SorCode], ways: Sequence[units.Path], moment: Moment) -> Numbers:
    """`ways`: what is above them."""
    met = dict.fromkeys(chain(codes, map(_CODE, chain.from_iterable(ways))))
    numbers = await ctx.ask_all(location_numbers.held, list(met), moment)
    return {code: number for code, number in zip(met, numbers, strict=True) if number is not None}


def _held_then(way: units.Path, ever: Mapping[SorCode, Sequence[LocationNumber]], moment: Moment) -> Numbers:
    """Of a unit and those above it on the day that each stands as on."""
    day = moment.at
    found: dict[SorCode, LocationNumber] = {}
    for unit in way:
        day = unit.life.clamp(day)
        found.update((number.holder, number) for number in ever[unit.sor_code] if number.valid.covers(day))
    return found


_CODE = attrgetter("sor_code")
