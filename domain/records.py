"""What a file states of units and location numbers: the common form of every format that is read."""

from dataclasses import dataclass
from datetime import date

from domain.addresses import Address, ElectronicAddress
from domain.code_lists import CodeValue
from domain.findings import Finding
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, Mailbox
from domain.periods import Version
from domain.units import Facts, Timeline, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRecord:
    """A location number as a file states it. `last_day` is inclusive; `since` and `first_from` as with units."""

    gln: Gln
    mailbox: Mailbox
    since: date
    first_from: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """A unit as a file states it: `facts` hold from `since` on, the unit exists from `first_from` to `last_day`.

    `carries` names the facts that the format can say; what it cannot say stays as the register has it.
    `number` is the unit's own location number; none says it has none only where `inherits_location_number` is carried.
    `replaces` and `replaced_by` are SOR codes, perhaps of strangers.
    `where` is the line or element it stands in.
    """

    sor_code: SorCode
    kind: UnitKind
    facts: Facts
    since: date
    first_from: date
    last_day: date | None
    carries: frozenset[str]
    addresses: tuple[Address, ...] = ()
    electronic_addresses: tuple[ElectronicAddress, ...] = ()
    number: NumberRecord | None = None
    replaces: tuple[SorCode, ...] = ()
    replaced_by: tuple[SorCode, ...] = ()
    where: str = ""


Read = UnitRecord | Finding
"""Reading a file gives records and, for what cannot be one, findings, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLife:
    """All the register holds of one unit: versions in order, without gap or overlap."""

    sor_code: SorCode
    kind: UnitKind
    first_from: date
    timeline: Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLife:
    """All the register holds of one location number. Between versions there may be days on which nobody holds it."""

    gln: Gln
    first_from: date
    timeline: tuple[Version[Mailbox], ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """That `successor` replaces `predecessor` from a day on; either may be a stranger or closed."""

    successor: SorCode
    predecessor: SorCode
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """A part of a register to be stored: whole lives, each with the addresses they name.

    What is stored of the same units and numbers gives way to it; what they do not name stays.
    """

    units: tuple[UnitLife, ...] = ()
    numbers: tuple[NumberLife, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    successions: tuple[Succession, ...] = ()
    addresses: tuple[Address, ...] = ()
    electronic_addresses: tuple[ElectronicAddress, ...] = ()
    code_values: tuple[CodeValue, ...] = ()
