"""Effective values: what counts for a unit, and why."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.inheritance import InheritableField, ProvenanceKind
from resolvers import inheritance
from schema.related import REACHED, reached, related
from schema.types.address import Address, ElectronicAddress
from schema.types.moments import DateRange

if TYPE_CHECKING:
    from schema.types.location_number import LocationNumber
    from schema.types.unit import Unit


def _itself(*, description: str) -> Any:
    """A field that tells more of the object that it is a field of."""

    def resolve(root: Any) -> Any:
        return root

    field: Any = strawberry.field(resolver=resolve, description=description, metadata={REACHED: ""})
    return field


@strawberry.type(description="Herkomst. Why a value counts: own or inherited, who states it and in which field.")
class Provenance:
    kind: ProvenanceKind = reached("found.kind", description="Own, inherited, or the same as another field.")
    source: Annotated["Unit", strawberry.lazy("schema.types.unit")] = reached(
        "found.source", description="Where the value is registered."
    )
    source_field: InheritableField = reached("found.source_field", description="The field it is registered in there.")
    distance: int = reached("found.distance", description="How many steps up the source is; 0 is the unit itself.")
    effective: DateRange = related(
        inheritance.effective,
        description="The days around `at` on which the unit has had this effective value from this source.",
    )


@strawberry.type(description="The address that counts for a unit, with its provenance.")
class EffectiveAddress:
    value: Address = reached("found.value", description="The address.")
    provenance: Provenance = _itself(description="Why it counts.")


@strawberry.type(description="The electronic address that counts for a unit, with its provenance.")
class EffectiveElectronicAddress:
    value: ElectronicAddress = reached("found.value", description="The electronic address.")
    provenance: Provenance = _itself(description="Why it counts.")


@strawberry.type(description="The location number that counts for a unit, with its provenance.")
class EffectiveLocationNumber:
    value: Annotated["LocationNumber", strawberry.lazy("schema.types.location_number")] = reached(
        "found.value", description="The location number."
    )
    provenance: Provenance = _itself(description="Why it counts.")
