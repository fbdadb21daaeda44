"""What the feed tells: changes in the order in which they became known."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from domain.feed import ChangeKind
from domain.identifiers import SorCode
from resolvers.feed import pages
from schema.enums import described
from schema.related import related
from schema.scalars import FeedCursor
from schema.seen import Seen
from schema.types.change_set import ChangeSet
from schema.types.diff import FieldDifference
from schema.types.unit import Unit

described(
    ChangeKind,
    "ChangeKind",
    "What a change tells. `effectiveFrom` may lie ahead: a plan is told when it is recorded, and again, as IN_FORCE, "
    "on its day.",
    UNIT_CREATED="Oprettelse.",
    UNIT_CHANGED="Ændring of what a unit says itself.",
    UNIT_MOVED="Flytning under another unit; other fields may change on the same day.",
    UNIT_CLOSED="Lukning.",
    EFFECTIVE_CHANGED="An effective address or location number is another: `via` tells from whom it comes.",
    IN_FORCE="I kraft: what was planned holds from this day on; of an effective value `via` tells from whom.",
    WITHDRAWN="Tilbagetrukket: what was planned will not happen.",
    CORRECTED="Rettet: what was recorded had been wrong.",
    LOCATION_NUMBER_CHANGED="Lokationsnummer: the unit's own one, or whether it inherits one.",
    MESSAGE_TYPES_CHANGED="Meddelelsestyper of the unit's own location number.",
    RELATIONS_CHANGED="Relationer.",
    CODE_LIST_CHANGED="Kodeliste: values came, went or are worded otherwise.",
)


@strawberry.type(description="Ændring. One thing that became known to the register.")
class Change:
    cursor: FeedCursor = strawberry.field(description="Goes on behind this change.")
    kind: ChangeKind = strawberry.field(description="What it tells.")
    sor_code: SorCode | None = strawberry.field(description="The unit it is about; none of a code list.")
    recorded_at: datetime = strawberry.field(description="When the register learned it.")
    effective_from: date = strawberry.field(description="Fra: the first day on which it holds.")
    until: date | None = strawberry.field(description="The first day on which it no longer holds, if there is one.")
    fields: list[FieldDifference] = strawberry.field(
        description="What is otherwise on those days than was known before; of IN_FORCE, than on the day before. "
        "None of units that a file or a program brings along by the thousand: read those."
    )
    code_list: str | None = strawberry.field(description="Kodeliste: the list that changed, as `codeList` takes it.")
    change_set: ChangeSet | None = strawberry.field(
        description="The transaction that recorded it, by whom and why; none where only a day has come."
    )
    unit: Unit | None = related(
        pages.unit, description="The unit on the first day it holds, as was known then; none if it is withdrawn."
    )
    via: Unit | None = related(
        pages.via,
        description="Told of effective values: the changed unit that the value comes "
        "from, which may be the unit itself. None where it is the unit's own fields that are told.",
    )


@strawberry.type(description="A page of the feed.")
class ChangeFeedPage:
    next: FeedCursor = strawberry.field(description="Use as `after` next time, also when the page is empty.")
    caught_up: bool = strawberry.field(description="Whether there is nothing more to tell at the moment.")

    @strawberry.field(description="The changes, in the order in which they became known.")
    @staticmethod
    def changes(root: strawberry.Parent[Any]) -> list[Change]:
        told: Any = [Seen(change, change.moment) for change in root.value.changes]
        return told


Under = Annotated[
    SorCode | None,
    strawberry.argument(
        description="Only what is told of this unit and of those that are or were below it. A unit that moves away is "
        "told of a last time; those below a unit that moves are not told one by one."
    ),
]
Kinds = Annotated[
    list[ChangeKind] | None, strawberry.argument(description="Only changes of these kinds; all if left out.")
]
