"""Inputs: how units are named, filtered and ordered."""

from datetime import datetime
from typing import Annotated, TypeVar

import strawberry

from db.reading.lists import Below, Filter, IdentifierSystem, Order, OrderField, TextMatch
from domain import identifiers
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.rules import Rule, Violated
from domain.units import UnitKind, UnitStatus
from resolvers.keys import Key
from resolvers.limits import short
from resolvers.meaning import MINE
from resolvers.refusals import Code, Refusal
from schema import ids
from schema.enums import SortDirection

T = TypeVar("T")


@strawberry.input(
    one_of=True,
    description="Nøgle. Exactly one way to name a unit. A SHAK code or ydernummer that several units share is an "
    "error that lists them.",
)
class UnitKey:
    sor_code: SorCode | None = strawberry.field(default=strawberry.UNSET, description="SOR-kode.")
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The `id` of a unit.")
    shak: str | None = strawberry.field(default=strawberry.UNSET, description="SHAK-kode: 4, 6 or 7 characters.")
    gln: Gln | None = strawberry.field(
        default=strawberry.UNSET, description="Lokationsnummer: gives the unit that holds it."
    )
    p_number: str | None = strawberry.field(default=strawberry.UNSET, description="P-nummer: 10 digits.")
    ydernummer: str | None = strawberry.field(default=strawberry.UNSET, description="Ydernummer: 6 digits.")

    def told(self) -> tuple[Key, ids.NodeId | None]:
        """The key, and the id that it was told by."""
        if self.sor_code:
            return Key(self.sor_code), None
        if isinstance(self.id, str):
            node = ids.read(self.id)
            if node.type != "Unit":
                raise Refusal(Code.INVALID_ID, f"'{self.id[:60]}' is the id of a {node.type}, not of a unit.")
            return Key(identifiers.sor_code(node.key)), node
        if isinstance(self.shak, str):
            return Key(None, IdentifierSystem.SHAK, identifiers.shak(self.shak)), None
        if isinstance(self.gln, str):
            return Key(None, IdentifierSystem.GLN, self.gln), None
        if isinstance(self.p_number, str):
            return Key(None, IdentifierSystem.P_NUMBER, identifiers.p_number(self.p_number)), None
        return Key(None, IdentifierSystem.YDERNUMMER, identifiers.provider_number(str(self.ydernummer))), None


@strawberry.input(
    one_of=True, description="One test of a text; exactly one of them, so that absence and null never mean two things."
)
class StringFilter:
    eq: str | None = strawberry.field(default=strawberry.UNSET, description="Equals.")
    in_: list[str] | None = strawberry.field(name="in", default=strawberry.UNSET, description="Is one of.")
    starts_with: str | None = strawberry.field(default=strawberry.UNSET, description="Begins with.")
    contains: str | None = strawberry.field(default=strawberry.UNSET, description="Contains.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Has no value (true) or has one.")

    def told(self) -> TextMatch:
        alone = (self.eq, self.starts_with, self.contains)
        for text in (*(one for one in alone if isinstance(one, str)), *(self.in_ or ())):
            short(text)
        return TextMatch(
            eq=self.eq or None if self.eq != "" else "",
            among=tuple(self.in_) if self.in_ else None if self.in_ is strawberry.UNSET else (),
            starts_with=self.starts_with if isinstance(self.starts_with, str) else None,
            contains=self.contains if isinstance(self.contains, str) else None,
            is_null=self.is_null if isinstance(self.is_null, bool) else None,
        )


@strawberry.input(description="In the subtree of any of these units.")
class SubtreeFilter:
    sor_codes: list[SorCode] = strawberry.field(description="The units at the top.")
    max_depth: int | None = strawberry.field(default=None, description="At most so many steps below them.")
    include_self: bool = strawberry.field(default=False, description="The units at the top count too.")

    def told(self) -> Below:
        if self.max_depth is not None and self.max_depth < 0:
            raise Refusal(Code.PAGE_SIZE, f"`maxDepth` is {self.max_depth}; it is 0 or more.")
        return Below(tuple(self.sor_codes), self.max_depth, self.include_self)


