"""Who someone is and what they may see (REGISTER.md, section 6)."""

from dataclasses import dataclass
from enum import Enum

from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber


class Role(Enum):
    """Whom someone acts as. Everyone may read what is public."""

    PUBLIC = "public"
    SOR_OFFICE = "SOR office"
    REGIONAL_ADMINISTRATOR = "regional administrator"
    MUNICIPAL_ADMINISTRATOR = "municipal administrator"
    MEDCOM = "MedCom"
    SYSTEM_SUPPLIER = "system supplier"
    PRIVATE_COMPANY = "private company"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone, with a role and the owner they act for."""

    name: str
    role: Role
    organisation: SorCode | None = None


PUBLIC = Actor("public", Role.PUBLIC)


def belongs_to(actor: Actor, owner: SorCode) -> bool:
    """Whether the actor is one of the organisation's own users, or the SOR office, which is everyone's."""
    return actor.role is Role.SOR_OFFICE or (actor.role is not Role.PUBLIC and actor.organisation == owner)


def sees_number(actor: Actor, number: LocationNumber, owner: SorCode) -> bool:
    """Numbers that are internal only or not active are shown to the owning organisation's own users."""
    return not number.hidden or belongs_to(actor, owner)


def sees_local_attributes(actor: Actor, owner: SorCode) -> bool:
    """Local attributes are internal to the organisation."""
    return belongs_to(actor, owner)
