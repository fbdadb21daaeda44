"""Local attributes: internal to the organisation that keeps them."""

from collections.abc import Sequence

from domain.periods import Moment
from domain.permissions import sees_local_attributes
from domain.units import Unit
from resolvers import units
from resolvers.context import Context
from resolvers.refusals import Code, Refusal


async def local_attributes(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment
) -> list[tuple[str | None, ...] | Refusal]:
    owners = await units.owner(ctx, asked, moment=moment)
    return [
        unit.local_attributes if sees_local_attributes(ctx.actor, owner.sor_code) else _refused()
        for unit, owner in zip(asked, owners, strict=True)
    ]


def _refused() -> Refusal:
    return Refusal(
        Code.FORBIDDEN,
        "Local attributes are internal to the organisation: only its own users and the SOR office see them.",
    )
