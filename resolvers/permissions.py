"""What someone may do with units: each action, from when, or why not."""

from collections.abc import Sequence

from domain.lifecycle.excerpt import Excerpt
from domain.periods import Moment
from domain.permissions.possible import Possible, closable, possible
from domain.permissions.table import MAY
from domain.units import Unit
from resolvers.context import Context
from resolvers.excerpts import below, excerpt_of, life, with_all_theirs


async def allowed(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[tuple[Possible, ...]]:
    """Asked of today whatever day is read: what is done is done from today on, to the register as it is known now."""
    now = Moment(ctx.today)
    codes = [unit.sor_code for unit in asked]
    if not MAY[ctx.actor.role]:
        bare = Excerpt(today=ctx.today, units={unit.sor_code: life([unit]) for unit in asked})
        return [possible(ctx.actor, code, bare) for code in codes]
    chronicles = await ctx.reader.chronicles(codes, now)
    alone = excerpt_of(ctx.actor, ctx.today, chronicles)
    closing = await below(ctx, [code for code in codes if closable(ctx.actor, code, alone)])
    known = await with_all_theirs(ctx, list(dict.fromkeys((*codes, *closing))), chronicles)
    return [possible(ctx.actor, code, known) for code in codes]
