"""A unit and what it says, as types with resolvers."""

from datetime import date
from enum import Enum
from typing import Annotated, Any, NewType

import strawberry
from sqlalchemy import Row
from strawberry.types.scalar import ScalarDefinition

from benchmarks.peers.strawberry.context import Info
from benchmarks.peers.strawberry.rows import UnitRow

SorCode = NewType("SorCode", str)
Gln = NewType("Gln", str)
SCALARS: dict[object, ScalarDefinition] = {
    SorCode: strawberry.scalar(name="SorCode"),
    Gln: strawberry.scalar(name="Gln"),
}


@strawberry.enum
class UnitKind(Enum):
    INSTITUTION_OWNER = "INSTITUTION_OWNER"
    HEALTH_INSTITUTION = "HEALTH_INSTITUTION"
    ORGANIZATIONAL_UNIT = "ORGANIZATIONAL_UNIT"


@strawberry.enum
class ProvenanceKind(Enum):
    OWN = "OWN"
    INHERITED = "INHERITED"


@strawberry.type
class CodeValue:
    name: str


@strawberry.type
class DateRange:
    first: date = strawberry.field(name="from")
    until: date | None


@strawberry.type
class Address:
    street: str | None
    house_number: str | None
    post_code: str | None
    district: str | None


@strawberry.type
class LocationNumber:
    gln: Gln


@strawberry.type
class Source:
    sor_code: SorCode
    name: str


@strawberry.type
class Provenance:
    kind: ProvenanceKind
    source: Source


@strawberry.type
class EffectiveAddress:
    value: Address
    provenance: Provenance


@strawberry.type
class EffectiveLocationNumber:
    value: LocationNumber
    provenance: Provenance


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class UnitConnection:
    nodes: list["Unit"]
    page_info: PageInfo


@strawberry.type
class Unit:
    """`code` and `above` are for resolvers; `known_parent`: of a unit on another day, told with it."""

    code: strawberry.Private[int]
    above: strawberry.Private[int | None]
    known_parent: strawberry.Private["Unit | None"]
    sor_code: SorCode
    name: str
    kind: UnitKind
    type: CodeValue | None
    validity: DateRange | None
    effective_postal_address: EffectiveAddress | None
    effective_location_number: EffectiveLocationNumber | None

    @strawberry.field
    async def parent(self, info: Info) -> "Unit | None":
        if self.known_parent is not None or self.above is None:
            return self.known_parent
        found = await info.context.units.load(self.above)
        return None if found is None else unit(found)

    @strawberry.field
    async def ancestors(self, info: Info) -> list["Unit"]:
        return [unit(row) for row in await info.context.ancestors.load(self.code)]

    @strawberry.field
    async def children(
        self, info: Info, first: Annotated[int, strawberry.argument(description="At most so many.")] = 50
    ) -> UnitConnection:
        found = await info.context.children.load(self.code)
        return UnitConnection(
            nodes=[unit(row) for row in found[:first]],
            page_info=PageInfo(has_next_page=len(found) > first, end_cursor=None),
        )


def unit(row: UnitRow) -> Unit:
    return Unit(
        code=row.sor_code,
        above=row.parent,
        known_parent=None,
        sor_code=SorCode(str(row.sor_code)),
        name=row.name,
        kind=UnitKind(row.kind),
        type=None if row.type_name is None else CodeValue(name=row.type_name),
        validity=DateRange(first=row.valid_from, until=row.valid_until),
        effective_postal_address=_address(row),
        effective_location_number=_number(row),
    )


def past(row: Row[Any]) -> Unit:
    """A unit on another day: what is told of it there."""
    above = None if row.parent is None else _named(row.parent, row.parent_name)
    return Unit(
        code=row.sor_code,
        above=None,
        known_parent=above,
        sor_code=SorCode(str(row.sor_code)),
        name=row.name,
        kind=UnitKind(row.kind),
        type=None,
        validity=None,
        effective_postal_address=_address(row),
        effective_location_number=None,
    )


def _named(code: int, name: str) -> Unit:
    return Unit(
        code=code,
        above=None,
        known_parent=None,
        sor_code=SorCode(str(code)),
        name=name,
        kind=UnitKind.HEALTH_INSTITUTION,
        type=None,
        validity=None,
        effective_postal_address=None,
        effective_location_number=None,
    )


def _address(row: UnitRow | Row[Any]) -> EffectiveAddress | None:
    if row.postal_kind is None:
        return None
    return EffectiveAddress(
        value=Address(
            street=row.postal_street,
            house_number=row.postal_house_number,
            post_code=row.postal_post_code,
            district=row.postal_district,
        ),
        provenance=_provenance(row.postal_kind, row.postal_source, row.postal_source_name),
    )


def _number(row: UnitRow) -> EffectiveLocationNumber | None:
    if row.gln is None:
        return None
    return EffectiveLocationNumber(
        value=LocationNumber(gln=Gln(row.gln)),
        provenance=_provenance(row.gln_kind, row.gln_source, row.gln_source_name),
    )


def _provenance(kind: str | None, source: int | None, name: str | None) -> Provenance:
    return Provenance(kind=ProvenanceKind(kind), source=Source(sor_code=SorCode(str(source)), name=name or ""))
