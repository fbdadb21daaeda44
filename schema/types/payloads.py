"""What a mutation gives back: the unit or number as it then is, what it does to others, or every rule it breaks."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.identifiers import SorCode
from resolvers import payloads
from schema.related import computed, reached, related
from schema.seen import Seen
from schema.types.effects import EffectPreview
from schema.types.history import ChangeSet
from schema.types.location_number import LocationNumber
from schema.types.user_error import UserError

if TYPE_CHECKING:
    from schema.types.request import Request
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]
RequestType = Annotated["Request", strawberry.lazy("schema.types.request")]
_UNIT = "The unit on the day it takes effect, as it then is; none where there are errors."
_NOTHING = "Intet ændret: all that was said holds already, and nothing was recorded."

unit: Any = related(payloads.unit, description=_UNIT)
nothing_changed: Any = reached("nothing", description=_NOTHING)
also_closed: Any = related(payloads.others, description="Også lukket: the units below that close with it.")
location_number: Any = related(payloads.number, description="The location number on the day it takes effect.")


@strawberry.interface(
    description="Svar på en ændring. Where there are errors nothing was done, and what the change is about is null."
)
class Payload:
    errors: list[UserError] = strawberry.field(description="Fejl: every rule that keeps it from being done.")
    warnings: list[UserError] = strawberry.field(description="Advarsler: what to know; they hinder nothing.")
    request: RequestType | None = related(
        payloads.request,
        description="Anmodning: what a private company asked for, which the SOR office decides; it is not done yet.",
    )
    effects: EffectPreview | None = reached(
        "effects",
        description="Konsekvenser for gældende adresser og lokationsnumre, of the unit and of those that inherit.",
    )
    change_set: ChangeSet | None = related(
        payloads.change_set, description="What was recorded; none for a dry run, or where nothing was."
    )

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        """Which payload it is, the mutation says."""
        return isinstance(obj, Seen) and isinstance(obj.value, payloads.Payload)


@strawberry.type(description="Svar på createUnit.")
class CreateUnitPayload(Payload):
    unit: UnitType | None = unit
    location_number: LocationNumber | None = related(
        payloads.number_of_unit, description="The location number issued with it."
    )


@strawberry.type(description="Svar på changeUnit.")
class ChangeUnitPayload(Payload):
    unit: UnitType | None = unit
    nothing_changed: bool = nothing_changed


@strawberry.type(description="Svar på moveUnit.")
class MoveUnitPayload(Payload):
    unit: UnitType | None = unit
    old_parent: UnitType | None = related(payloads.old_parent, description="The unit above until the day before.")
    new_parent: UnitType | None = related(payloads.new_parent, description="The unit above from that day on.")


@strawberry.type(description="Svar på closeUnit.")
class CloseUnitPayload(Payload):
    unit: UnitType | None = unit
    also_closed: list[UnitType] = also_closed


@strawberry.type(description="Svar på withdrawPlannedChange. The unit is null where its creation was withdrawn.")
class WithdrawPlannedChangePayload(Payload):
    unit: UnitType | None = unit
    also_withdrawn: list[SorCode] = computed(
        lambda payload, _: list(payload.done.others),
        description="SOR-koder of units whose plans went with it.",
    )


@strawberry.type(description="Svar på det, der sker med lokationsnumre og meddelelsestyper.")
class LocationNumberPayload(Payload):
    unit: UnitType | None = unit
    location_number: LocationNumber | None = location_number
    nothing_changed: bool = nothing_changed


@strawberry.type(description="Svar på det, der sker med relationer.")
class RelationPayload(Payload):
    unit: UnitType | None = unit


@strawberry.type(description="Svar på mergeUnits og splitUnit.")
class SuccessionPayload(Payload):
    unit: UnitType | None = unit
    also_changed: list[UnitType] = related(
        payloads.others, description="The other units of it: those that close, and those that take over."
    )


@strawberry.type(description="Svar på correctUnit.")
class CorrectUnitPayload(Payload):
    unit: UnitType | None = unit
    nothing_changed: bool = nothing_changed


@strawberry.type(description="Svar på decideRequest. `request` as it then is; the unit only where it was approved.")
class DecideRequestPayload(Payload):
    unit: UnitType | None = unit


@strawberry.type(description="Hvad der blev af én handling af flere.")
class ChangeItemResult:
    index: int = strawberry.field(description="Which one, from 0.")
    unit: UnitType | None = related(payloads.unit, description=_UNIT)
    request: RequestType | None = related(payloads.request, description="Anmodning, where it was requested.")
    errors: list[UserError] = strawberry.field(description="Fejl: why it was not done.")
    warnings: list[UserError] = strawberry.field(description="Advarsler.")


@strawberry.type(description="Svar på applyChanges.")
class ApplyChangesPayload(Payload):
    results: list[ChangeItemResult] = strawberry.field(description="One for each handling, in their order.")
