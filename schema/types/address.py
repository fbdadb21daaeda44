"""Addresses as people write them, and the electronic ones."""

from operator import attrgetter
from uuid import UUID

import strawberry

from domain.code_lists import CodeList
from schema.related import computed
from schema.types.code_value import CodeValue
from schema.types.coded import coded


@strawberry.type(description="Adresse. A place: street and house, post code and town, municipality and region.")
class Address:
    street: str | None = strawberry.field(description="Vejnavn.")
    house_number: str | None = strawberry.field(description="Husnummer, with letter.")
    floor: str | None = strawberry.field(description="Etage.")
    door: str | None = strawberry.field(description="Dør.")
    extra: str | None = strawberry.field(description="Supplerende oplysninger: stairway, building, c/o.")
    post_code: str | None = strawberry.field(description="Postnummer.")
    district: str | None = strawberry.field(description="Postdistrikt.")
    country: str = strawberry.field(description="Land, ISO 3166 alpha-2; DK is Denmark.")
    street_code: str | None = strawberry.field(description="Vejkode within the municipality.")
    east: float | None = computed(
        lambda value, _: None if value.east is None else float(value.east),
        description="East in metres, UTM zone 32 (ETRS89).",
    )
    north: float | None = computed(
        lambda value, _: None if value.north is None else float(value.north),
        description="North in metres, UTM zone 32 (ETRS89).",
    )
    municipality: CodeValue | None = coded(CodeList.MUNICIPALITY, attrgetter("municipality"), description="Kommune.")
    region: CodeValue | None = coded(CodeList.REGION, attrgetter("region"), description="Region.")
    dar_id: UUID | None = strawberry.field(description="Id in Denmark's address register (DAR), where validated.")
    validated: bool = strawberry.field(description="Whether the address is known to Denmark's address register (DAR).")
    validation_skipped_reason: str | None = strawberry.field(description="Why it was taken in without validation.")
    one_line: str = strawberry.field(description="As on an envelope, in one line.")


@strawberry.type(description="Virtuel adresse. Public: telephone and electronic addresses, one block.")
class ElectronicAddress:
    phone: str | None = strawberry.field(description="Telefon. Required of new data; old data lacks it now and then.")
    email: str | None = strawberry.field(description="E-mail.")
    website: str | None = strawberry.field(description="Hjemmeside.")
    fax: str | None = strawberry.field(description="Fax.")
