"""Pages of planned changes."""

import strawberry

from resolvers import upcoming
from schema.related import related
from schema.types.changes import PlannedChange
from schema.types.page_info import PageInfo


@strawberry.type(description="A planned change with the cursor that goes on after it.")
class PlannedChangeEdge:
    cursor: str = strawberry.field(description="Goes on after this change.")
    node: PlannedChange = strawberry.field(description="The change.")


@strawberry.type(description="A page of planned changes, the nearest day first.")
class PlannedChangeConnection:
    edges: list[PlannedChangeEdge] = strawberry.field(description="The changes with their cursors.")
    nodes: list[PlannedChange] = strawberry.field(description="The changes alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(upcoming.count, description="I alt: how many there are. Counted only when asked for.")
