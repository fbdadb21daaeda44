"""What someone may do with a unit."""

from datetime import date

import strawberry

from domain.permissions.possible import Possible, UnitAction
from resolvers.rejections import Wrong
from schema.enums import described
from schema.related import computed, reached
from schema.types.user_error import UserError

described(
    UnitAction,
    "UnitAction",
    "Handling. What may be done with one unit.",
    CREATE_CHILD="Opret en enhed under den: an institution under an owner, else an organisational unit.",
    CHANGE="Ændr den.",
    MOVE="Flyt den.",
    CLOSE="Luk den alene.",
    CLOSE_WITH_ALL_BELOW="Luk den med alt under den.",
    WITHDRAW_PLANNED_CHANGE="Træk en planlagt ændring tilbage, or some of them.",
    MERGE="Sammenlæg den med andre.",
    SPLIT="Opdel den.",
    CHANGE_RELATIONS="Tilføj eller afslut relationer.",
    REQUEST_LOCATION_NUMBER="Opret et lokationsnummer for den.",
    CHANGE_LOCATION_NUMBER="Ændr dens lokationsnummer.",
    CLOSE_LOCATION_NUMBER="Luk dens lokationsnummer.",
    CHANGE_MESSAGE_TYPES="Tilføj eller afslut meddelelsestyper på dens lokationsnummer.",
    CORRECT="Ret, hvad der er registreret forkert.",
)


@strawberry.type(
    description="Tilladt handling. Whether the caller may do a thing with the unit from today on, from when, and if "
    "not, why. Asked of today and of what is known now, whichever day is read."
)
class AllowedAction:
    action: UnitAction = strawberry.field(description="What would be done.")
    allowed: bool = strawberry.field(description="Whether it may be done now.")
    earliest_date: date | None = reached(
        "earliest",
        description="Tidligste dato: the first day on which it may take effect; of a closing the first last day. None "
        "where it is not allowed, or takes no day ahead.",
    )
    through_request: bool = reached(
        "by_request", description="Efter anmodning: the SOR office decides before it is done."
    )
    reasons: list[UserError] = computed(
        lambda one, _: _wrong(one), description="Why it is not allowed; empty, if it is."
    )


def _wrong(one: Possible) -> list[Wrong]:
    return [Wrong(violation, violation.place) for violation in one.reasons]
