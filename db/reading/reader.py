"""The questions the register is asked, each for many units at once: the protocol that its readers keep.

Every answer is in the order of what was asked. A moment is a day and, perhaps, an instant of knowledge. "Standing"
units are those in force on the day; a unit asked for by its code is also given before and after its life, as its first
or last version says it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from db.reading.kept import Kept
from db.reading.lists import Filter, IdentifierSystem, Order, Page, Slice
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.annals import Annals
from domain.chronicles import Chronicle
from domain.code_lists import CodeList, CodeValue
from domain.contents import Hashed
from domain.differences import Outline
from domain.feed import ChangeKind, Position, Standing, Told
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import Capability, LocationNumber
from domain.periods import Moment
from domain.recording import ChangeSet
from domain.relations import Relation
from domain.requests import Request, Wanted
from domain.searching import Match
from domain.stances import Stated
from domain.units import Unit


class SubtreeNode(NamedTuple):
    """A unit of a subtree: steps below the root asked for, the codes from that root to the unit above it, its children
    in force."""

    unit: Unit
    depth: int
    above: tuple[SorCode, ...]
    child_count: int

    @property
    def path(self) -> tuple[SorCode, ...]:
        """The codes from the root asked for to the unit itself."""
        return (*self.above, self.unit.sor_code)


@dataclass(frozen=True, slots=True)
class Hit:
    unit: Unit
    score: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """A version of a unit as it stands in the history: what it says, and the change set that recorded it."""

    unit: Unit
    recorded: datetime
    change_set: ChangeSet | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the register as a whole: units ever registered, and when the last change set was recorded."""

    units: int
    changed: datetime | None


