"""A list of units counted by some of its fields, each value with its Danish word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.code_lists import CodeList
from domain.periods import Moment
from domain.units import UnitKind, UnitStatus
from resolvers import code_lists
from resolvers.context import Context
from resolvers.pages import ListPage, whole


@dataclass(frozen=True, slots=True)
class Bucket:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """`field`: KIND, TYPE, STATUS, REGION or OWNER_TYPE."""

    field: str
    buckets: tuple[Bucket, ...]


_CODED = {"TYPE": CodeList.UNIT_TYPE, "OWNER_TYPE": CodeList.UNIT_TYPE, "REGION": CodeList.REGION}
_WORDS: Mapping[str, str] = {
    UnitKind.INSTITUTION_OWNER.name: "institutionsejer",
    UnitKind.HEALTH_INSTITUTION.name: "sundhedsinstitution",
    UnitKind.ORGANIZATIONAL_UNIT.name: "organisatorisk enhed",
    UnitStatus.PENDING.name: "anmodet",
    UnitStatus.PLANNED.name: "planlagt",
    UnitStatus.ACTIVE.name: "aktiv",
    UnitStatus.CLOSING.name: "under lukning",
    UnitStatus.CLOSED.name: "lukket",
}


async def facets(ctx: Context, pages: Sequence[ListPage], *, moment: Moment, by: tuple[str, ...]) -> list[list[Facet]]:
    """One statement for each list and field: lists are whole, whatever page is shown."""
    return [[await _facet(ctx, page, field) for field in by] for page in pages]


async def _facet(ctx: Context, page: ListPage, field: str) -> Facet:
    ctx.budget.step()
    counted = await ctx.reader.facets(page.moment, whole(page.question), field)
    labels = dict(_WORDS)
    if field in _CODED:
        keys = [(_CODED[field], value) for value, _ in counted if value]
        values = await ctx.ask_all(code_lists.value, keys, page.moment) if keys else []
        labels |= {one.code: one.name_da for one in values}
    return Facet(field, tuple(Bucket(value, labels.get(value, value or "ingen"), count) for value, count in counted))
