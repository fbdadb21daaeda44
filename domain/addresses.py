"""Addresses, postal and electronic: facts known by their content, so that equal addresses are one."""

from dataclasses import dataclass, fields
from decimal import Decimal
from hashlib import blake2b
from operator import attrgetter
from typing import NewType
from uuid import UUID

AddressId = NewType("AddressId", UUID)
ElectronicAddressId = NewType("ElectronicAddressId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place as written in the register. `east` and `north` are metres in UTM zone 32 (ETRS89)."""

    street: str | None = None
    house_number: str | None = None
    floor: str | None = None
    door: str | None = None
    extra: str | None = None
    post_code: str | None = None
    district: str | None = None
    country: str = "DK"
    municipality: str | None = None
    region: str | None = None
    street_code: str | None = None
    dar_id: UUID | None = None
    east: Decimal | None = None
    north: Decimal | None = None
    validation_skipped_reason: str | None = None

    @property
    def id(self) -> AddressId:
        return AddressId(_digest(self))

    @property
    def validated(self) -> bool:
        """Whether the address is known to Denmark's address register (DAR)."""
        return self.dar_id is not None

    @property
    def one_line(self) -> str:
        """As on an envelope: `Blegdamsvej 9, 2. tv, 2100 København Ø`."""
        house = " ".join(part for part in (self.street, self.house_number) if part)
        floor = " ".join(part for part in (self.floor and f"{self.floor.rstrip('.')}.", self.door) if part)
        town = " ".join(part for part in (self.post_code, self.district) if part)
        country = None if self.country == "DK" else self.country
        return ", ".join(part for part in (house, floor, self.extra, town, country) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectronicAddress:
    """The virtual address: one public block. Old data lacks the telephone now and then; new data may not."""

    phone: str | None = None
    email: str | None = None
    website: str | None = None
    fax: str | None = None

    @property
    def id(self) -> ElectronicAddressId:
        return ElectronicAddressId(_digest(self))

    @property
    def one_line(self) -> str:
        """Telephone, e-mail, website and fax, as far as there are any."""
        fax = self.fax and f"fax {self.fax}"
        return ", ".join(part for part in (self.phone, self.email, self.website, fax) if part)


def _digest(address: Address | ElectronicAddress) -> UUID:
    parts = _SAID[type(address)](address)
    written = "\x1f".join(["\x00" if part is None else _written(part) for part in parts])
    return UUID(bytes=blake2b(written.encode(), digest_size=16).digest())


def _written(part: object) -> str:
    """Equal values are written alike: 557481.680 is 557481.68."""
    if type(part) is str:
        return part
    return format(part.normalize(), "f") if isinstance(part, Decimal) else str(part)


_SAID = {kind: attrgetter(*(field.name for field in fields(kind))) for kind in (Address, ElectronicAddress)}
