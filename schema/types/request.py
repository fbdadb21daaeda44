"""Requests of private companies, as they and the SOR office see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain import requests as facts
from domain.operations import MUTATIONS
from domain.periods import Moment
from domain.requests import RequestStatus
from resolvers import requests
from resolvers.context import Context
from resolvers.refusals import Code, Refusal
from schema import ids
from schema.enums import described
from schema.previews import preview_of
from schema.related import computed, reached, related
from schema.seen import Seen
from schema.types.change_set import Actor, ChangeSet
from schema.types.effects import EffectPreview
from schema.types.node import Node
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]
Path = list[str]

MOST_FORESEEN = 20
"""Requests of which one answer tells what they would do: each is tried behind the tree lock."""

described(
    RequestStatus,
    "RequestStatus",
    "Anmodningens status.",
    PENDING="Afventer: the SOR office has not decided yet.",
    APPROVED="Godkendt: it was carried out.",
    REJECTED="Afvist: it was not carried out; `decision` says why.",
)


@strawberry.type(description="Noget af det, der anmodes om. One thing that a request says.")
class RequestedValue:
    path: Path = computed(lambda value, _: [*value.path], description="What it is said of, outermost first.")
    value: str | None = strawberry.field(description="What is said; none takes away what there is.")


async def _foreseen(ctx: Context, asked: Sequence[facts.Request], *, moment: Moment) -> list[Any]:
    """What each would do today, or what is in the way; of one that is decided nothing."""
    waiting = [one for one in asked if one.status is RequestStatus.PENDING]
    if len(waiting) > MOST_FORESEEN:
        told = Refusal(
            Code.PAGE_SIZE,
            f"What {len(waiting)} requests would do was asked; one answer tells it of at most {MOST_FORESEEN}.",
            maximum=MOST_FORESEEN,
        )
        return [told] * len(asked)
    return [
        (await preview_of(ctx, one.operation)).value if one.status is RequestStatus.PENDING else None for one in asked
    ]


@strawberry.type(
    description="Anmodning. What a private company asks for, for instance that a clinic be created "
    "(oprettelsesanmodning), until the SOR office has decided. Seen by the office and by the company itself."
)
class Request(Node):
    id: strawberry.ID = computed(
        lambda value, _: ids.written(ids.NodeId("Request", str(value.id))), description="Opaque."
    )
    status: RequestStatus = strawberry.field(description="Status.")
    operation: str = computed(
        lambda value, _: MUTATIONS[type(value.operation)], description="What is asked for, by the name of its mutation."
    )
    asks: list[RequestedValue] = computed(
        lambda value, _: [*facts.asked(value.operation)], description="Everything that is asked for."
    )
    unit: UnitType | None = related(
        requests.unit, description="The unit it is about, or that was created; none while its creation is not approved."
    )
    under: UnitType | None = related(
        requests.under, description="The unit that a new one is to come under; else the unit it is about."
    )
    requested_by: Actor = reached("asked_by", description="Who asked.")
    requested_at: datetime = reached("asked", description="When.")
    note: str | None = strawberry.field(description="Bemærkning of those who asked.")
    due_by: date | None = reached(
        "due",
        description="Frist: where a location number is asked for, the last day to send it, 10 working days after.",
    )
    decision: str | None = computed(
        lambda value, _: value.decision and value.decision.reason, description="Begrundelse of the SOR office."
    )
    decided_by: Actor | None = computed(
        lambda value, _: value.decision and value.decision.by, description="Who decided."
    )
    decided_at: datetime | None = computed(lambda value, _: value.decision and value.decision.at, description="When.")
    change_set: ChangeSet | None = related(requests.change_set, description="What carried it out, once approved.")
    preview: EffectPreview | None = related(
        _foreseen,
        description="What it would do if it were approved today, and what would hinder it (`blockers`); none once it "
        "is decided. At most 20 in one answer.",
    )

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return isinstance(obj, Seen) and isinstance(obj.value, facts.Request)


@strawberry.type(description="A request with the cursor that goes on after it.")
class RequestEdge:
    cursor: str = strawberry.field(description="Goes on after this request.")
    node: Request = strawberry.field(description="The request.")


@strawberry.type(description="A page of requests, the oldest first.")
class RequestConnection:
    edges: list[RequestEdge] = strawberry.field(description="The requests with their cursors.")
    nodes: list[Request] = strawberry.field(description="The requests alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(requests.counts, description="I alt: how many requests the whole list holds.")
