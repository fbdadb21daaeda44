"""Whoever is asking, as they may see themselves."""

from collections.abc import Sequence

from domain.periods import Moment
from domain.permissions import PUBLIC, Actor
from domain.units import Unit
from resolvers import units
from resolvers.context import Context


def viewer(ctx: Context) -> Actor | None:
    """Nobody, where nobody has logged in."""
    return None if ctx.actor == PUBLIC else ctx.actor


async def organisation(ctx: Context, actors: Sequence[Actor], *, moment: Moment) -> list[Unit | None]:
    """The owner that each acts for."""
    codes = [actor.organisation for actor in actors if actor.organisation is not None]
    found = dict(zip(codes, await units.by_code(ctx, codes, moment=moment) if codes else (), strict=True))
    return [None if actor.organisation is None else found[actor.organisation] for actor in actors]
