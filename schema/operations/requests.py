"""Input of a decision."""

from datetime import date

import strawberry

from resolvers.deciding import Verdict
from resolvers.refusals import Code, Refusal
from schema import ids
from schema.operations.options import ChangeOptions

REASON_LENGTH = 1000


@strawberry.input(description="Afgørelse af en anmodning.")
class DecideRequestInput:
    request_id: strawberry.ID = strawberry.field(description="The `id` of the request.")
    approve: bool = strawberry.field(
        description="Godkend: it is carried out as if the office had asked for it today. Otherwise it is rejected."
    )
    reason: str | None = strawberry.field(
        default=None, description="Begrundelse, at most 1,000 characters; required of a rejection."
    )
    valid_from: date | None = strawberry.field(
        default=None,
        description="Another day than was asked for, where that has passed; of a closing its last day.",
    )
    options: ChangeOptions | None = strawberry.field(default=None, description="Indstillinger.")

    def told(self) -> Verdict:
        node = ids.read(self.request_id)
        if len(self.reason or "") > REASON_LENGTH:
            raise Refusal(
                Code.INVALID_TEXT,
                f"`reason` has {len(self.reason or '')} characters; it has at most {REASON_LENGTH}.",
                maximum=REASON_LENGTH,
            )
        key = node.key if node.type == "Request" and node.key.isascii() and node.key.isdigit() else ""
        number = int(key) if 0 < len(key) < 19 else None
        return Verdict(number, self.approve, self.reason, self.valid_from)
