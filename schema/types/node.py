"""What every thing with an id is."""

import strawberry


@strawberry.interface(description="Anything that can be fetched again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque; give it to `node(id:)` to read the same again.")
