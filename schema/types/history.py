"""What a unit has been and will be."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.periods import Moment
from resolvers import history
from resolvers.history import HistoryAxis
from schema.enums import described
from schema.inputs import After, First
from schema.related import computed, related
from schema.seen import Seen
from schema.types.change_set import Actor as Actor
from schema.types.change_set import ChangeSet as ChangeSet
from schema.types.changes import FieldChange as FieldChange
from schema.types.changes import PlannedChange as PlannedChange
from schema.types.moments import DateRange
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]

described(
    HistoryAxis,
    "HistoryAxis",
    "Tidsakse. In the order of which time a history is told.",
    VALID="Gyldighedstid: the versions as they follow each other, as known now.",
    RECORDED="Registreringstid: every recording, the oldest first, also of what has been superseded (rettet) since.",
)


@strawberry.type(
    description="Version. What was told of a unit on some days: by valid time from one change to the next, by recorded "
    "time what one recording (registrering) said."
)
class UnitVersion:
    version: int = strawberry.field(
        description="By valid time 1 for the first version; by recorded time the unit's own `version` once recorded."
    )
    validity: DateRange = strawberry.field(description="Gyldighed: the days it is told of.")
    recorded_at: datetime = strawberry.field(description="Registreret: when the register learned it.")
    recorded_until: datetime | None = strawberry.field(
        description="When the register came to say something else of these days; none of what it still says."
    )
    change_set: ChangeSet | None = strawberry.field(description="The change set that recorded it.")
    actor: Actor | None = computed(
        lambda value, _: value.change_set and value.change_set.actor, description="Who recorded it."
    )
    changes: list[FieldChange] = strawberry.field(
        description="By valid time what differs from the version before it and, of the location number, its message "
        "types and the relations, what changes in its days; by recorded time what the register had said otherwise of "
        "these days until then. Only what the reader may see."
    )

    @strawberry.field(description="The unit as it is told here, read on the first of these days.")
    @staticmethod
    def unit(root: strawberry.Parent[Any]) -> UnitType:
        told = root.value
        moment = Moment(told.validity.start, told.known_at or root.moment.known_at)
        found: Any = Seen(told.unit, moment)
        return found


@strawberry.type(description="A version with the cursor that goes on after it.")
class UnitVersionEdge:
    cursor: str = strawberry.field(description="Goes on after this version.")
    node: UnitVersion = strawberry.field(description="The version.")


@strawberry.type(description="A page of a history, the first version or the oldest recording first.")
class UnitVersionConnection:
    edges: list[UnitVersionEdge] = strawberry.field(description="The versions with their cursors.")
    nodes: list[UnitVersion] = strawberry.field(description="The versions alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(history.count, description="How many entries the whole history has.")


By = Annotated[HistoryAxis, strawberry.argument(description="In the order of which time.")]


def told(by: By = HistoryAxis.VALID, first: First = 50, after: After = None) -> Mapping[str, Any]:
    return {"by": by, "first": first, "after": after}
