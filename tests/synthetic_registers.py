"""A generated register, gathered from its batches to be asked, without the help of the program's own rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from uuid import UUID

from db.code_lists import brought_along
from domain.addresses import Address, ElectronicAddress
from domain.code_lists import CodeList
from domain.location_numbers import Capability, Mailbox
from domain.periods import Version
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import Facts
from synthetic.register import register
from synthetic.vocabulary import Vocabulary

TODAY = date(2026, 11, 22)
FOREVER = date.max


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.of(brought_along())


@cache
def codes(code_list: CodeList) -> frozenset[str]:
    return frozenset(value.code for value in brought_along() if value.list is code_list)


@dataclass(frozen=True, slots=True)
class Told:
    """All of a register. `batch` says in which of its batches each unit came."""

    units: dict[int, UnitLife] = field(default_factory=dict)
    batch: dict[int, int] = field(default_factory=dict)
    numbers: dict[str, NumberLife] = field(default_factory=dict)
    capabilities: list[Capability] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    addresses: dict[UUID, Address] = field(default_factory=dict)
    electronic: dict[UUID, ElectronicAddress] = field(default_factory=dict)
    holders: defaultdict[int, list[Version[Mailbox]]] = field(default_factory=lambda: defaultdict(list))

    def versions(self) -> Iterator[tuple[UnitLife, Version[Facts]]]:
        for life in self.units.values():
            for version in life.timeline:
                yield life, version

    def mailboxes(self) -> Iterator[tuple[NumberLife, Version[Mailbox]]]:
        for number in self.numbers.values():
            for version in number.timeline:
                yield number, version

    def held(self) -> defaultdict[int, list[Version[Mailbox]]]:
        """The numbers that each unit has held."""
        if not self.holders:
            for _, version in self.mailboxes():
                self.holders[version.value.holder].append(version)
        return self.holders

    def said(self, code: int, day: date) -> Facts | None:
        """What a unit says on a day."""
        life = self.units.get(code)
        return None if life is None else next((one.value for one in life.timeline if covers(one, day)), None)

    def path(self, code: int, day: date) -> list[int]:
        """A unit and those above it on a day; breaks off after twenty, as a circle would."""
        found = [code]
        while len(found) < 20 and (facts := self.said(found[-1], day)) is not None and facts.parent is not None:
            found.append(facts.parent)
        return found


def generated(units: int, seed: int = 1, history: bool = True, today: date = TODAY) -> Told:
    return gathered(register(units, seed, today, history, vocabulary()))


def gathered(batches: Iterable[Lives]) -> Told:
    told = Told()
    for place, lives in enumerate(batches):
        for life in lives.units:
            assert told.units.setdefault(life.sor_code, life) is life, f"{life.sor_code} comes twice"
            told.batch[life.sor_code] = place
        for number in lives.numbers:
            assert told.numbers.setdefault(number.gln, number) is number, f"{number.gln} comes twice"
        told.capabilities.extend(lives.capabilities)
        told.successions.extend(lives.successions)
        told.addresses.update((one.id, one) for one in lives.addresses)
        told.electronic.update((one.id, one) for one in lives.electronic_addresses)
        _name_what_comes_along(lives)
    return told


def _name_what_comes_along(lives: Lives) -> None:
    """A batch brings the addresses that its units name, and no others."""
    facts = [version.value for life in lives.units for version in life.timeline]
    named = {address for one in facts for address in (one.postal, one.visiting, one.activity) if address is not None}
    reached = {one.electronic for one in facts if one.electronic is not None}
    assert named == {address.id for address in lives.addresses}
    assert reached == {address.id for address in lives.electronic_addresses}


def covers(version: Version[Facts] | Version[Mailbox], day: date) -> bool:
    return version.valid.start <= day < (version.valid.end or FOREVER)


def start(life: UnitLife | NumberLife) -> date:
    return life.timeline[0].valid.start


def end(life: UnitLife | NumberLife) -> date:
    return life.timeline[-1].valid.end or FOREVER


def parents(life: UnitLife) -> list[int | None]:
    """Those a unit has been under, each once for every time it came there."""
    all_of_them: list[int | None] = [version.value.parent for version in life.timeline]
    return all_of_them[:1] + [later for earlier, later in pairwise(all_of_them) if earlier != later]
