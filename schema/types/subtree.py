"""A subtree, flat: the cheapest way to fetch many units."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.identifiers import SorCode
from resolvers import pages
from schema.related import reached, related
from schema.types.as_of import as_of
from schema.types.moments import AsOf
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]


@strawberry.type(description="A unit of a subtree and its place there.")
class SubtreeNode:
    unit: UnitType = strawberry.field(description="The unit.")
    parent_sor_code: SorCode | None = reached("unit.parent", description="Code of the unit above.")
    depth: int = strawberry.field(description="Steps below the root that was asked for, which has 0.")
    child_count: int = strawberry.field(description="How many units stand directly below.")

    path: list[SorCode] = strawberry.field(
        description="Codes from the root that was asked for to the unit, both included."
    )


@strawberry.type(description="A unit of a subtree with the cursor that goes on after it.")
class SubtreeEdge:
    cursor: str = strawberry.field(description="Goes on after this unit.")
    node: SubtreeNode = strawberry.field(description="The unit and its place.")


@strawberry.type(description="A page of a subtree, depth first: every unit comes before those below it.")
class SubtreeConnection:
    edges: list[SubtreeEdge] = strawberry.field(description="The units with their places and cursors.")
    nodes: list[SubtreeNode] = strawberry.field(description="The units with their places.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    as_of: AsOf = as_of
    total_count: int = related(
        pages.totals, description="How many units the whole subtree has. Counted only when asked for."
    )
