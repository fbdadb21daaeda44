"""The register as a whole."""

from datetime import date

import strawberry

from schema.scalars import FeedCursor


@strawberry.type(description="A limit this server keeps.")
class Limit:
    name: str = strawberry.field(description="What is limited.")
    value: int = strawberry.field(description="How much is allowed.")


@strawberry.type(description="Registeret: what it holds and how this server reads it.")
class RegisterInfo:
    today: date = strawberry.field(description="I dag, in Denmark; what `at` is where a query leaves it out.")
    version: str = strawberry.field(description="Version of this program.")
    unit_count: int = strawberry.field(description="Units ever registered, closed ones included.")
    feed_position: FeedCursor = strawberry.field(
        description="Where the feed ends: read the register, then `changes(after: …)` from here. What is told behind "
        "it may be read already in part, never the other way round."
    )
    limits: list[Limit] = strawberry.field(description="What a query may ask for at most.")
