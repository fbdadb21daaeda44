"""What a difference comes from."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.differences import CauseKind
from resolvers import differing
from schema.enums import described
from schema.related import related
from schema.types.change_set import ChangeSet

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]

described(
    CauseKind,
    "CauseKind",
    "Årsag. What a difference comes from.",
    OWN="Egen: something was changed on the unit itself.",
    INHERITED="Nedarvet: something was changed on a unit above, which is `via`.",
    CORRECTION="Rettelse: what the register had said was wrong, and it has learned so since.",
)


@strawberry.type(description="Årsag. What a difference comes from: the unit itself, or through which unit above.")
class Cause:
    kind: CauseKind = strawberry.field(description="Own, inherited or a correction.")
    via: UnitType | None = related(
        differing.via,
        description="Via. The changed unit above, the nearest one; none where the unit itself was changed.",
    )
    change_set: ChangeSet | None = strawberry.field(description="The change set that recorded it, where one is known.")
