"""The reader over a register held in memory; what it does not keep it asks of the database."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from db.reading.kept import Kept
from db.reading.lists import Filter, IdentifierSystem, Order, Page, Slice
from db.reading.postgres import PostgresReader
from db.reading.reader import Hit, SubtreeNode, Totals
from db.reading.resident import (
    code_lists,
    contents,
    facets,
    filters,
    finding,
    heirs,
    histories,
    location_numbers,
    relations,
    searching,
    tree,
    units,
)
from db.reading.resident.among import TooFar, among
from db.reading.resident.behind import Behind
from db.reading.resident.heirs import Asked
from db.reading.resident.revision import Revision
from db.reading.resident.view import Keeping
from db.reading.resident.worked_out import KeptValues
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.chronicles import Chronicle
from domain.code_lists import CodeList, CodeValue
from domain.contents import Hashed
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import Capability, LocationNumber
from domain.periods import Moment
from domain.relations import Relation
from domain.searching import sought
from domain.units import Unit


class ResidentReader(Behind):
    """Answers `reader.Reader` from one revision, without ever waiting; or, behind it, from the same view of the
    database (`view.View`)."""

    def __init__(self, revision: Revision | None, postgres: PostgresReader, keeping: Keeping) -> None:
        super().__init__(revision, postgres, keeping)
        self._searched: tuple[Revision, object, searching.Search] | None = None

    def let_go(self) -> None:
        self._searched = None
        super().let_go()

    async def read_at(self) -> datetime:
        """The instant of the revision's change set."""
        register = self._view.current()
        if register is None or register.recorded is None:
            return await super().read_at()
        return register.recorded

    def remembers(self, moment: Moment) -> bool:
        return self._view.held(moment) is not None

    def kept(self, field: InheritableField, moment: Moment) -> Kept | None:
        if (register := self._view.revision(moment)) is None:
            return None
        return KeptValues(register.entries, register.shelves.of(field, moment.at), moment.at)

    async def units(self, codes: Sequence[SorCode], moment: Moment) -> list[Unit | None]:
        if (register := self._view.revision(moment)) is None:
            return await super().units(codes, moment)
        return units.units(register, codes, moment.at)

    async def identified(self, system: IdentifierSystem, values: Sequence[str], moment: Moment) -> list[list[Unit]]:
        if (register := self._view.revision(moment)) is None:
            return await super().identified(system, values, moment)
        return units.identified(register, system, values, moment.at)

    async def paths(self, codes: Sequence[SorCode], moment: Moment) -> list[tuple[Unit, ...]]:
        if (register := self._view.revision(moment)) is None:
            return await super().paths(codes, moment)
        return units.paths(register, codes, moment.at)

    async def children(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, order: Order, page: Page
    ) -> list[Slice[Unit]]:
        if (register := self._register(moment, filter)) is None:
            return await super().children(codes, moment, filter, order, page)
        return tree.children(register, codes, moment.at, filters.test(filter, register, moment.at), order, page)

    async def children_from(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Unit]]:
        if (register := self._view.revision(moment)) is None:
            return await super().children_from(codes, moment)
        return histories.children_from(register, codes, moment.at)

    async def child_counts(self, codes: Sequence[SorCode], moment: Moment, filter: Filter) -> list[int]:
        if (register := self._register(moment, filter)) is None:
            return await super().child_counts(codes, moment, filter)
        return tree.child_counts(register, codes, moment.at, filters.test(filter, register, moment.at))

    async def descendants(
        self,
        codes: Sequence[SorCode],
        moment: Moment,
        filter: Filter,
        order: Order,
        page: Page,
        max_depth: int | None,
    ) -> list[Slice[Unit]]:
        if (register := self._register(moment, filter)) is None:
            return await super().descendants(codes, moment, filter, order, page, max_depth)
        return tree.descendants(
            register, codes, moment.at, filters.test(filter, register, moment.at), order, page, max_depth
        )

    async def descendant_counts(
        self, codes: Sequence[SorCode], moment: Moment, filter: Filter, max_depth: int | None
    ) -> list[int]:
        if (register := self._register(moment, filter)) is None:
            return await super().descendant_counts(codes, moment, filter, max_depth)
        return tree.descendant_counts(register, codes, moment.at, filters.test(filter, register, moment.at), max_depth)

    async def subtree(
        self, root: SorCode, moment: Moment, filter: Filter, page: Page, max_depth: int | None
    ) -> Slice[SubtreeNode]:
        if (register := self._register(moment, filter)) is None:
            return await super().subtree(root, moment, filter, page, max_depth)
        return tree.subtree(register, root, moment.at, filters.test(filter, register, moment.at), page, max_depth)

    async def subtree_count(self, root: SorCode, moment: Moment, filter: Filter, max_depth: int | None) -> int:
        if (register := self._register(moment, filter)) is None:
            return await super().subtree_count(root, moment, filter, max_depth)
        return tree.subtree_count(register, root, moment.at, filters.test(filter, register, moment.at), max_depth)

    async def content_hashes(self, codes: Sequence[SorCode], moment: Moment, most: int) -> list[Hashed | None] | None:
        if (register := self._view.revision(moment)) is None:
            return await super().content_hashes(codes, moment, most)
        return await contents.hashes(register, codes, moment, most)

    async def find(self, moment: Moment, filter: Filter, order: Order, page: Page) -> Slice[Unit]:
        register = self._view.held(moment)
        if register is not None and filters.found(filter):
            with suppress(TooFar):
                found = finding.find(register, moment.at, filter, order, page)
                self._view.current()
                return found
        return await super().find(moment, filter, order, page)

    async def count(self, moment: Moment, filter: Filter) -> int:
        register = self._view.held(moment)
        if register is not None and filters.found(filter):
            with suppress(TooFar):
                found = finding.count(register, moment.at, filter)
                self._view.current()
                return found
        return await super().count(moment, filter)

    async def facets(self, moment: Moment, filter: Filter, by: str) -> list[tuple[str, int]]:
        register = self._view.held(moment)
        if register is not None and filters.found(filter):
            with suppress(TooFar):
                told = facets.facets(register, filter, moment.at, by)
                self._view.current()
                return told
        return await super().facets(moment, filter, by)

    async def search(self, text: str, moment: Moment, filter: Filter, former_names: bool, page: Page) -> Slice[Hit]:
        if (search := self._search(text, moment, filter, former_names)) is None:
            return await super().search(text, moment, filter, former_names, page)
        return await search.page(page)

    async def search_count(self, text: str, moment: Moment, filter: Filter, former_names: bool) -> int:
        if (search := self._search(text, moment, filter, former_names)) is None:
            return await super().search_count(text, moment, filter, former_names)
        return await search.total()

    def _search(self, text: str, moment: Moment, filter: Filter, former_names: bool) -> searching.Search | None:
        """Who asks for a page and for the number of all has them found once."""
        register = self._view.held(moment)
        if register is None or not register.searchable or not filters.found(filter):
            return None
        key = (text, moment.at, filter, former_names)
        if self._searched is None or self._searched[0] is not register or self._searched[1] != key:
            try:
                test = _among(register, filter, moment.at)
            except TooFar:
                return None
            asked = searching.Asked(register, sought(text), moment.at, test, filter.hidden_numbers, former_names)
            self._searched = (register, key, searching.Search(asked))
        self._view.current()
        return self._searched[2]

    async def addresses(self, ids: Sequence[AddressId]) -> list[Address | None]:
        if (register := self._view.current()) is None:
            return await super().addresses(ids)
        return [register.addresses.get(id_) for id_ in ids]

    async def electronic_addresses(self, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
        if (register := self._view.current()) is None:
            return await super().electronic_addresses(ids)
        return [register.electronic_addresses.get(id_) for id_ in ids]

    async def own_numbers(self, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]:
        if (register := self._view.revision(moment)) is None:
            return await super().own_numbers(codes, moment)
        return location_numbers.own_numbers(register, codes, moment.at)

    async def numbers(self, glns: Sequence[Gln], moment: Moment) -> list[LocationNumber | None]:
        if (register := self._view.revision(moment)) is None:
            return await super().numbers(glns, moment)
        return location_numbers.numbers(register, glns, moment.at)

    async def capabilities(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        if (register := self._view.revision(moment)) is None:
            return await super().capabilities(glns, moment)
        return location_numbers.capabilities(register, glns, moment.at)

    async def relations(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        if (register := self._view.revision(moment)) is None:
            return await super().relations(codes, moment)
        return relations.relations(register, codes, moment.at)

    async def heirs(
        self,
        codes: Sequence[SorCode],
        field: InheritableField,
        moment: Moment,
        page: Page,
        include_self: bool,
    ) -> list[Slice[Unit]]:
        if (register := self._view.revision(moment)) is None:
            return await super().heirs(codes, field, moment, page, include_self)
        return heirs.heirs(Asked(register, field, moment.at, include_self), codes, page)

    async def heir_counts(
        self, codes: Sequence[SorCode], field: InheritableField, moment: Moment, include_self: bool
    ) -> list[int]:
        if (register := self._view.revision(moment)) is None:
            return await super().heir_counts(codes, field, moment, include_self)
        return heirs.heir_counts(Asked(register, field, moment.at, include_self), codes)

    async def number_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[LocationNumber]]:
        if (register := self._view.revision(moment)) is None:
            return await super().number_histories(codes, moment)
        return location_numbers.number_histories(register, codes)

    async def capability_histories(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        if (register := self._view.revision(moment)) is None:
            return await super().capability_histories(glns, moment)
        return location_numbers.capability_histories(register, glns)

    async def relation_histories(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        if (register := self._view.revision(moment)) is None:
            return await super().relation_histories(codes, moment)
        return relations.relation_histories(register, codes)

    async def chronicles(self, codes: Sequence[SorCode], moment: Moment) -> list[Chronicle]:
        if (register := self._view.revision(moment)) is None:
            return await super().chronicles(codes, moment)
        return histories.chronicles(register, codes)

    async def subtree_codes(self, root: SorCode, moment: Moment) -> set[SorCode]:
        if (register := self._view.revision(moment)) is None:
            return await super().subtree_codes(root, moment)
        return tree.subtree_codes(register, root, moment.at)

    async def code_list(self, code_list: CodeList, moment: Moment) -> list[CodeValue]:
        if (register := self._view.revision(moment)) is None:
            return await super().code_list(code_list, moment)
        return code_lists.code_list(register, code_list, moment.at)

    async def code_values(self, keys: Sequence[tuple[CodeList, str]], moment: Moment) -> list[CodeValue | None]:
        if (register := self._view.revision(moment)) is None:
            return await super().code_values(keys, moment)
        return code_lists.code_values(register, keys, moment.at)

    async def totals(self) -> Totals:
        if (register := self._view.current()) is None:
            return await super().totals()
        return Totals(len(register.entries), register.recorded)

    def _register(self, moment: Moment, filter: Filter) -> Revision | None:
        return self._view.revision(moment) if filters.told(filter) else None


def _among(register: Revision, filter: Filter, day: date) -> filters.Test | None:
    """Whether a unit in force is one of those that a filter asks for. Raises `TooFar`."""
    test, some = filters.test(filter, register, day), among(register, filter, day)
    if some is None:
        return test
    return lambda unit: unit.sor_code in some and (test is None or test(unit))
