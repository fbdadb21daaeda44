"""The database asked so that it tells of the same register as a revision held in memory."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from db.reading.lists import Filter, IdentifierSystem, Order, Page, Slice
from db.reading.postgres import PostgresReader
from db.reading.reader import Hit, RecordedVersion, SubtreeNode, Totals
from db.reading.resident.revision import Revision
from db.reading.resident.view import Keeping, View
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
from domain.stances import Stated
from domain.units import Unit


class Behind:
    """Every question of `reader.Reader`, for what is not answered from memory."""

    def __init__(self, revision: Revision | None, postgres: PostgresReader, keeping: Keeping) -> None:
        self._view = View(revision, postgres, keeping)

    @property
    def statements(self) -> int:
        return self._view.postgres.statements

    @property
    def seconds(self) -> float:
        return self._view.postgres.seconds

    @property
    def revision(self) -> int | None:
        """The number of the revision that is held; none where the database answers all."""
        return self._view.number

    @property
    def age(self) -> float | None:
        """Seconds since the revision was last known to be current, where nobody can say whether it still is."""
        return self._view.age

    def alone(self, since: float) -> None:
        """What is held is answered from though the database is away; it was current at an instant of
        `time.monotonic`."""
        self._view.since = since

    async def renew(self, within: AsyncConnection | None = None, least: int | None = None) -> None:
        await self._view.renew(within, least)

    def let_go(self) -> None:
        self._view.let_go()

    async def read_at(self) -> datetime:
        await self._view.compare()
        return await self._view.postgres.read_at()

    async def units(self, codes: Sequence[SorCode], moment: Moment) -> list[Unit | None]:
        return await self._view.postgres.units(codes, await self._view.moment(moment))

    async def identified(self, system: IdentifierSystem, values: Sequence[str], moment: Moment) -> list[list[Unit]]:
        return await self._view.postgres.identified(system, values, await self._view.moment(moment))

    async def paths(self, codes: Sequence[SorCode], moment: Moment) -> list[tuple[Unit, ...]]:
        return await self._view.postgres.paths(codes, await self._view.moment(moment))

    async def children(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, order: Order, page: Page
    ) -> list[Slice[Unit]]:
        return await self._view.postgres.children(codes, await self._view.moment(moment), filter, order, page)

    async def children_from(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Unit]]:
        return await self._view.postgres.children_from(codes, await self._view.moment(moment))

    async def child_counts(self, codes: Sequence[SorCode], moment: Moment, filter: Filter) -> list[int]:
        return await self._view.postgres.child_counts(codes, await self._view.moment(moment), filter)

    async def descendants(
        self,
        codes: Sequence[SorCode],
        moment: Moment,
        filter: Filter,
        order: Order,
        page: Page,
        max_depth: int | None,
    ) -> list[Slice[Unit]]:
        return await self._view.postgres.descendants(
            codes, await self._view.moment(moment), filter, order, page, max_depth
        )

    async def descendant_counts(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, max_depth: int | None
    ) -> list[int]:
        return await self._view.postgres.descendant_counts(codes, await self._view.moment(moment), filter, max_depth)

    async def subtree(
        self, root: SorCode, moment: Moment, filter: Filter, page: Page, max_depth: int | None
    ) -> Slice[SubtreeNode]:
        return await self._view.postgres.subtree(root, await self._view.moment(moment), filter, page, max_depth)

    async def subtree_count(self, root: SorCode, moment: Moment, filter: Filter, max_depth: int | None) -> int:
        return await self._view.postgres.subtree_count(root, await self._view.moment(moment), filter, max_depth)

    async def content_hashes(self, codes: Sequence[SorCode], moment: Moment, most: int) -> list[Hashed | None] | None:
        return await self._view.postgres.content_hashes(codes, await self._view.moment(moment), most)

    async def find(self, moment: Moment, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
        return await self._view.postgres.find(await self._view.moment(moment), filter, order, page)

    async def count(self, moment: Moment, filter: Filter) -> int:
        return await self._view.postgres.count(await self._view.moment(moment), filter)

    async def facets(self, moment: Moment, filter: Filter, by: str) -> list[tuple[str, int]]:
        return await self._view.postgres.facets(await self._view.moment(moment), filter, by)

    async def addresses(self, ids: Sequence[AddressId]) -> list[Address | None]:
        await self._view.compare()
        return await self._view.postgres.addresses(ids)

    async def electronic_addresses(self, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
        await self._view.compare()
        return await self._view.postgres.electronic_addresses(ids)

    async def own_numbers(self, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]:
        return await self._view.postgres.own_numbers(codes, await self._view.moment(moment))

    async def numbers(self, glns: Sequence[Gln], moment: Moment) -> list[LocationNumber | None]:
        return await self._view.postgres.numbers(glns, await self._view.moment(moment))

    async def capabilities(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        return await self._view.postgres.capabilities(glns, await self._view.moment(moment))

    async def relations(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        return await self._view.postgres.relations(codes, await self._view.moment(moment))

    async def heirs(
        self,
        codes: Sequence[SorCode],
        field: InheritableField,
        moment: Moment,
        page: Page,
        include_self: bool,
    ) -> list[Slice[Unit]]:
        return await self._view.postgres.heirs(codes, field, await self._view.moment(moment), page, include_self)

    async def heir_counts(
        self, codes: Sequence[SorCode], field: InheritableField, moment: Moment, include_self: bool
    ) -> list[int]:
        return await self._view.postgres.heir_counts(codes, field, await self._view.moment(moment), include_self)

    async def last_changes(self, codes: Sequence[SorCode]) -> list[ChangeSet | None]:
        await self._view.compare()
        return await self._view.postgres.last_changes(codes)

    async def histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[RecordedVersion]]:
        return await self._view.postgres.histories(codes, await self._view.moment(moment))

    async def number_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[LocationNumber]]:
        return await self._view.postgres.number_histories(codes, await self._view.moment(moment))

    async def capability_histories(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        return await self._view.postgres.capability_histories(glns, await self._view.moment(moment))

    async def relation_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        return await self._view.postgres.relation_histories(codes, await self._view.moment(moment))

    async def chronicles(self, codes: Sequence[SorCode], moment: Moment) -> list[Chronicle]:
        return await self._view.postgres.chronicles(codes, await self._view.moment(moment))

    async def annals(self, codes: Sequence[SorCode], moment: Moment) -> list[Annals]:
        return await self._view.postgres.annals(codes, await self._view.moment(moment))

    async def change_sets(self, ids: Sequence[int], instants: Sequence[datetime]) -> list[ChangeSet]:
        await self._view.compare()
        return await self._view.postgres.change_sets(ids, instants)

    async def recent_changes(self, under: SorCode | None, moment: Moment, page: Page) -> Slice[ChangeSet]:
        return await self._view.postgres.recent_changes(under, await self._view.moment(moment), page)

    async def changed_units(self, asked: Sequence[ChangeSet], page: Page) -> list[Slice[SorCode]]:
        await self._view.compare()
        return await self._view.postgres.changed_units(asked, page)

    async def changed_unit_counts(self, asked: Sequence[ChangeSet]) -> list[int]:
        await self._view.compare()
        return await self._view.postgres.changed_unit_counts(asked)

    async def touched(self, change_set: int, recorded: datetime) -> list[SorCode]:
        await self._view.compare()
        return await self._view.postgres.touched(change_set, recorded)

    async def stated(self, codes: Collection[SorCode], moment: Moment, ever: bool) -> dict[SorCode, Stated]:
        return await self._view.postgres.stated(codes, await self._view.moment(moment), ever)

    async def stated_below(
        self, codes: Collection[SorCode], moment: Moment, ever: bool, numbers: bool
    ) -> dict[SorCode, Stated]:
        return await self._view.postgres.stated_below(codes, await self._view.moment(moment), ever, numbers)

    async def maybe_differing(
        self, before: Moment, after: Moment, scope: Collection[SorCode] | None, most: int
    ) -> dict[SorCode, bool]:
        before, after = await self._view.moment(before), await self._view.moment(after)
        return await self._view.postgres.maybe_differing(before, after, scope, most)

    async def days_ahead(
        self, moment: Moment, until: date | None, under: SorCode | None, page: Page
    ) -> list[tuple[date, SorCode]]:
        return await self._view.postgres.days_ahead(await self._view.moment(moment), until, under, page)

    async def outlines(self, codes: Collection[SorCode], moment: Moment) -> dict[SorCode, Outline]:
        return await self._view.postgres.outlines(codes, await self._view.moment(moment))

    async def subtree_codes(self, root: SorCode, moment: Moment) -> set[SorCode]:
        return await self._view.postgres.subtree_codes(root, await self._view.moment(moment))

    async def search(self, text: str, moment: Moment, filter: Filter, former_names: bool, page: Page) -> Slice[Hit]:
        return await self._view.postgres.search(text, await self._view.moment(moment), filter, former_names, page)

    async def search_count(self, text: str, moment: Moment, filter: Filter, former_names: bool) -> int:
        return await self._view.postgres.search_count(text, await self._view.moment(moment), filter, former_names)

    async def code_list(self, code_list: CodeList, moment: Moment) -> list[CodeValue]:
        return await self._view.postgres.code_list(code_list, await self._view.moment(moment))

    async def code_values(self, keys: Sequence[tuple[CodeList, str]], moment: Moment) -> list[CodeValue | None]:
        return await self._view.postgres.code_values(keys, await self._view.moment(moment))

    async def totals(self) -> Totals:
        await self._view.compare()
        return await self._view.postgres.totals()

    async def requests(self, wanted: Wanted, page: Page) -> Slice[Request]:
        await self._view.postgres.at_primary()
        await self._view.compare()
        return await self._view.postgres.requests(wanted, page)

    async def request_count(self, wanted: Wanted) -> int:
        await self._view.postgres.at_primary()
        await self._view.compare()
        return await self._view.postgres.request_count(wanted)

    async def requests_by_id(self, ids: Sequence[int]) -> list[Request | None]:
        await self._view.postgres.at_primary()
        await self._view.compare()
        return await self._view.postgres.requests_by_id(ids)

    async def feed_standing(self, asked: Position) -> Standing:
        await self._view.postgres.at_primary()
        await self._view.compare()
        return await self._view.postgres.feed_standing(asked)

    async def feed_entries(
        self, after: Position, under: SorCode | None, kinds: Sequence[ChangeKind] | None, first: int
    ) -> list[Told]:
        await self._view.postgres.at_primary()
        await self._view.compare()
        return await self._view.postgres.feed_entries(after, under, kinds, first)
