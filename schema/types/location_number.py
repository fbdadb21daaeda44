"""Location numbers and the messages they exchange."""

from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain import location_numbers as facts
from domain.code_lists import CodeList
from domain.identifiers import Gln
from domain.location_numbers import Direction
from resolvers import location_numbers
from schema import ids
from schema.inputs import After, First
from schema.related import computed, named, reached, related
from schema.seen import Seen
from schema.types.code_value import CodeValue
from schema.types.coded import coded
from schema.types.moments import DateRange
from schema.types.node import Node
from schema.types.pages import UnitConnection

if TYPE_CHECKING:
    from schema.types.unit import Unit


@strawberry.type(description="That a location number exchanges messages of a type and version, one way.")
class MessageCapability:
    message_type: CodeValue = coded(
        CodeList.MESSAGE_TYPE,
        lambda value: f"{value.message_type.code} {value.message_type.version}",
        description="Meddelelsestype, code and version.",
    )
    direction: Direction = strawberry.field(description="Taken in or sent.")
    validity: DateRange = reached("valid", description="On which days.")


def _direction(
    direction: Annotated[
        Direction | None, strawberry.argument(description="Only those taken in, or only those sent.")
    ] = None,
) -> Mapping[str, Any]:
    return {"direction": direction}


def _page(first: First = 50, after: After = None) -> Mapping[str, Any]:
    return {"first": first, "after": after}


@strawberry.type(
    description="Lokationsnummer: an electronic mailbox, used by referrals, discharge letters and the like. It has a "
    "life of its own. Numbers that are internal only or not active are shown to the owner's own users."
)
class LocationNumber(Node):
    id: strawberry.ID = named(
        lambda value, moment, today: ids.momentary("LocationNumber", value.gln, moment, today),
        description="Opaque; another one where it is read elsewhere in time than now.",
    )
    gln: Gln = strawberry.field(description="The number, GLN / EAN-13.")
    region: CodeValue | None = coded(CodeList.REGION, attrgetter("region"), description="Region.")
    system: CodeValue | None = coded(CodeList.SYSTEM, attrgetter("system"), description="EDB-system.")
    supplier: CodeValue | None = coded(CodeList.SUPPLIER, attrgetter("supplier"), description="Systemleverandør.")
    network: CodeValue | None = coded(CodeList.NETWORK, attrgetter("network"), description="Netoperatør (VANS).")
    administrator: CodeValue | None = coded(
        CodeList.ADMINISTRATOR, attrgetter("administrator"), description="EDI-administrator."
    )
    internal_only: bool = strawberry.field(description="Kun intern: shown to the owning organisation's own users only.")
    active: bool = computed(
        lambda value, moment: value.active(moment.at),
        description="Aktiv: inside its period and not flagged inactive, whatever the unit's own period is.",
    )
    validity: DateRange = reached("life", description="The number's own life.")
    note: str | None = strawberry.field(description="Bemærkning.")
    holder: Annotated["Unit", strawberry.lazy("schema.types.unit")] | None = related(
        location_numbers.holder, description="The unit it is registered at."
    )
    message_types: list[MessageCapability] = related(
        location_numbers.message_types,
        told=_direction,
        description="Meddelelsestyper on the day, by code and version. Without any the number is incomplete.",
    )
    users: UnitConnection = related(
        location_numbers.users,
        told=_page,
        description="The units reached through it: its holder and those that inherit it.",
    )

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return isinstance(obj, Seen) and isinstance(obj.value, facts.LocationNumber)
