"""What a unit has been and will be: its versions by valid time, and the changes planned for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.reading.reader import Filter, RecordedVersion, Slice
from domain import changes, stories
from domain.changes import FieldChange, PlannedChange
from domain.location_numbers import LocationNumber
from domain.periods import Moment, Period
from domain.recording import ChangeSet
from domain.units import Unit
from resolvers import location_numbers
from resolvers.context import Context
from resolvers.pages import Listing, ListPage, nested
from resolvers.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of a unit among its versions: what it says, what it changed, and who recorded it when."""

    version: int
    unit: Unit
    recorded_at: datetime
    change_set: ChangeSet | None
    changes: tuple[FieldChange, ...]

    @property
    def validity(self) -> Period:
        return self.unit.valid


async def versions(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[list[RecordedVersion]]:
    return await ctx.reader.histories([unit.sor_code for unit in asked], moment)


async def history(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """Every version in the order of valid time, the first one first."""
    told = await ctx.ask_all(versions, asked, moment)
    numbers = await ctx.ask_all(numbers_of, asked, moment)
    written = await _written(ctx, (one.unit for each in told for one in each))
    read = await ctx.reader.read_at()
    return [
        _page(ctx, unit, _entries(recorded, held, written), moment, read, first, after)
        for unit, recorded, held in zip(asked, told, numbers, strict=True)
    ]


async def planned(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[list[PlannedChange]]:
    """What will change after the day, the nearest change first."""
    told = await ctx.ask_all(versions, asked, moment)
    numbers = await ctx.ask_all(numbers_of, asked, moment)
    written = await _written(ctx, (one.unit for each in told for one in each))
    return [
        changes.planned(unit.sor_code, stories.read([one.unit for one in recorded], held), moment.at, written)
        for unit, recorded, held in zip(asked, told, numbers, strict=True)
    ]


async def numbers_of(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[list[LocationNumber]]:
    """Every version of the numbers each unit has held or will hold, as far as the reader may see them."""
    told = await ctx.reader.number_histories([unit.sor_code for unit in asked], moment)
    seen = await location_numbers.visible(ctx, [one for numbers in told for one in numbers], moment)
    return [[one for one in numbers if not one.hidden or one.gln in seen] for numbers in told]


async def count(ctx: Context, pages: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many versions each unit has."""
    return [len(each) for each in await ctx.reader.histories([page.listing.of for page in pages], moment)]


async def _written(ctx: Context, units: Iterable[Unit]) -> dict[UUID, str]:
    """The addresses that the versions name, each on one line."""
    named = list(units)
    places = list({one for unit in named for one in (unit.postal, unit.visiting, unit.activity) if one is not None})
    blocks = list({unit.electronic for unit in named if unit.electronic is not None})
    written: dict[UUID, str] = {}
    if places:
        found = await ctx.reader.addresses(places)
        written |= {key: address.one_line for key, address in zip(places, found, strict=True) if address}
    if blocks:
        told = await ctx.reader.electronic_addresses(blocks)
        written |= {key: block.one_line for key, block in zip(blocks, told, strict=True) if block}
    return written


def _entries(
    recorded: Sequence[RecordedVersion], numbers: Sequence[LocationNumber], written: dict[UUID, str]
) -> list[Entry]:
    changed = changes.by_version(stories.read([one.unit for one in recorded], numbers), written)
    return [
        Entry(version, one.unit, one.recorded, one.change_set, fields)
        for version, (one, fields) in enumerate(zip(recorded, changed, strict=True), start=1)
    ]


def _page(
    ctx: Context, unit: Unit, entries: list[Entry], moment: Moment, read: datetime, first: int, after: str | None
) -> ListPage | Refusal:
    listing = Listing("history", unit.sor_code, Filter())
    try:
        page = nested(first, after, listing, moment, ctx.limits.page)
    except Refusal as refusal:
        return refusal
    left = [one for one in entries if page.after is None or (one.version,) > page.after]
    shown = left[: page.first]
    keys = tuple((one.version,) for one in shown)
    part = Slice(tuple(shown), keys, len(left) > len(shown), len(left) < len(entries))
    return ListPage(listing, part, moment, read)