class Reader(Protocol):
    """One consistent view of the register. `statements` counts what it has asked of the database, `seconds` how long
    that took."""

    @property
    def statements(self) -> int: ...

    @property
    def seconds(self) -> float: ...

    async def read_at(self) -> datetime:
        """The instant this view is of: that of the last change it holds."""
        ...

    async def renew(self, within: AsyncConnection | None = None, least: int | None = None) -> None:
        """From here on another view is read: of what is committed by then; no connection is held until then.

        `within`: of what a change that is being made on this connection has written so far. `least`: a change set that
        it has to hold; where one is named, it need not be the newest view.
        """
        ...

    def let_go(self) -> None:
        """Holds nothing of the register, for as long as nothing is asked; then it is to be renewed."""
        ...

    def remembers(self, moment: Moment) -> bool:
        """Whether it has the register of a moment in memory, so that hardly anything is gained by keeping answers."""
        ...

    def kept(self, field: InheritableField, moment: Moment) -> Kept | None:
        """Effective values that are kept beyond the request, if there are such."""
        ...

    # Units by what they are known by
    async def units(self, codes: Sequence[SorCode], moment: Moment) -> list[Unit | None]: ...
    async def identified(self, system: IdentifierSystem, values: Sequence[str], moment: Moment) -> list[list[Unit]]:
        """The standing units known by each number, by SOR code; several may share one. For GLN: the holder, whose
        number is inside its period that day, be it hidden or not."""
        ...

    # The tree
    async def paths(self, codes: Sequence[SorCode], moment: Moment) -> list[tuple[Unit, ...]]:
        """Each unit and those above it, nearest first, up to the owner; empty for a stranger."""
        ...

    async def children(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, order: Order, page: Page
    ) -> list[Slice[Unit]]: ...
    async def children_from(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Unit]]:
        """The versions that say, of the day or of later days, that a unit is directly below each, by unit and day."""
        ...

    async def child_counts(self, codes: Sequence[SorCode], moment: Moment, filter: Filter) -> list[int]: ...
    async def descendants(
        self,
        codes: Sequence[SorCode],
        moment: Moment,
        filter: Filter,
        order: Order,
        page: Page,
        max_depth: int | None,
    ) -> list[Slice[Unit]]: ...
    async def descendant_counts(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, max_depth: int | None
    ) -> list[int]: ...
    async def subtree(
        self, root: SorCode, moment: Moment, filter: Filter, page: Page, max_depth: int | None
    ) -> Slice[SubtreeNode]:
        """Depth first, the root itself first. A filter takes nodes out of the list, not their subtrees."""
        ...

    async def subtree_count(self, root: SorCode, moment: Moment, filter: Filter, max_depth: int | None) -> int: ...
    async def content_hashes(self, codes: Sequence[SorCode], moment: Moment, most: int) -> list[Hashed | None] | None:
        """Of each unit with all below it; None for strangers, and for all where these are more than `most` units."""
        ...

    async def find(self, moment: Moment, filter: Filter, order: Order, page: Page) -> Slice[Unit]: ...
    async def count(self, moment: Moment, filter: Filter) -> int: ...
    async def facets(self, moment: Moment, filter: Filter, by: str) -> list[tuple[str, int]]:
        """How many of the units have each KIND, TYPE, STATUS, REGION or OWNER_TYPE; most frequent first. Those that
        have none are told of under an empty text."""
        ...

    # What units have
    async def addresses(self, ids: Sequence[AddressId]) -> list[Address | None]: ...
    async def electronic_addresses(self, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]: ...
    async def own_numbers(self, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]:
        """The number each unit holds, if it is inside its period that day; of a closed unit its last."""
        ...

    async def numbers(self, glns: Sequence[Gln], moment: Moment) -> list[LocationNumber | None]:
        """Each number as it stands that day; after its period as its last version says."""
        ...

    async def capabilities(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]: ...
    async def relations(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        """REPLACES, REPLACED_BY and COOPERATES of each unit, whatever their dates up to that day."""
        ...

    async def heirs(
        self,
        codes: Sequence[SorCode],
        field: InheritableField,
        moment: Moment,
        page: Page,
        include_self: bool,
    ) -> list[Slice[Unit]]:
        """The standing units whose effective value comes from each unit, by name; itself only if asked for."""
        ...

    async def heir_counts(
        self, codes: Sequence[SorCode], field: InheritableField, moment: Moment, include_self: bool
    ) -> list[int]: ...

    # Time
    async def last_changes(self, codes: Sequence[SorCode]) -> list[ChangeSet | None]:
        """The change set that changed each unit last, as known now."""
        ...

    async def histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[RecordedVersion]]:
        """Every version of each unit in the order of valid time, as known at the moment."""
        ...

    async def number_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[LocationNumber]]: ...
    async def capability_histories(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]: ...
    async def relation_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]: ...
    async def chronicles(self, codes: Sequence[SorCode], moment: Moment) -> list[Chronicle]: ...

    async def annals(self, codes: Sequence[SorCode], moment: Moment) -> list[Annals]:
        """Every row ever recorded of each unit and of the numbers it held, superseded or not, up to the moment's
        instant."""
        ...

    async def change_sets(self, ids: Sequence[int], instants: Sequence[datetime]) -> list[ChangeSet]:
        """Those with one of the numbers or recorded at one of the instants, the newest first."""
        ...

    async def recent_changes(self, under: SorCode | None, moment: Moment, page: Page) -> Slice[ChangeSet]:
        """The newest first; those about a unit and all ever recorded to be below it, if one is named."""
        ...

    async def changed_units(self, asked: Sequence[ChangeSet], page: Page) -> list[Slice[SorCode]]:
        """The units of which, or of whose numbers and relations, each recorded or superseded something, by SOR code."""
        ...

    async def changed_unit_counts(self, asked: Sequence[ChangeSet]) -> list[int]: ...

    # What differs
    async def touched(self, change_set: int, recorded: datetime) -> list[SorCode]:
        """The units of which, or of whose numbers, a change set recorded or superseded something, by SOR code."""
        ...

    async def stated(self, codes: Collection[SorCode], moment: Moment, ever: bool) -> dict[SorCode, Stated]:
        """What each unit and all above it say on what may be inherited: on the day, as if there were no other, or
        `ever`, at all dates, also those once above it or yet to be."""
        ...

    async def stated_below(
        self, codes: Collection[SorCode], moment: Moment, ever: bool, numbers: bool
    ) -> dict[SorCode, Stated]:
        """The same of each unit directly below one of these, as far as it is there; `numbers`: with the location
        numbers of those that inherit one when they hold none."""
        ...

    async def maybe_differing(
        self, before: Moment, after: Moment, scope: Collection[SorCode] | None, most: int
    ) -> dict[SorCode, bool]:
        """The units of which something begins, ends, was recorded or superseded between two moments, by SOR code: each
        with whether it is something beside their versions. One more than `most` at most; `scope`: only of these."""
        ...

    async def days_ahead(
        self, moment: Moment, until: date | None, under: SorCode | None, page: Page
    ) -> list[tuple[date, SorCode]]:
        """The days after the moment's, up to and with `until`, on which something of a unit or of its numbers, messages
        and relations begins or ends, by day and SOR code; `under`: of units that are or ever will be below one."""
        ...

    async def outlines(self, codes: Collection[SorCode], moment: Moment) -> dict[SorCode, Outline]:
        """What each unit says in short; of one that is not in force as its first or last version says."""
        ...

    async def subtree_codes(self, root: SorCode, moment: Moment) -> set[SorCode]:
        """The unit itself and all below it, to any depth; none if it is not in force."""
        ...

    # Finding
    async def search(self, text: str, moment: Moment, filter: Filter, former_names: bool, page: Page) -> Slice[Hit]: ...
    async def search_count(self, text: str, moment: Moment, filter: Filter, former_names: bool) -> int: ...

    # Code lists and the whole
    async def code_list(self, code_list: CodeList, moment: Moment) -> list[CodeValue]: ...
    async def code_values(self, keys: Sequence[tuple[CodeList, str]], moment: Moment) -> list[CodeValue | None]:
        """Each value as it is that day, or, of one no longer or not yet valid, as it last or first was."""
        ...

    async def totals(self) -> Totals: ...

    # Requests
    async def requests(self, wanted: Wanted, page: Page) -> Slice[Request]:
        """A page of what companies ask for, in the order in which it was asked."""
        ...

    async def request_count(self, wanted: Wanted) -> int: ...
    async def requests_by_id(self, ids: Sequence[int]) -> list[Request | None]: ...

    # The feed
    async def feed_standing(self, asked: Position) -> Standing:
        """Where the feed ends in this view, and whether it has the entry asked about."""
        ...

    async def feed_entries(
        self, after: Position, under: SorCode | None, kinds: Sequence[ChangeKind] | None, first: int
    ) -> list[Told]:
        """At most `first` entries behind a position: those about `under` or what is or was below it, those of `kinds`.

        In an order in which nothing is ever put in front of what was told."""
        ...
