"""To which mailbox a message of some type for a unit goes."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.recipients import Outcome
from schema.enums import Language, described
from schema.types.beside import worded
from schema.types.code_value import Lang
from schema.types.provenance import EffectiveLocationNumber

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]

described(
    Outcome,
    "RecipientOutcome",
    "Hvad der bliver af en meddelelse. What becomes of a message for a unit.",
    RECEIVED="Modtages. The location number that counts for the unit takes it.",
    UNIT_NOT_IN_FORCE="Enheden gælder ikke den dag. The unit is closed, or opens later.",
    NO_NUMBER="Intet lokationsnummer. None counts for the unit, or none that the reader may see.",
    NUMBER_NOT_ACTIVE="Nummeret er ikke aktivt. The number is flagged not active.",
    TYPE_NOT_TAKEN="Typen modtages ikke. The number is not registered to receive such messages on the day.",
)


@strawberry.type(
    description="Modtager. To which mailbox a message of a type for a unit goes and, where it reaches none, why not "
    "and who could take it."
)
class RecipientResolution:
    unit: UnitType = strawberry.field(description="The unit the message is for.")
    message_type: str = strawberry.field(description="Meddelelsestype, as it was asked for.")
    can_receive: bool = strawberry.field(description="Kan modtage. Whether the message arrives.")
    outcome: Outcome = strawberry.field(description="The same with its cause, for programs.")
    location_number: EffectiveLocationNumber | None = strawberry.field(
        description="The location number that counts for the unit, also where it does not take the message."
    )
    since: date | None = strawberry.field(
        description="Siden. From which day on the unit has received such messages, without a day between; none where "
        "it does not."
    )
    alternatives: list[UnitType] = strawberry.field(
        description="Where it does not arrive: units that receive such messages, each at a mailbox of its own. Those "
        "that replace a closed unit first, then those above, nearest first. Whether one may stand in is for the "
        "sender to judge."
    )

    @strawberry.field(description="Begrundelse. The outcome in a sentence.")
    @staticmethod
    def reason(root: strawberry.Parent[Any], lang: Lang = Language.DA) -> str:
        return worded(root.value.words, lang)
