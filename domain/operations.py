"""What may be asked of the register: one kind of operation for each thing that happens to units and numbers.

All days are the first on which something holds, except `last_day`. A day that is left out is the earliest one allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.addresses import Address, ElectronicAddress
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Direction, MessageType
from domain.units import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a unit: some of the names of `Facts` (but `parent`) with their values; the rest is not spoken of.

    Addresses are named by id and stand in `addresses` and `electronic_addresses`. None clears a fact. `both`: those
    that are given and emptied in one breath.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    electronic_addresses: tuple[ElectronicAddress, ...] = ()
    both: tuple[str, ...] = ()


SAID_OF_NUMBERS = ("region", "system", "supplier", "network", "administrator", "internal_only", "not_active", "note")
"""The names of `Mailbox` that may be said of a location number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """That messages of a type are exchanged in one direction."""

    message_type: MessageType
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNumber:
    """A location number to be issued: some of `SAID_OF_NUMBERS`, and the messages it exchanges."""

    said: Mapping[str, Any]
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """Opret enhed. `sor_code` is given out when the operation is carried out, and is the same for its retries."""

    kind: UnitKind
    parent: SorCode | None
    said: Said
    since: date | None = None
    last_day: date | None = None
    number: NewNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alter:
    """Ændr enhed: from a day on something else holds of it, until the next planned change of the same fact."""

    unit: SorCode
    said: Said
    since: date | None = None
    number: NewNumber | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Flyt enhed. `confirmed`: that it leaves its organisation is meant."""

    unit: SorCode
    parent: SorCode
    since: date | None = None
    confirmed: bool = False
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Luk enhed. `below`: everything under it too. `replaced_by`: units that take over."""

    unit: SorCode
    last_day: date | None = None
    below: bool = False
    replaced_by: tuple[SorCode, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Træk planlagt ændring tilbage: all that was to change of a unit on `day`.

    `dependants`: also the planned changes that only this one makes possible.
    """

    unit: SorCode
    day: date
    dependants: bool = False
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Opret lokationsnummer at an existing unit. It ends what the unit inherited."""

    unit: SorCode
    number: NewNumber
    since: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterNumber:
    """Ændr lokationsnummer."""

    gln: Gln
    said: Mapping[str, Any]
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseNumber:
    """Luk lokationsnummer. `inherit`: afterwards its unit inherits that of the unit above."""

    gln: Gln
    last_day: date | None = None
    inherit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherit:
    """Arv lokationsnummer, or stop doing so (`inherits` false)."""

    unit: SorCode
    inherits: bool
    since: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMessages:
    """Tilføj meddelelsestyper to a location number."""

    gln: Gln
    exchanges: tuple[Exchange, ...]
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMessages:
    """Afslut meddelelsestyper of a location number."""

    gln: Gln
    exchanges: tuple[Exchange, ...]
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relate:
    """Tilføj relation: that `unit` REPLACES, or COOPERATES with, `other` (`type`)."""

    unit: SorCode
    type: str
    other: SorCode
    since: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrelate:
    """Afslut relation."""

    unit: SorCode
    type: str
    other: SorCode
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Sammenlæg enheder: `units` close and one takes over, an existing one or one that is created."""

    units: tuple[SorCode, ...]
    into: "SorCode | Create"
    last_day: date | None = None
    below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Opdel enhed: `unit` closes and several take over, existing ones or ones that are created."""

    unit: SorCode
    into: "tuple[SorCode | Create, ...]"
    last_day: date | None = None
    below: bool = False
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Ret: what was recorded wrongly of a unit, from `since` until `last_day` (none: to the end of its life).

    `parent` corrects where it was; `opened` and `closed` (its last day) when it lived.
    """

    unit: SorCode
    said: Said
    since: date | None = None
    last_day: date | None = None
    parent: SorCode | None = None
    opened: date | None = None
    closed: date | None = None
    version: int | None = None


MUTATIONS: Mapping[type[Any], str] = {
    Create: "createUnit",
    Alter: "changeUnit",
    Move: "moveUnit",
    Close: "closeUnit",
    Withdraw: "withdrawPlannedChange",
    Issue: "createLocationNumber",
    AlterNumber: "changeLocationNumber",
    CloseNumber: "closeLocationNumber",
    Inherit: "inheritLocationNumber",
    AddMessages: "addMessageTypes",
    EndMessages: "endMessageTypes",
    Relate: "addRelation",
    Unrelate: "endRelation",
    Merge: "mergeUnits",
    Split: "splitUnit",
    Correct: "correctUnit",
}
"""What each is asked for by, and told as in the history."""

Operation = (
    Create
    | Alter
    | Move
    | Close
    | Withdraw
    | Issue
    | AlterNumber
    | CloseNumber
    | Inherit
    | AddMessages
    | EndMessages
    | Relate
    | Unrelate
    | Merge
    | Split
    | Correct
)
