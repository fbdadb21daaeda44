"""Changes of a unit, field by field: what was before and after, and what is planned."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.changes import PlanKind
from domain.telling import TimelineField
from resolvers import plans, upcoming
from schema import ids
from schema.enums import described
from schema.related import computed, reached, related
from schema.types.moments import DateRange

if TYPE_CHECKING:
    from schema.types.unit import Unit

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


@strawberry.type(description="Ændring af et felt. Values as text: codes as codes, addresses on one line.")
class FieldChange:
    field: TimelineField = strawberry.field(description="The field.")
    before: str | None = strawberry.field(description="Before; none where there was nothing.")
    after: str | None = strawberry.field(description="After; none where there is nothing.")
    validity: DateRange | None = computed(
        lambda value, _: getattr(value, "validity", None),
        description="The days for which this is told; none of a planned change, which says `effectiveFrom`.",
    )


@strawberry.type(description="Planlagt ændring: what will change of a unit on a day after the one that is read.")
class PlannedChange:
    id: strawberry.ID = computed(
        lambda plan, _: ids.written(ids.NodeId("PlannedChange", f"{plan.sor_code}/{plan.effective_from}")),
        description="Opaque; what `withdrawPlannedChange` asks for.",
    )
    unit: UnitType | None = related(
        upcoming.unit, description="Enheden, as it stands on the day that is read; not yet open, as it will open."
    )
    action: PlanKind = reached("kind", description="What kind of change.")
    effective_from: date = strawberry.field(description="Fra: the day it takes effect.")
    fields: list[FieldChange] = strawberry.field(description="What changes.")
    withdrawable: bool = related(
        plans.withdrawable,
        description="Kan trækkes tilbage: it has not taken effect yet. Who may, `allowedActions` of the unit tells.",
    )
    dependants: list["PlannedChange"] = related(
        plans.dependants,
        description="Planlagte ændringer, der bygger på den: it is withdrawn only together with them.",
    )
