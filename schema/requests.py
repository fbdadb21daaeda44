"""Questions about what private companies request."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.identifiers import SorCode
from domain.requests import RequestStatus
from resolvers import requests
from schema.inputs import After, First
from schema.seen import seen
from schema.types.request import RequestConnection

Status = Annotated[RequestStatus | None, strawberry.argument(description="Only those; all if left out.")]
Under = Annotated[
    SorCode | None, strawberry.argument(description="Only those about this unit or what is below it today.")
]


@strawberry.type
class Requests:
    """What `Query` can be asked about requests."""

    @strawberry.field(
        description="Anmodninger, the oldest first: all of them for the SOR office, its own for a private company."
    )
    async def requests(
        self, info: Info, status: Status = None, under: Under = None, first: First = 50, after: After = None
    ) -> RequestConnection:
        page = await requests.listed(info.context, status, under, first, after)
        told: Any = seen(page, page.moment)
        return told
