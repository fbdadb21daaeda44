"""Who recorded something in the register, when, why and by which request."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from domain.identifiers import SorCode


class ActorKind(Enum):
    """Who records changes."""

    PERSON = "PERSON"
    SYSTEM = "SYSTEM"
    IMPORT = "IMPORT"


class Cause(Enum):
    """Why something was recorded: the world changed, the register had been wrong, a plan was withdrawn."""

    CHANGE = "CHANGE"
    CORRECTION = "CORRECTION"
    WITHDRAWAL = "WITHDRAWAL"
    IMPORT = "IMPORT"


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who recorded something. Of a person also how the identity provider names them (`subject`), their role by name,
    and the owner they act for."""

    kind: ActorKind
    name: str
    subject: str | None = None
    role: str | None = None
    organisation: SorCode | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is recorded: in somebody's words (`note`), and of which kind; by which HTTP request (`request`);
    `operations` names what is done, in order."""

    note: str | None = None
    cause: Cause = Cause.CHANGE
    request: str | None = None
    operations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One transaction that changed the register."""

    id: int
    recorded: datetime
    actor: Recorder
    reason: Reason

    @property
    def note(self) -> str | None:
        return self.reason.note
