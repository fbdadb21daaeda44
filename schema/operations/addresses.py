"""Inputs of addresses, and how they become what is said of a unit."""

from uuid import UUID

import strawberry

from domain.addresses import Address, ElectronicAddress
from resolvers.refusals import Code, Refusal


@strawberry.input(description="Adresse. Danish addresses have a postnummer of the register's list.")
class AddressInput:
    street: str | None = strawberry.field(default=None, description="Vejnavn.")
    house_number: str | None = strawberry.field(default=None, description="Husnummer, with letter.")
    floor: str | None = strawberry.field(default=None, description="Etage.")
    door: str | None = strawberry.field(default=None, description="Dør.")
    extra: str | None = strawberry.field(default=None, description="Supplerende oplysninger: stairway, building, c/o.")
    post_code: str | None = strawberry.field(default=None, description="Postnummer.")
    district: str | None = strawberry.field(default=None, description="Postdistrikt.")
    municipality: str | None = strawberry.field(default=None, description="Kommunekode, 4 digits.")
    region: str | None = strawberry.field(default=None, description="Regionskode, for instance 1084.")
    country: str = strawberry.field(default="DK", description="Land, ISO 3166 alpha-2.")
    dar_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the address in Danmarks Adresseregister (UUID), where it is validated."
    )
    skip_validation_reason: str | None = strawberry.field(
        default=None, description="Why the address is not validated against Danmarks Adresseregister."
    )

    def told(self) -> Address:
        return Address(
            street=text(self.street),
            house_number=text(self.house_number),
            floor=text(self.floor),
            door=text(self.door),
            extra=text(self.extra),
            post_code=text(self.post_code),
            district=text(self.district),
            municipality=text(self.municipality),
            region=text(self.region),
            country=self.country.strip().upper() or "DK",
            dar_id=None if self.dar_id is None else _uuid(self.dar_id),
            validation_skipped_reason=text(self.skip_validation_reason),
        )


@strawberry.input(one_of=True, description="Besøgs- eller aktivitetsadresse: its own, or the same as the one above it.")
class AddressChoice:
    own: AddressInput | None = strawberry.field(default=strawberry.UNSET, description="Egen adresse.")
    same_as_above: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Som postadresse (of a visiting address) or som besøgsadresse (of an activity address): true. "
        "False says nothing.",
    )

    @property
    def says_something(self) -> bool:
        return isinstance(self.own, AddressInput) or self.same_as_above is True

    def told(self) -> Address | None:
        return self.own.told() if isinstance(self.own, AddressInput) else None


@strawberry.input(description="Virtuel adresse, public, a block that is a unit's own as a whole. It has a telephone.")
class ElectronicAddressInput:
    phone: str = strawberry.field(description="Telefon.")
    email: str | None = strawberry.field(default=None, description="E-mail that may be published.")
    website: str | None = strawberry.field(default=None, description="Hjemmeside.")
    fax: str | None = strawberry.field(default=None, description="Fax.")

    def told(self) -> ElectronicAddress:
        return ElectronicAddress(
            phone=text(self.phone), email=text(self.email), website=text(self.website), fax=text(self.fax)
        )


def text(given: str | None) -> str | None:
    """Without spaces around it; a text of spaces alone is none."""
    return None if given is None else given.strip() or None


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise Refusal(Code.INVALID_ID, f"`darId` is a UUID; '{given[:60]}' is none.") from None
