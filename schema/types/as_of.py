"""The moment of a unit, told."""

from typing import Any, NamedTuple

import strawberry
from strawberry.types import Info

from schema.seen import Seen
from schema.types.moments import AsOf


class Told(NamedTuple):
    at: object
    known_at: object


async def _told(root: Any, info: Info) -> Any:
    source: Seen[Any] = root
    at, known_at = source.moment
    return Told(at, known_at or await info.context.reader.read_at())


as_of: Any = strawberry.field(
    resolver=_told, graphql_type=AsOf, description="The day and the instant of knowledge that the unit is read at."
)
