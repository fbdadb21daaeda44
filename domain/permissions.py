"""Who someone is, what they may see and what they may do (REGISTER.md, section 6)."""

from dataclasses import dataclass, field
from enum import Enum

from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.recording import ActorKind, Recorder


class Role(Enum):
    """Whom someone acts as. Everyone may read what is public."""

    PUBLIC = "public"
    SOR_OFFICE = "SOR office"
    REGIONAL_ADMINISTRATOR = "regional administrator"
    MUNICIPAL_ADMINISTRATOR = "municipal administrator"
    MEDCOM = "MedCom"
    SYSTEM_SUPPLIER = "system supplier"
    PRIVATE_COMPANY = "private company"

    @property
    def written(self) -> str:
        """As tokens, headers and logs name it: `sor-office`, `regional-administrator` …"""
        return self.value.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone, with the role and the owner they act for.

    `subject`: how the identity provider names them, for good. `roles`: all that they may choose to act as.
    """

    name: str
    role: Role
    organisation: SorCode | None = None
    subject: str | None = None
    roles: tuple[Role, ...] = field(default=(), compare=False)

    @property
    def recorder(self) -> Recorder:
        return Recorder(ActorKind.PERSON, self.name, self.subject, self.role.name, self.organisation)

    @property
    def caller(self) -> str:
        """Who they are, for keys of retries: the same person in another role is another caller."""
        return f"{self.role.name} {self.organisation or ''} {self.subject or self.name}"


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
