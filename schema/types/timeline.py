"""Timelines: in which days which field of a unit had which value."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from domain.telling import TimelineField
from schema.seen import Seen
from schema.types.change_set import ChangeSet
from schema.types.moments import DateRange
from schema.types.provenance import Provenance


@strawberry.type(
    description="Tidslinje. Days in which one field of a unit had one value, its own or the effective one."
)
class TimelineEntry:
    field: TimelineField = strawberry.field(description="The field.")
    validity: DateRange = strawberry.field(description="Gyldighed: the days, from one change of the value to the next.")
    value: str = strawberry.field(description="The value as text: codes as codes, addresses on one line.")
    change_set: ChangeSet | None = strawberry.field(
        description="The last change set, of the unit or of whom it has the value from, that bears on the first day."
    )
    planned: bool = strawberry.field(description="Planlagt: begins after the day that is read.")

    @strawberry.field(description="Herkomst of an effective value, read on its first day; none of what has none.")
    @staticmethod
    def provenance(root: strawberry.Parent[Any]) -> Provenance | None:
        entry = root.value
        moment = root.moment._replace(at=entry.validity.start)
        told: Any = None if entry.provenance is None else Seen(entry.provenance, moment)
        return told


Fields = Annotated[list[TimelineField] | None, strawberry.argument(description="Only these; all if left out.")]
Effectively = Annotated[
    bool,
    strawberry.argument(
        description="Gældende: of addresses and location number the effective values, inherited too; if false, the "
        "unit's own."
    ),
]


def told(fields: Fields = None, effective: Effectively = True) -> Mapping[str, Any]:
    return {"fields": frozenset(TimelineField if fields is None else fields), "effective": effective}
