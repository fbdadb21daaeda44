"""Who someone is: whom they act as, and for which organisation."""

from dataclasses import dataclass, field
from enum import Enum

from domain.identifiers import Cvr, SorCode
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

    `subject`: how the identity provider names them, for good. `roles`: all that they may choose to act as. `cvr`: what
    a private company logs in with; it tells whose a company is that the register does not have yet. `until`: the second
    since 1970 from which on their login holds no longer.
    """

    name: str
    role: Role
    organisation: SorCode | None = None
    subject: str | None = None
    roles: tuple[Role, ...] = field(default=(), compare=False)
    cvr: Cvr | None = None
    until: int | None = field(default=None, compare=False)

    @property
    def recorder(self) -> Recorder:
        return Recorder(ActorKind.PERSON, self.name, self.subject, self.role.name, self.organisation)

    @property
    def caller(self) -> str:
        """Who they are, for keys of retries: the same person in another role is another caller."""
        return f"{self.role.name} {self.organisation or ''} {self.subject or self.name}"


PUBLIC = Actor("public", Role.PUBLIC)
