"""Inputs of location numbers and the messages they exchange."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import strawberry

from domain.identifiers import Gln, SorCode
from domain.location_numbers import MessageType
from domain.operations import (
    AddMessages,
    AlterNumber,
    CloseNumber,
    EndMessages,
    Exchange,
    Inherit,
    Issue,
    NewNumber,
)
from schema.enums import Direction
from schema.operations.options import ChangeOptions

OPTIONS = "Indstillinger."
UNIT = "SOR-kode of the unit."
FROM = "Gyldig fra: the first day on which it holds; the earliest one allowed if left out."
LAST = "Til og med: the last day on which it holds; the earliest one allowed if left out."
GLN = "Lokationsnummer."


@strawberry.input(description="Meddelelsestype, code and version as in the list message-type, one way.")
class MessageTypeInput:
    code: str = strawberry.field(description="Kode, for instance DIS01.")
    version: str = strawberry.field(description="Version, for instance D0133L.")
    direction: Direction = strawberry.field(description="Taken in or sent.")

    def told(self) -> Exchange:
        return Exchange(message_type=MessageType(self.code.strip(), self.version.strip()), direction=self.direction)


@strawberry.input(description="Nyt lokationsnummer. Region, system, supplier, network and administrator are required.")
class LocationNumberInput:
    region: str = strawberry.field(description="Region, by code of the list region.")
    system: str = strawberry.field(description="EDB-system, by code of the list system.")
    supplier: str = strawberry.field(description="Systemleverandør, by code of the list supplier.")
    network: str = strawberry.field(description="Netoperatør (VANS), by code of the list network.")
    administrator: str = strawberry.field(description="EDI-administrator, by code of the list administrator.")
    internal_only: bool = strawberry.field(default=False, description="Kun intern: shown to the owner's users only.")
    active: bool = strawberry.field(default=True, description="Aktiv; false hides it without closing it.")
    note: str | None = strawberry.field(default=None, description="Bemærkning, at most 254 characters.")
    message_types: list[MessageTypeInput] | None = strawberry.field(
        default=None, description="Meddelelsestyper; without any the number is incomplete."
    )

    def told(self) -> NewNumber:
        names = ("region", "system", "supplier", "network", "administrator", "internal_only", "note")
        said = {name: getattr(self, name) for name in names} | {"not_active": not self.active}
        return NewNumber(said=said, exchanges=_exchanges(self.message_types))


@strawberry.input(one_of=True, description="Lokationsnummer: a new one, or whether the unit inherits one.")
class LocationNumberChoice:
    request_new: LocationNumberInput | None = strawberry.field(
        default=strawberry.UNSET, description="Et nyt, udstedt af registeret."
    )
    inherit_from_parent: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Arvet fra den overliggende enhed (true), or none at all (false)."
    )


@strawberry.input(description="Opret lokationsnummer at a unit that is there.")
class CreateLocationNumberInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    location_number: LocationNumberInput = strawberry.field(description="What is said of the number.")
    valid_from: date | None = strawberry.field(default=None, description=FROM)
    if_version: int | None = strawberry.field(default=None, description="`version` of the unit that this builds on.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Issue:
        return Issue(
            unit=self.sor_code, number=self.location_number.told(), since=self.valid_from, version=self.if_version
        )


@strawberry.input(description="Ændr lokationsnummer. What is left out stays.")
class ChangeLocationNumberInput:
    gln: Gln = strawberry.field(description=GLN)
    valid_from: date | None = strawberry.field(default=None, description=FROM)
    region: str | None = strawberry.field(default=None, description="Region.")
    system: str | None = strawberry.field(default=None, description="EDB-system.")
    supplier: str | None = strawberry.field(default=None, description="Systemleverandør.")
    network: str | None = strawberry.field(default=None, description="Netoperatør (VANS).")
    administrator: str | None = strawberry.field(default=None, description="EDI-administrator.")
    internal_only: bool | None = strawberry.field(default=None, description="Kun intern.")
    active: bool | None = strawberry.field(default=None, description="Aktiv.")
    note: str | None = strawberry.field(default=None, description="Bemærkning; an empty text removes it.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> AlterNumber:
        names = ("region", "system", "supplier", "network", "administrator", "internal_only", "note")
        said: dict[str, Any] = {name: value for name in names if (value := getattr(self, name)) is not None}
        if said.get("note") == "":
            said["note"] = None
        if self.active is not None:
            said["not_active"] = not self.active
        return AlterNumber(gln=self.gln, said=said, since=self.valid_from)


@strawberry.input(description="Luk lokationsnummer. It is never reopened and never used again.")
class CloseLocationNumberInput:
    gln: Gln = strawberry.field(description=GLN)
    last_day: date | None = strawberry.field(default=None, description=LAST)
    inherit: bool = strawberry.field(
        default=False, description="Afterwards its unit inherits that of the unit above; else it has none."
    )
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> CloseNumber:
        return CloseNumber(gln=self.gln, last_day=self.last_day, inherit=self.inherit)


@strawberry.input(description="Arv lokationsnummer, or stop inheriting one.")
class InheritLocationNumberInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    inherits: bool = strawberry.field(default=True, description="Arver; false: the unit has none.")
    valid_from: date | None = strawberry.field(default=None, description=FROM)
    if_version: int | None = strawberry.field(default=None, description="`version` of the unit that this builds on.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Inherit:
        return Inherit(unit=self.sor_code, inherits=self.inherits, since=self.valid_from, version=self.if_version)


@strawberry.input(description="Tilføj meddelelsestyper to a location number.")
class AddMessageTypesInput:
    gln: Gln = strawberry.field(description=GLN)
    message_types: list[MessageTypeInput] = strawberry.field(description="Meddelelsestyper, by code, version and way.")
    valid_from: date | None = strawberry.field(default=None, description=FROM)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> AddMessages:
        return AddMessages(gln=self.gln, exchanges=_exchanges(self.message_types), since=self.valid_from)


@strawberry.input(description="Afslut meddelelsestyper of a location number.")
class EndMessageTypesInput:
    gln: Gln = strawberry.field(description=GLN)
    message_types: list[MessageTypeInput] = strawberry.field(description="Meddelelsestyper, by code, version and way.")
    last_day: date | None = strawberry.field(default=None, description=LAST)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> EndMessages:
        return EndMessages(gln=self.gln, exchanges=_exchanges(self.message_types), last_day=self.last_day)


def _exchanges(given: Iterable[MessageTypeInput] | None) -> tuple[Exchange, ...]:
    return tuple(one.told() for one in given or ())
