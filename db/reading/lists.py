"""Lists of units: which are in them, in which order they stand, and a page of them at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.units import UnitKind, UnitStatus

T = TypeVar("T")


class IdentifierSystem(Enum):
    """Numbers other than its SOR code that a unit is known by."""

    SHAK = "SHAK"
    CVR = "CVR"
    P_NUMBER = "P-number"
    YDERNUMMER = "ydernummer"
    PHARMACY = "pharmacy number"
    GLN = "location number"
    LOCAL = "local code"


@dataclass(frozen=True, slots=True)
class TextMatch:
    """One test of a text, exactly one of them set; `is_null` asks whether there is none."""

    eq: str | None = None
    among: tuple[str, ...] | None = None
    starts_with: str | None = None
    contains: str | None = None
    is_null: bool | None = None


@dataclass(frozen=True, slots=True)
class Below:
    """Below any of these, at most `max_depth` steps; with `include_self` or the units themselves. What is itself asked
    for and stands below another one is below that one."""

    sor_codes: tuple[SorCode, ...]
    max_depth: int | None = None
    include_self: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Which units; what is None asks nothing. Without `statuses` only units in force on the day.

    `post_code` and `municipality` are those of the effective postal address.
    `effective_location_number` is own or inherited; `hidden_numbers` says whether hidden numbers count.
    `within`: in the tree of this unit, itself included, whatever `under` asks besides.
    """

    kinds: tuple[UnitKind, ...] | None = None
    statuses: tuple[UnitStatus, ...] | None = None
    types: tuple[str, ...] | None = None
    specialities: tuple[str, ...] | None = None
    name_contains: str | None = None
    under: Below | None = None
    identifier: tuple[IdentifierSystem, str] | None = None
    effective_location_number: Gln | None = None
    has_own: tuple[InheritableField, ...] | None = None
    inherits: tuple[InheritableField, ...] | None = None
    post_code: TextMatch | None = None
    municipality: TextMatch | None = None
    changed_since: datetime | None = None
    hidden_numbers: bool = False
    within: SorCode | None = None


class OrderField(Enum):
    NAME = "name"
    SOR_CODE = "sor code"
    VALID_FROM = "valid from"
    TYPE = "type"
    CHANGED_AT = "changed at"
    CHILD_COUNT = "child count"
    TREE = "tree"


class Order(NamedTuple):
    """`TREE`: depth first, siblings by name. `VALID_FROM`: since when the version holds that counts that day.

    Every order ends in the SOR code. A unit without a type comes after all types.
    """

    field: OrderField = OrderField.NAME
    descending: bool = False


SortKey = tuple[str | int | date | datetime | float | None, ...]
"""Where a unit stands in an order; what a cursor carries."""


@dataclass(frozen=True, slots=True)
class Page:
    """At most `first` (1 or more) after the one whose sort key is `after`."""

    first: int
    after: SortKey | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page: items with their sort keys, in order, and whether there are more behind and before it. `total`: how many
    the whole list holds, where that was found on the way."""

    items: tuple[T, ...]
    keys: Sequence[SortKey]
    more: bool
    earlier: bool = False
    total: int | None = field(default=None, compare=False)
