"""The question a sender asks: to which mailbox does this message go?"""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.periods import Moment
from resolvers import keys, recipients
from resolvers.context import Context
from schema.inputs import UnitKey
from schema.seen import seen
from schema.types.recipient import RecipientResolution
from schema.types.told import At

Recipient = Annotated[
    UnitKey, strawberry.argument(name="unit", description="Exactly one key of the unit the message is for.")
]
Type = Annotated[
    str,
    strawberry.argument(
        description="Meddelelsestype: code and version, `DIS01 D0133L`, or a code alone for any version of it."
    ),
]


@strawberry.type
class Recipients:
    """What `Query` can be asked about messages."""

    @strawberry.field(
        description="Find modtager. To which mailbox a message of a type for a unit goes on a day; where to none, why "
        "not, and which units could take it. `NOT_FOUND` for a unit or a type that the register does not know."
    )
    async def resolve_recipient(
        self, info: Info, unit: Recipient, message_type: Type, at: At = None
    ) -> RecipientResolution:
        ctx: Context = info.context
        key, own = unit.told()
        moment = own.moment(at, None, ctx.today) if own else Moment(at or ctx.today)
        answer: Any = await recipients.resolved(ctx, await keys.unit(ctx, key, moment), message_type, moment)
        return seen(answer, moment)
