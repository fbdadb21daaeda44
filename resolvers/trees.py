"""A subtree, flat: depth first, each unit with its depth, its path and how many stand below it."""

from db.reading.lists import Filter
from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from resolvers.meaning import meant
from resolvers.pages import Listing, ListPage, asked, moment_of


async def subtree(
    ctx: Context,
    root: Unit | None,
    moment: Moment,
    filter: Filter,
    max_depth: int | None,
    first: int,
    after: str | None,
) -> ListPage | None:
    """A page of the subtree of `root`; nothing, if there is no such unit."""
    if root is None:
        return None
    listing = Listing("subtree", root.sor_code, await meant(ctx, filter, moment), max_depth=max_depth)
    page, cursor = asked(first, after, listing, ctx.limits.subtree)
    moment = await moment_of(ctx, moment, cursor)
    asking = ctx.reader.subtree(root.sor_code, moment, listing.filter, page, max_depth)
    found, read = await ctx.together(moment, asking, ctx.reader.read_at())
    ctx.budget.touch(len(found.items))
    return ListPage(listing, found, moment, read)
