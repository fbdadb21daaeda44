"""Effective values: what counts for a unit, and why."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.inheritance import InheritableField, ProvenanceKind
from resolvers import inheritance
from schema.related import related
from schema.types.address import Address, ElectronicAddress
from schema.types.moments import DateRange

if TYPE_CHECKING:
    from schema.types.location_number import LocationNumber
    from schema.types.unit import Unit


@strawberry.type(description="Herkomst. Why a value counts: own or inherited, who states it and in which field.")
class Provenance:
    kind: ProvenanceKind = strawberry.field(description="Own, inherited, or the same as another field.")
    source: Annotated["Unit", strawberry.lazy("schema.types.unit")] = strawberry.field(
        description="Where the value is registered."
    )
    source_field: InheritableField = strawberry.field(description="The field it is registered in there.")
    distance: int = strawberry.field(description="How many steps up the source is; 0 is the unit itself.")
    effective: DateRange = related(
        inheritance.effective,
        description="The days around `at` on which the unit has had this effective value from this source.",
    )


@strawberry.type(description="The address that counts for a unit, with its provenance.")
class EffectiveAddress:
    value: Address = strawberry.field(description="The address.")
    provenance: Provenance = strawberry.field(description="Why it counts.")


@strawberry.type(description="The electronic address that counts for a unit, with its provenance.")
class EffectiveElectronicAddress:
    value: ElectronicAddress = strawberry.field(description="The electronic address.")
    provenance: Provenance = strawberry.field(description="Why it counts.")


@strawberry.type(description="The location number that counts for a unit, with its provenance.")
class EffectiveLocationNumber:
    value: Annotated["LocationNumber", strawberry.lazy("schema.types.location_number")] = strawberry.field(
        description="The location number."
    )
    provenance: Provenance = strawberry.field(description="Why it counts.")