@strawberry.input(description="A number of a system, for instance SHAK 1301. All units that share it are found.")
class IdentifierFilter:
    system: IdentifierSystem = strawberry.field(description="What kind of number.")
    value: str = strawberry.field(description="The number, as text.")

    def told(self) -> tuple[IdentifierSystem, str]:
        return self.system, _READ.get(self.system, _text)(self.value)


def _text(value: str) -> str:
    shown = value.strip()
    if not 1 <= len(shown) <= 20:
        raise Violated(Rule.TEXT_LENGTH, f"a number of this system has 1 to 20 characters; this has {len(shown)}")
    return shown


_READ = {
    IdentifierSystem.SHAK: identifiers.shak,
    IdentifierSystem.CVR: identifiers.cvr,
    IdentifierSystem.P_NUMBER: identifiers.p_number,
    IdentifierSystem.YDERNUMMER: identifiers.provider_number,
    IdentifierSystem.GLN: identifiers.gln,
}


@strawberry.input(description="Filter. Which units; what is left out asks nothing. All that is given must hold.")
class UnitFilter:
    kinds: list[UnitKind] | None = strawberry.field(default=None, description="Niveau: IE, SI or OE.")
    statuses: list[UnitStatus] | None = strawberry.field(
        default=None, description="Where they are in their life on the day; without it, units in force."
    )
    types: list[str] | None = strawberry.field(default=None, description="Enhedstype: SNOMED CT codes.")
    specialities: list[str] | None = strawberry.field(default=None, description="Speciale: SNOMED CT codes, any of.")
    name_contains: str | None = strawberry.field(
        default=None, description="Navn indeholder. Case and accents do not count; æ, ø, å are ae, oe, aa."
    )
    under: SubtreeFilter | None = strawberry.field(default=None, description="Under (hierarkisk).")
    identifier: IdentifierFilter | None = strawberry.field(default=None, description="Known by this number.")
    effective_location_number: Gln | None = strawberry.field(
        default=None, description="Lokationsnummer, own or inherited."
    )
    has_own: list[InheritableField] | None = strawberry.field(
        default=None, description="States a value of its own in each of these fields."
    )
    inherits: list[InheritableField] | None = strawberry.field(
        default=None, description="States none of its own in each of these fields, and so takes what it inherits."
    )
    post_code: StringFilter | None = strawberry.field(
        default=None, description="Postnummer of the effective postal address."
    )
    municipality: StringFilter | None = strawberry.field(
        default=None, description="Kommunekode of the effective postal address."
    )
    changed_since: datetime | None = strawberry.field(default=None, description="Recorded anew since this instant.")
    mine: bool | None = strawberry.field(
        default=None,
        description="Kun mine enheder: only units of the organisation one has logged in for, itself included. False "
        "asks nothing.",
    )

    def told(self) -> Filter:
        return Filter(
            kinds=_tuple(self.kinds),
            statuses=_tuple(self.statuses),
            types=_codes(self.types),
            specialities=_codes(self.specialities),
            name_contains=self.name_contains and short(self.name_contains),
            under=self.under.told() if self.under else None,
            identifier=self.identifier.told() if self.identifier else None,
            effective_location_number=self.effective_location_number,
            has_own=_tuple(self.has_own),
            inherits=_tuple(self.inherits),
            post_code=self.post_code.told() if self.post_code else None,
            municipality=self.municipality.told() if self.municipality else None,
            changed_since=self.changed_since,
            within=MINE if self.mine else None,
        )


def _codes(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(dict.fromkeys(map(short, values)))


def _tuple(values: list[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(values)


@strawberry.input(description="Sortering. Every order ends in the SOR code, so that pages never lose or repeat a unit.")
class UnitOrder:
    field: OrderField = strawberry.field(default=OrderField.NAME, description="What to sort by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def told(self) -> Order:
        return Order(self.field, self.direction is SortDirection.DESC)


def filter_of(given: UnitFilter | None) -> Filter:
    return given.told() if given else Filter()


def order_of(given: UnitOrder | None) -> Order:
    return given.told() if given else Order()


First = Annotated[int, strawberry.argument(description="At most so many, 1 to 500.")]
After = Annotated[str | None, strawberry.argument(description="Go on after this cursor.")]
Chosen = Annotated[UnitFilter | None, strawberry.argument(description="Which units.")]
Sorted = Annotated[UnitOrder | None, strawberry.argument(name="orderBy", description="In which order.")]
