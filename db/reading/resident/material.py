"""Material: what was read of the database to make a revision of, be it the whole register or what a change touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber
from domain.relations import Relation
from domain.units import Unit

CodeKey = tuple[CodeList, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All read in one view of the database. `number`: the newest change set in it (0, if there is none), `recorded`
    its instant.

    What is told of a key is told whole, as known now, at all dates; an empty tuple says that there is nothing, or no
    longer. Of a key that is missing nothing is told: in a change it is as before.

    Equal values, above all texts, days, periods and identities, had better be the same object.
    """

    number: int
    recorded: datetime | None
    units: Mapping[SorCode, tuple[Unit, ...]]
    """Every version in the order of days, each with its unit's life and counters. Who tells of a unit tells of all its
    versions."""
    numbers: Mapping[SorCode, tuple[LocationNumber, ...]] = field(default_factory=dict)
    """By holder, as `Reader.number_histories` tells. A number's life is that of all its versions: where one changed,
    all who ever held the number are told of."""
    capabilities: Mapping[Gln, tuple[Capability, ...]] = field(default_factory=dict)
    """As `Reader.capability_histories` tells."""
    relations: Mapping[SorCode, tuple[Relation, ...]] = field(default_factory=dict)
    """Of both units of each, be they in the register or not, as `Reader.relation_histories` tells."""
    addresses: Mapping[AddressId, Address] = field(default_factory=dict)
    """Those that are new; addresses never change, and none is forgotten."""
    electronic_addresses: Mapping[ElectronicAddressId, ElectronicAddress] = field(default_factory=dict)
    code_values: Mapping[CodeKey, tuple[CodeValue, ...]] | None = None
    """Of all lists, each value in the order of days; none, if they are as before."""
