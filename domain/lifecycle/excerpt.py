"""The part of the register that an operation bears on, at all dates; and what an operation makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Gln, SorCode, gln_of, serial_of
from domain.location_numbers import Capability
from domain.periods import Period, value_on
from domain.records import NumberLife, UnitLife
from domain.rejections import Violation
from domain.units import Facts

CodeKey = tuple[CodeList, str]
REPLACES, COOPERATES = "REPLACES", "COOPERATES"


@dataclass(frozen=True, slots=True)
class Beside:
    """That `unit` REPLACES, or COOPERATES with, `other`. Either may be a stranger."""

    unit: SorCode
    type: str
    other: SorCode
    valid: Period
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What an operation makes different: each unit and number here is so, as a whole, from now on.

    `withdrawn` units and `withdrawn_numbers` are as if they had never been planned; their numbers stay used up.
    `issued` are the numbers that are new. `capabilities` and `beside` hold all there is, of each number or unit named.
    """

    units: Mapping[SorCode, UnitLife] = field(default_factory=dict)
    numbers: Mapping[Gln, NumberLife] = field(default_factory=dict)
    withdrawn: frozenset[SorCode] = frozenset()
    withdrawn_numbers: frozenset[Gln] = frozenset()
    issued: frozenset[Gln] = frozenset()
    capabilities: Mapping[Gln, tuple[Capability, ...]] = field(default_factory=dict)
    beside: Mapping[SorCode, tuple[Beside, ...]] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    electronic_addresses: tuple[ElectronicAddress, ...] = ()

    def then(self, later: "Edits") -> "Edits":
        """These and, over them, later ones."""
        withdrawn = self.withdrawn | later.withdrawn
        gone = self.withdrawn_numbers | later.withdrawn_numbers
        return Edits(
            units={code: life for code, life in {**self.units, **later.units}.items() if code not in withdrawn},
            numbers={gln: life for gln, life in {**self.numbers, **later.numbers}.items() if gln not in gone},
            withdrawn=withdrawn,
            withdrawn_numbers=gone,
            issued=self.issued | later.issued,
            capabilities={**self.capabilities, **later.capabilities},
            beside={**self.beside, **later.beside},
            addresses=(*self.addresses, *later.addresses),
            electronic_addresses=(*self.electronic_addresses, *later.electronic_addresses),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an operation comes to: its edits, what a clerk is warned of, which unit it is about, when it takes effect.

    `gln` of operations about a number; `others`: further units closed, created or withdrawn, in order.
    """

    edits: Edits
    unit: SorCode
    day: date
    gln: Gln | None = None
    others: tuple[SorCode, ...] = ()
    warnings: tuple[Violation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """Whole lives, from the first to the last day that is known or planned.

    `units`: those an operation names, all that were ever above them and, where it asks for them, all below.
    `numbers`: all that those units have held; `capabilities` and `beside` of those named. `returned`: what others state
    of those units. `lines`: the postal addresses that they name, each on one line.
    `next_serial`: the running number of the next SOR code; `free_numbers`: those of the next location numbers, twelve
    digits each, as far as the register has any left to give. `versions`: how often each unit has been changed.
    """

    today: date
    units: Mapping[SorCode, UnitLife] = field(default_factory=dict)
    numbers: Mapping[Gln, NumberLife] = field(default_factory=dict)
    capabilities: Mapping[Gln, tuple[Capability, ...]] = field(default_factory=dict)
    beside: Mapping[SorCode, tuple[Beside, ...]] = field(default_factory=dict)
    codes: Mapping[CodeKey, tuple[CodeValue, ...]] = field(default_factory=dict)
    returned: Mapping[SorCode, tuple[Beside, ...]] = field(default_factory=dict)
    addresses: Mapping[AddressId, Address] = field(default_factory=dict)
    electronic_addresses: Mapping[ElectronicAddressId, ElectronicAddress] = field(default_factory=dict)
    lines: Mapping[UUID, str] = field(default_factory=dict)
    versions: Mapping[SorCode, int] = field(default_factory=dict)
    next_serial: int = 1
    free_numbers: tuple[int, ...] = ()

    @property
    def next_number(self) -> int | None:
        """Of the next location number; none, if the range the register issues from is used up."""
        return self.free_numbers[0] if self.free_numbers else None

    def after(self, edits: Edits) -> "Excerpt":
        """The same part of the register once the edits are made."""
        units = {code: life for code, life in {**self.units, **edits.units}.items() if code not in edits.withdrawn}
        numbers = {
            gln: life for gln, life in {**self.numbers, **edits.numbers}.items() if gln not in edits.withdrawn_numbers
        }
        return replace(
            self,
            units=units,
            numbers=numbers,
            next_serial=max([self.next_serial, *(serial_of(code) + 1 for code in edits.units)]),
            free_numbers=tuple(one for one in self.free_numbers if gln_of(one) not in edits.issued),
            capabilities={**self.capabilities, **edits.capabilities},
            beside={**self.beside, **edits.beside},
            addresses={**self.addresses, **{one.id: one for one in edits.addresses}},
            electronic_addresses={
                **self.electronic_addresses,
                **{one.id: one for one in edits.electronic_addresses},
            },
        )

    @cached_property
    def held(self) -> Mapping[SorCode, tuple[NumberLife, ...]]:
        """The numbers that each unit has held, holds or will hold."""
        found: dict[SorCode, dict[Gln, NumberLife]] = {}
        for number in self.numbers.values():
            for version in number.timeline:
                found.setdefault(version.value.holder, {})[number.gln] = number
        return {holder: tuple(numbers.values()) for holder, numbers in found.items()}

    @cached_property
    def cooperations(self) -> Mapping[SorCode, tuple[Beside, ...]]:
        """Those of each unit, whichever side states them."""
        found: dict[SorCode, dict[Beside, None]] = {}
        for told in self.beside.values():
            for one in told:
                if one.type == COOPERATES:
                    for code in (one.unit, one.other):
                        found.setdefault(code, {})[one] = None
        return {code: tuple(told) for code, told in found.items()}

    @cached_property
    def under(self) -> Mapping[SorCode, tuple[SorCode, ...]]:
        """The units that were ever, or will be, directly below each."""
        found: dict[SorCode, dict[SorCode, None]] = {}
        for unit in self.units.values():
            for version in unit.timeline:
                if version.value.parent is not None:
                    found.setdefault(version.value.parent, {})[unit.sor_code] = None
        return {parent: tuple(below) for parent, below in found.items()}

    def facts(self, code: SorCode, day: date) -> Facts | None:
        """What is said of a unit on a day of its life."""
        life = self.units.get(code)
        return None if life is None else value_on(day, life.timeline)

    def path(self, code: SorCode, day: date) -> Iterator[tuple[UnitLife, Facts]]:
        """The unit and those above it on a day, nearest first, as far as they are in force."""
        seen: set[SorCode] = set()
        at: SorCode | None = code
        while at is not None and at not in seen and (said := self.facts(at, day)) is not None:
            seen.add(at)
            yield self.units[at], said
            at = said.parent

    def owner(self, code: SorCode, day: date) -> SorCode | None:
        """The unit at the top on a day."""
        top = None
        for life, _ in self.path(code, day):
            top = life.sor_code
        return top


def life_of(unit: UnitLife) -> Period:
    """From its first to its last day, known or planned."""
    return Period(unit.timeline[0].valid.start, unit.timeline[-1].valid.end)
