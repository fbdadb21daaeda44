"""What a unit has been and will be."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.changes import PlanKind
from domain.recording import ActorKind
from domain.telling import TimelineField
from resolvers import effects, history
from schema.enums import described
from schema.inputs import After, First
from schema.related import computed, related
from schema.seen import Seen
from schema.types.moments import DateRange
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.effects import EffectPreview
    from schema.types.unit import Unit

PreviewType = Annotated["EffectPreview", strawberry.lazy("schema.types.effects")]
UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]

described(
    TimelineField,
    "TimelineField",
    "What a change may touch.",
    NAME="Navn.",
    TYPE="Enhedstype.",
    STATUS="Status: opened or closed.",
    PARENT="Overliggende enhed.",
    POSTAL_ADDRESS="Postadresse.",
    VISITING_ADDRESS="Besøgsadresse.",
    ACTIVITY_ADDRESS="Aktivitetsadresse.",
    ELECTRONIC_ADDRESS="Virtuel adresse.",
    LOCATION_NUMBER="Lokationsnummer, own or the choice to inherit.",
    SPECIALITIES="Specialer.",
    IDENTIFIERS="Numre: SHAK, CVR, P-nummer, ydernummer, apotek, lokal kode.",
    CHARACTERISTICS="Ambulant, indlagte patienter, indberetningsniveau, behandlingssted.",
    MESSAGE_TYPES="Meddelelsestyper.",
    RELATIONS="Relationer.",
)
described(
    PlanKind,
    "ActionKind",
    "What kind of change.",
    OPEN="Oprettelse.",
    CHANGE="Ændring.",
    MOVE="Flytning; other fields may change on the same day.",
    CLOSE="Lukning.",
)
described(
    ActorKind,
    "ActorKind",
    "Who records changes.",
    PERSON="A person who is logged in.",
    SYSTEM="A program, or the register itself.",
    IMPORT="A file that was taken in.",
)


@strawberry.type(description="Who recorded something.")
class Actor:
    name: str = strawberry.field(description="Navn.")
    kind: ActorKind = strawberry.field(description="A person, a system or an import.")


@strawberry.type(description="One transaction that changed the register.")
class ChangeSet:
    id: strawberry.ID = strawberry.field(description="Number of the change set.")
    recorded_at: datetime = computed(lambda value, _: value.recorded, description="When it was recorded.")
    actor: Actor = strawberry.field(description="Who recorded it.")
    note: str | None = strawberry.field(description="Bemærkning.")
    effects: PreviewType = related(
        effects.of_change_sets,
        description="Konsekvenser. What it did to effective addresses and location numbers, planned days included, "
        "each compared with what was known just before it.",
    )


@strawberry.type(description="Ændring af et felt. Values as text: codes as codes, addresses on one line.")
class FieldChange:
    field: TimelineField = strawberry.field(description="The field.")
    before: str | None = strawberry.field(description="Before; none where there was nothing.")
    after: str | None = strawberry.field(description="After; none where there is nothing.")


@strawberry.type(description="Version. What a unit was from one change to the next, by valid time.")
class UnitVersion:
    version: int = strawberry.field(description="1 for the first version.")
    validity: DateRange = strawberry.field(description="The days it holds.")
    recorded_at: datetime = strawberry.field(description="When the register learned it.")
    change_set: ChangeSet | None = strawberry.field(description="The change set that recorded it.")
    actor: Actor | None = computed(
        lambda value, _: value.change_set and value.change_set.actor, description="Who recorded it."
    )
    changes: list[FieldChange] = strawberry.field(description="What differs from the version before it.")

    @strawberry.field(description="The unit as this version says it, read on its first day.")
    @staticmethod
    def unit(root: strawberry.Parent[Any]) -> UnitType:
        told: Any = Seen(root.value.unit, root.moment._replace(at=root.value.validity.start))
        return told


@strawberry.type(description="A version with the cursor that goes on after it.")
class UnitVersionEdge:
    cursor: str = strawberry.field(description="Goes on after this version.")
    node: UnitVersion = strawberry.field(description="The version.")


@strawberry.type(description="A page of versions, the first one first.")
class UnitVersionConnection:
    edges: list[UnitVersionEdge] = strawberry.field(description="The versions with their cursors.")
    nodes: list[UnitVersion] = strawberry.field(description="The versions alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(history.count, description="How many versions the unit has.")


@strawberry.type(description="Planlagt ændring: what will change of a unit on a day after the one that is read.")
class PlannedChange:
    action: PlanKind = computed(lambda value, _: value.kind, description="What kind of change.")
    effective_from: date = strawberry.field(description="Fra: the day it takes effect.")
    fields: list[FieldChange] = strawberry.field(description="What changes.")


def paged(first: First = 50, after: After = None) -> Mapping[str, Any]:
    return {"first": first, "after": after}
