"""The reader over PostgreSQL: each question is one statement, all questions of a request one view."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import chain

from sqlalchemy.ext.asyncio import AsyncConnection

from db.feed import reading as feed
from db.reading import (
    above,
    addresses,
    ahead,
    annals,
    change_sets,
    children,
    code_lists,
    contents,
    descendants,
    differing,
    facets,
    finding,
    heirs,
    histories,
    location_numbers,
    newer,
    relations,
    requests,
    searching,
    stated,
    subtree,
    totals,
    touched,
    units,
)
from db.reading.kept import Kept
from db.reading.known import Known, KnownByMoment
from db.reading.lists import Filter, IdentifierSystem, Order, Page, Slice
from db.reading.reader import Hit, RecordedVersion, SubtreeNode, Totals
from db.reading.snapshot import Snapshot
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

FEW = 20
"""Units that are read together with those above them: who looks a unit up nearly always asks for these."""


class PostgresReader:
    """Answers `reader.Reader` from one snapshot, which is the caller's to close."""

    def __init__(self, db: Snapshot) -> None:
        self._db = db
        self._known = KnownByMoment()

    @property
    def statements(self) -> int:
        return self._db.statements

    @property
    def seconds(self) -> float:
        return self._db.seconds

    def remembers(self, moment: Moment) -> bool:
        return False

    def kept(self, field: InheritableField, moment: Moment) -> Kept | None:
        return None

    async def read_at(self) -> datetime:
        return await self._db.read_at()

    async def renew(self, within: AsyncConnection | None = None, least: int | None = None) -> None:
        self._known.forget()
        await self._db.renew(within)

    def let_go(self) -> None:
        self._known.forget()

    async def at_primary(self) -> None:
        """From here on, since only the primary can tell what is asked: who follows the feed may have been told by the
        primary already, and requests are no change set that one could wait for."""
        if await self._db.at_primary():
            self._known.forget()

    async def newer(self, number: int) -> newer.Newer | None:
        """Whether this view holds change sets after one with a number."""
        return await newer.than(self._db, number)

    # Units by what they are known by
    async def units(self, codes: Sequence[SorCode], moment: Moment) -> list[Unit | None]:
        known = self._at(moment)
        if unknown := known.unknown(codes):
            if len(unknown) <= FEW and self._db.steady:
                known.climbed(await units.upward(self._db, unknown, moment))
            else:
                known.add(await units.coded(self._db, unknown, moment))
        return known.units(codes)

    async def identified(self, system: IdentifierSystem, values: Sequence[str], moment: Moment) -> list[list[Unit]]:
        found = await units.identified(self._db, system, values, moment)
        self._at(moment).add(chain.from_iterable(found))
        return found

    # The tree
    async def paths(self, codes: Sequence[SorCode], moment: Moment) -> list[tuple[Unit, ...]]:
        known = self._at(moment)
        unknown = known.unknown_upward(codes)
        if len(unknown) > FEW:
            known.add(await above.above(self._db, unknown, moment))
            unknown = known.unknown_upward(codes)
        if unknown:
            known.climbed(await units.upward(self._db, unknown, moment))
        return known.paths(codes)

    async def children(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, order: Order, page: Page
    ) -> list[Slice[Unit]]:
        return self._shown(moment, await children.children(self._db, codes, moment, filter, order, page))

    async def children_from(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Unit]]:
        return await histories.children_from(self._db, codes, moment)

    async def child_counts(self, codes: Sequence[SorCode], moment: Moment, filter: Filter) -> list[int]:
        return await children.child_counts(self._db, codes, moment, filter)

    async def descendants(
        self,
        codes: Sequence[SorCode],
        moment: Moment,
        filter: Filter,
        order: Order,
        page: Page,
        max_depth: int | None,
    ) -> list[Slice[Unit]]:
        found = await descendants.descendants(self._db, codes, moment, filter, order, page, max_depth)
        return self._shown(moment, found)

    async def descendant_counts(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, max_depth: int | None
    ) -> list[int]:
        return await descendants.descendant_counts(self._db, codes, moment, filter, max_depth)

    async def subtree(
        self, root: SorCode, moment: Moment, filter: Filter, page: Page, max_depth: int | None
    ) -> Slice[SubtreeNode]:
        found = await subtree.subtree(self._db, root, moment, filter, page, max_depth)
        self._at(moment).add([node.unit for node in found.items])
        return found

    async def subtree_count(self, root: SorCode, moment: Moment, filter: Filter, max_depth: int | None) -> int:
        return await subtree.subtree_count(self._db, root, moment, filter, max_depth)

    async def content_hashes(self, codes: Sequence[SorCode], moment: Moment, most: int) -> list[Hashed | None] | None:
        known = self._at(moment).hashes
        asked = [code for code in codes if code not in known]
        if not asked:
            return [known[code] for code in codes]
        tops = await self.units(asked, moment)
        trees = await contents.trees(self._db, [unit for unit in tops if unit is not None], moment, most)
        if trees is None:
            return None
        found = await contents.hashes(self, trees._replace(known=known), tops, moment, at_once=most)
        told = dict(zip(asked, found, strict=True))
        return [known.get(code) or told[code] for code in codes]

    async def find(self, moment: Moment, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
        [found] = self._shown(moment, [await finding.find(self._db, moment, filter, order, page)])
        return found

    async def count(self, moment: Moment, filter: Filter) -> int:
        return await finding.count(self._db, moment, filter)

    async def facets(self, moment: Moment, filter: Filter, by: str) -> list[tuple[str, int]]:
        return await facets.facets(self._db, moment, filter, by)

    # What units have
    async def addresses(self, ids: Sequence[AddressId]) -> list[Address | None]:
        return await addresses.addresses(self._db, ids)

    async def electronic_addresses(self, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
        return await addresses.electronic_addresses(self._db, ids)

    async def own_numbers(self, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]:
        return await location_numbers.own_numbers(self._db, codes, moment)

    async def numbers(self, glns: Sequence[Gln], moment: Moment) -> list[LocationNumber | None]:
        return await location_numbers.numbers(self._db, glns, moment)

    async def capabilities(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        return await location_numbers.capabilities(self._db, glns, moment)

    async def relations(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        return await relations.relations(self._db, codes, moment)

    async def heirs(
        self,
        codes: Sequence[SorCode],
        field: InheritableField,
        moment: Moment,
        page: Page,
        include_self: bool,
    ) -> list[Slice[Unit]]:
        return self._shown(moment, await heirs.heirs(self._db, codes, field, moment, page, include_self))

    async def heir_counts(
        self, codes: Sequence[SorCode], field: InheritableField, moment: Moment, include_self: bool
    ) -> list[int]:
        return await heirs.heir_counts(self._db, codes, field, moment, include_self)

    # Time
    async def last_changes(self, codes: Sequence[SorCode]) -> list[ChangeSet | None]:
        return await histories.last_changes(self._db, codes)

    async def histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[RecordedVersion]]:
        return await histories.histories(self._db, codes, moment)

    async def number_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[LocationNumber]]:
        return await location_numbers.number_histories(self._db, codes, moment)

    async def capability_histories(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        return await location_numbers.capabilities(self._db, glns, moment, ever=True)

    async def relation_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        return await relations.relations(self._db, codes, moment, ever=True)

    async def chronicles(self, codes: Sequence[SorCode], moment: Moment) -> list[Chronicle]:
        return await histories.chronicles(self._db, codes, moment)

    async def annals(self, codes: Sequence[SorCode], moment: Moment) -> list[Annals]:
        return await annals.annals(self._db, codes, moment)

    async def change_sets(self, ids: Sequence[int], instants: Sequence[datetime]) -> list[ChangeSet]:
        return await change_sets.named(self._db, ids, instants)

    async def recent_changes(self, under: SorCode | None, moment: Moment, page: Page) -> Slice[ChangeSet]:
        return await change_sets.recent(self._db, under, moment, page)

    async def changed_units(self, asked: Sequence[ChangeSet], page: Page) -> list[Slice[SorCode]]:
        return await change_sets.units(self._db, asked, page)

    async def changed_unit_counts(self, asked: Sequence[ChangeSet]) -> list[int]:
        return await change_sets.unit_counts(self._db, asked)

    # What differs
    async def touched(self, change_set: int, recorded: datetime) -> list[SorCode]:
        return await touched.touched(self._db, change_set, recorded)

    async def stated(self, codes: Collection[SorCode], moment: Moment, ever: bool) -> dict[SorCode, Stated]:
        return await stated.stated(self._db, codes, moment, ever)

    async def stated_below(
        self, codes: Collection[SorCode], moment: Moment, ever: bool, numbers: bool
    ) -> dict[SorCode, Stated]:
        return await stated.stated_below(self._db, codes, moment, ever, numbers)

    async def maybe_differing(
        self, before: Moment, after: Moment, scope: Collection[SorCode] | None, most: int
    ) -> dict[SorCode, bool]:
        return await differing.maybe(self._db, before, after, scope, most)

    async def days_ahead(
        self, moment: Moment, until: date | None, under: SorCode | None, page: Page
    ) -> list[tuple[date, SorCode]]:
        return await ahead.ahead(self._db, moment, until, under, page)

    async def outlines(self, codes: Collection[SorCode], moment: Moment) -> dict[SorCode, Outline]:
        return await differing.outlines(self._db, codes, moment)

    async def subtree_codes(self, root: SorCode, moment: Moment) -> set[SorCode]:
        return await differing.within(self._db, root, moment)

    # Finding
    async def search(self, text: str, moment: Moment, filter: Filter, former_names: bool, page: Page) -> Slice[Hit]:
        found = await searching.search(self._db, text, moment, filter, former_names, page)
        self._at(moment).add([hit.unit for hit in found.items])
        return found

    async def search_count(self, text: str, moment: Moment, filter: Filter, former_names: bool) -> int:
        return await searching.search_count(self._db, text, moment, filter, former_names)

    # Code lists and the whole
    async def code_list(self, code_list: CodeList, moment: Moment) -> list[CodeValue]:
        return await code_lists.code_list(self._db, code_list, moment)

    async def code_values(self, keys: Sequence[tuple[CodeList, str]], moment: Moment) -> list[CodeValue | None]:
        return await code_lists.code_values(self._db, keys, moment)

    async def totals(self) -> Totals:
        return await totals.totals(self._db)

    # Requests
    async def requests(self, wanted: Wanted, page: Page) -> Slice[Request]:
        await self.at_primary()
        return await requests.requests(self._db, wanted, page)

    async def request_count(self, wanted: Wanted) -> int:
        await self.at_primary()
        return await requests.request_count(self._db, wanted)

    async def requests_by_id(self, ids: Sequence[int]) -> list[Request | None]:
        await self.at_primary()
        return await requests.requests_by_id(self._db, ids)

    # The feed
    async def feed_standing(self, asked: Position) -> Standing:
        await self.at_primary()
        return await feed.standing(self._db, asked)

    async def feed_entries(
        self, after: Position, under: SorCode | None, kinds: Sequence[ChangeKind] | None, first: int
    ) -> list[Told]:
        await self.at_primary()
        return await feed.entries(self._db, after, under, kinds, first)

    def _at(self, moment: Moment) -> Known:
        return self._known.at(moment, self._db.steady)

    def _shown(self, moment: Moment, slices: list[Slice[Unit]]) -> list[Slice[Unit]]:
        """Remembers what is shown."""
        self._at(moment).add(chain.from_iterable([one.items for one in slices]))
        return slices
