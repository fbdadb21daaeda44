"""Pages of units, Relay's way: edges or plain nodes, counted only when asked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from resolvers import facets, pages
from schema.enums import FacetField
from schema.related import computed, related
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]


@strawberry.type(description="A unit of a page, with the cursor that goes on after it.")
class UnitEdge:
    cursor: str = strawberry.field(description="Goes on after this unit.")
    node: UnitType = strawberry.field(description="The unit.")


@strawberry.type(description="How many units have one value.")
class FacetBucket:
    value: str = strawberry.field(description="The value, as a code.")
    label: str = strawberry.field(description="The value in Danish.")
    count: int = strawberry.field(description="How many units have it.")


@strawberry.type(description="The units of a list counted by one field, the most frequent value first.")
class Facet:
    field: FacetField = computed(lambda value, _: FacetField[value.field], description="Counted by this.")
    buckets: list[FacetBucket] = strawberry.field(description="The values that occur.")


def _by(
    by: Annotated[list[FacetField], strawberry.argument(description="What to count by, each once.")],
) -> Mapping[str, Any]:
    return {"by": tuple(dict.fromkeys(one.name for one in by))}


@strawberry.type(description="A page of units.")
class UnitConnection:
    edges: list[UnitEdge] = strawberry.field(description="The units with their cursors.")
    nodes: list[UnitType] = strawberry.field(description="The units alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(
        pages.totals, description="I alt: how many units the whole list holds. Counted only when asked for."
    )
    facets: list[Facet] = related(facets.facets, told=_by, description="The whole list counted by some of its fields.")
