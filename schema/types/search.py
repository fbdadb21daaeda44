"""What a search finds, and why."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers import finding
from schema.related import computed, reached, related
from schema.types.moments import DateRange
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]


@strawberry.type(description="Why a unit was found: the field, the text with the hit marked, and when it was true.")
class SearchMatch:
    field: str = strawberry.field(description="name, former name, SOR code, SHAK, CVR …")
    highlight: str = strawberry.field(description="The text that was hit, the hit between « and ».")
    validity: DateRange | None = strawberry.field(description="The days on which it was true.")


@strawberry.type(description="A unit that was found.")
class SearchEdge:
    cursor: str = strawberry.field(description="Goes on after this hit.")
    node: UnitType = reached("node.unit", description="The unit; its `ancestors` are the breadcrumb.")
    score: float = reached("node.score", description="1 is a number or a whole name; less is looser.")
    matches: list[SearchMatch] = reached("node.matches", description="Every reason it was found.")


@strawberry.type(description="A page of hits, the best first.")
class SearchConnection:
    edges: list[SearchEdge] = strawberry.field(description="The hits with their cursors.")
    nodes: list[UnitType] = computed(lambda value, _: [hit.unit for hit in value.nodes], description="The units alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(
        finding.hits, description="How many units are found in all. Counted only when asked for."
    )
