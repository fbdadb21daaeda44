"""Location numbers (lokationsnumre): the electronic mailboxes, with a life of their own (REGISTER.md, section 5)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple, Protocol

from domain.identifiers import Gln, SorCode
from domain.periods import Period

NOTE_LENGTH = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """What one version says of a location number. Codes are those of the code lists; `carried_back` as with units."""

    holder: SorCode
    region: str | None = None
    system: str | None = None
    supplier: str | None = None
    network: str | None = None
    administrator: str | None = None
    internal_only: bool = False
    not_active: bool = False
    note: str | None = None
    source_updated: date | None = None
    carried_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationNumber(Mailbox):
    """A location number as one of its versions says; `valid` and `life` as with units."""

    gln: Gln
    valid: Period
    life: Period
    first_from: date

    def active(self, day: date) -> bool:
        """Inside its period and not flagged inactive, whatever the unit's own period is."""
        return self.life.covers(day) and not self.not_active

    @property
    def hidden(self) -> bool:
        """Whether only the owning organisation's own users see it."""
        return self.internal_only or self.not_active


class Flagged(Protocol):
    """What has the flags of a number."""

    @property
    def internal_only(self) -> bool: ...
    @property
    def not_active(self) -> bool: ...


def flags(number: Flagged) -> tuple[str, ...]:
    """The flags that are raised, as they are told behind the number itself."""
    raised = (("internal only", number.internal_only), ("not active", number.not_active))
    return tuple([name for name, up in raised if up])


class Direction(Enum):
    """Whether a mailbox takes messages of a type in, or sends them."""

    RECEIVE = "receive"
    SEND = "send"


class MessageType(NamedTuple):
    """A kind of message in one version, for instance DIS01 D0133L."""

    code: str
    version: str


@dataclass(frozen=True, slots=True)
class Capability:
    """That a location number exchanges messages of a type, in one direction, on some days."""

    gln: Gln
    message_type: MessageType
    direction: Direction
    valid: Period
