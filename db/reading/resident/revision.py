"""A revision: the whole register as it stood after one change set, for every day. It never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby

from db.reading.resident import changing, known, lives
from db.reading.resident.called import NOT_YET, Called
from db.reading.resident.changing import Changing
from db.reading.resident.entries import Entries
from db.reading.resident.known import Known
from db.reading.resident.left import followed
from db.reading.resident.lives import Lives
from db.reading.resident.maps import Map
from db.reading.resident.material import CodeKey, Material
from db.reading.resident.names import SortNames
from db.reading.resident.ordered import Ordered
from db.reading.resident.stating import Stating
from db.reading.resident.versions import Exchange
from db.reading.resident.words import Words
from db.reading.resident.worked_out import Shelves, borne_on, borne_up
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber
from domain.relations import Relation
from domain.units import Unit

DAYS_HASHED = 4
"""Days of which content hashes are kept: those asked for last, some 200 bytes for each unit with others below it."""

CodeValues = Mapping[CodeList, Mapping[str, tuple[CodeValue, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`number`: the newest change set it holds, 0 without any; `recorded`: that one's instant.

    `called` and `stating` may be worked out later than all else.

    What is true for ever (addresses, names to sort by) all revisions of a register keep together, and add to. `shelves`
    hold what was worked out of this revision, `hashes` that of trees; they are added to as well.
    """

    number: int
    recorded: datetime | None
    entries: Entries
    numbers: Map[Gln, tuple[LocationNumber, ...]]
    capabilities: Map[Gln, tuple[Capability, ...]]
    relations: Map[SorCode, tuple[Relation, ...]]
    known: Known
    lives: Lives
    by_name: Ordered[Unit]
    called: Called
    stating: Stating | None
    by_code: Ordered[SorCode]
    code_values: CodeValues
    names: SortNames
    addresses: dict[AddressId, Address]
    electronic_addresses: dict[ElectronicAddressId, ElectronicAddress]
    shelves: Shelves
    hashes: Shelves

    @property
    def searchable(self) -> bool:
        """Whether it can be told who is called what, and who states an address where."""
        return self.called is not NOT_YET

    def after(self, change: Material) -> "Revision":
        """The revision that a change makes of this one, which itself stays as it is. What it costs goes with the
        change, not with the register."""
        now = Changing(self.entries, change, self.names)
        gone, come = now.gone, now.come
        was, are = changing.codes(gone), changing.codes(come)
        entries = self.entries.changed(now.touched)
        numbers = self.numbers.changed(changing.numbers_after(self.entries, self.numbers, change))
        said = change.units.keys() | change.numbers.keys()
        told = said | change.relations.keys() | _holders(change.capabilities, self.numbers, numbers)
        self.addresses.update(change.addresses)
        self.electronic_addresses.update(change.electronic_addresses)
        return Revision(
            number=change.number,
            recorded=change.recorded,
            entries=entries,
            numbers=numbers,
            capabilities=self.capabilities.changed({gln: told or None for gln, told in change.capabilities.items()}),
            relations=self.relations.changed({code: told or None for code, told in change.relations.items()}),
            known=known.after(self.known, gone, come),
            lives=lives.after(self.lives, gone, come),
            by_name=self.by_name.changed(gone, now.in_order),
            called=self.called.changed(now.called, now.left) if self.searchable else NOT_YET,
            stating=None if self.stating is None else self.stating.after(gone, come, self.addresses),
            by_code=self.by_code.changed(was - are, sorted(are - was)),
            code_values=self.code_values if change.code_values is None else _by_list(change.code_values),
            names=self.names,
            addresses=self.addresses,
            electronic_addresses=self.electronic_addresses,
            shelves=self.shelves.after(len(entries), borne_on(self.entries, entries, said)),
            hashes=self.hashes.after(len(entries), borne_up(self.entries, entries, told)),
        )


def made(material: Material, searchable: bool = True) -> Revision:
    """The revision of a register that was read whole."""
    names = SortNames()
    empty = Revision(
        number=0,
        recorded=None,
        entries=Map(),
        numbers=Map(),
        capabilities=Map(),
        relations=Map(),
        known=known.NOBODY,
        lives=lives.NO_LIVES,
        by_name=Ordered(names.place),
        called=Called(Words(names)) if searchable else NOT_YET,
        stating=Stating() if searchable else None,
        by_code=Ordered(_itself),
        code_values={},
        names=names,
        addresses={},
        electronic_addresses={},
        shelves=Shelves(0),
        hashes=Shelves(0, most=DAYS_HASHED),
    )
    return empty.after(material)


def looked_through(revision: Revision) -> Revision:
    """The same, to be searched as well."""
    if revision.searchable:
        return revision
    entries = revision.entries.each(revision.by_code.after(None))
    lives = [entry.versions for entry in entries if entry is not None]
    stating = Stating().after((), chain.from_iterable(lives), revision.addresses)
    held, left = (Exchange({}, revision.names.named(those)) for those in (chain.from_iterable(lives), followed(lives)))
    return replace(revision, called=Called(Words(revision.names)).changed(held, left), stating=stating)


def _holders(glns: Iterable[Gln], *numbers: Map[Gln, tuple[LocationNumber, ...]]) -> set[SorCode]:
    """Who ever held some numbers."""
    return {number.holder for known in numbers for told in known.each(glns) for number in told or ()}


def _itself(code: SorCode) -> SorCode:
    return code


def _by_list(values: Mapping[CodeKey, tuple[CodeValue, ...]]) -> CodeValues:
    ordered = sorted(values.items(), key=lambda one: (one[0][0].value, one[0][1]))
    return {
        code_list: {code: told for (_, code), told in every if told}
        for code_list, every in groupby(ordered, key=lambda one: one[0][0])
    }
