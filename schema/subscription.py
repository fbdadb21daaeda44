"""What may be followed: the feed, live."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from resolvers.context import Context
from resolvers.feed.following import follow
from resolvers.refusals import Code, Refusal
from schema.scalars import FeedCursor
from schema.seen import Seen
from schema.types.feed import Change, Kinds, Under

From = Annotated[
    FeedCursor | None, strawberry.argument(description="Begins behind this cursor; with what comes now if left out.")
]


@strawberry.type(description="What may be followed live: over graphql-transport-ws, or as text/event-stream.")
class Subscription:
    @strawberry.subscription(
        description="Følg ændringer. What came behind the cursor, then whatever comes, each once and in the order of "
        "the feed. Ends with an error of code RESUME, whose `after` is the cursor to subscribe again with, when the "
        "server stops or cannot vouch any longer that it tells everything."
    )
    async def change_feed(
        self, info: Info, after: From = None, under: Under = None, kinds: Kinds = None
    ) -> AsyncIterator[Change]:
        ctx: Context = info.context
        if ctx.tail is None:
            raise Refusal(Code.NOT_FOUND, "The feed is not followed here: ask for `changes` again and again instead.")
        async for change in follow(ctx, ctx.tail, after, under, kinds):
            told: Any = Seen(change, change.moment)
            yield told
