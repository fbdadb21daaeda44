"""The register before and after what was decided: told from the excerpt it was decided on, nothing is read again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import Beside, Edits, Excerpt
from domain.location_numbers import Mailbox
from domain.periods import Version, value_on
from domain.records import NumberLife, UnitLife
from domain.relations import Relation
from domain.stances import Holding, Own, Side, Stated
from domain.stories import Story, lived
from domain.units import Facts, UnitKind

K = TypeVar("K")
T = TypeVar("T")

DEEPEST = 64
"""Units above another that are looked at, at most."""


@dataclass(frozen=True)
class BothSides:
    """An excerpt, and the same once the edits are made."""

    before: Excerpt
    after: Excerpt

    @classmethod
    def of(cls, before: Excerpt, edits: Edits) -> "BothSides":
        return cls(before, before.after(edits))

    @cached_property
    def touched(self) -> tuple[SorCode, ...]:
        """Units of which, or of whose numbers, message types and relations, something is otherwise; by SOR code.

        A relation may touch a unit, or a stranger, that is not in the excerpt.
        """
        units = {code for code, *lives in _pairs(self.before.units, self.after.units) if _other(*lives)}
        return tuple(sorted(units | set(self._holders()) | self.related))

    @cached_property
    def related(self) -> frozenset[SorCode]:
        """Units of which the relations are others."""
        return frozenset(code for one in (*self._gone, *self._come) for code in (one.unit, one.other))

    @property
    def known(self) -> bool:
        """Whether the excerpt tells of all that is touched."""
        return all(code in self.before.units or code in self.after.units for code in self.touched)

    @cached_property
    def stated(self) -> tuple[Side, Side]:
        """What each unit of the excerpt says on what may be inherited, before and after."""
        before = {code: _stated(self.before, life) for code, life in self.before.units.items()}
        units = self.after.units.items()
        kept = before.keys() - set(self.touched)
        return before, {code: before[code] if code in kept else _stated(self.after, life) for code, life in units}

    @property
    def new(self) -> list[SorCode]:
        """Units that the register did not have before."""
        return [code for code in self.touched if code not in self.before.units]

    def stories(self, code: SorCode, met: Iterable[Relation] = ()) -> tuple[Story, Story]:
        """All that was told of a unit, and is. `met`: what a unit that is new is to others, as known now."""
        told = (*self.before.beside.get(code, ()), *self.before.returned.get(code, ()))
        gone, come = frozenset(seen(code, self._gone)), frozenset(seen(code, self._come))
        was = frozenset(seen(code, told)) if code in self.before.units else frozenset(met) - come
        return _story(self.before, code, was), _story(self.after, code, was - gone | come)

    def lines(self) -> dict[UUID, str]:
        """Every address that is named, on one line."""
        blocks = {**self.before.electronic_addresses, **self.after.electronic_addresses}
        told: dict[UUID, str] = {**self.before.lines}
        told |= {key: address.one_line for key, address in self.after.addresses.items()}
        return told | {key: block.one_line for key, block in blocks.items()}

    @cached_property
    def _come(self) -> tuple[Beside, ...]:
        return _without(self.after.beside, self.before.beside)

    @cached_property
    def _gone(self) -> tuple[Beside, ...]:
        return _without(self.before.beside, self.after.beside)

    def _holders(self) -> Iterator[SorCode]:
        """Whose numbers, or what these exchange, are otherwise; of those that changed hands, all who held them."""
        for _, was, now in _pairs(self.before.numbers, self.after.numbers):
            for version in set(_versions(was)) ^ set(_versions(now)):
                yield version.value.holder
        for gln, told, tells in _pairs(self.before.capabilities, self.after.capabilities):
            if set(told or ()) != set(tells or ()):
                yield from _who_held(gln, self.before)
                yield from _who_held(gln, self.after)


def place(register: Excerpt, code: SorCode, day: date, below: Side) -> tuple[SorCode, ...]:
    """A unit and those above it on a day, nearest first; alone, where it is not in force. `below`: units that are not
    in the excerpt, but stand under those that are."""
    path = [code]
    while (parent := _parent(register, path[-1], day, below)) is not None and len(path) <= DEEPEST:
        path.append(parent)
    return tuple(path)


def _parent(register: Excerpt, code: SorCode, day: date, below: Side) -> SorCode | None:
    if code in register.units or code not in below:
        facts = register.facts(code, day)
        return None if facts is None else facts.parent
    own = value_on(day, below[code].versions)
    return None if own is None else own.parent


def _pairs(one: Mapping[K, T], other: Mapping[K, T]) -> Iterator[tuple[K, T | None, T | None]]:
    """What is told of in either, where it is not the very same in both."""
    for key in one.keys() | other.keys():
        was, now = one.get(key), other.get(key)
        if was is not now:
            yield key, was, now


def _other(was: UnitLife | None, now: UnitLife | None) -> bool:
    return was is None or now is None or was.timeline != now.timeline


def _versions(life: NumberLife | None) -> Sequence[Version[Mailbox]]:
    return () if life is None else life.timeline


def _who_held(gln: Gln, register: Excerpt) -> Iterator[SorCode]:
    return (version.value.holder for version in _versions(register.numbers.get(gln)))


def _without(one: Mapping[SorCode, Iterable[Beside]], other: Mapping[SorCode, Iterable[Beside]]) -> tuple[Beside, ...]:
    return tuple(
        beside for _, told, tells in _pairs(one, other) for beside in told or () if beside not in (tells or ())
    )


def seen(code: SorCode, beside: Iterable[Beside]) -> Iterator[Relation]:
    """Relations as the unit itself sees them."""
    for one in beside:
        if one.unit == code:
            yield Relation(one.type, code, one.other, one.valid, one.note)
        elif one.other == code:
            yield Relation("REPLACED_BY" if one.type == "REPLACES" else one.type, code, one.unit, one.valid, one.note)


def _story(register: Excerpt, code: SorCode, relations: Iterable[Relation]) -> Story:
    numbers = register.held.get(code, ())
    exchanged = (one for number in numbers for one in register.capabilities.get(number.gln, ()))
    return lived(code, register.units.get(code), numbers, exchanged, relations)


def _stated(register: Excerpt, life: UnitLife) -> Stated:
    organizational = life.kind is UnitKind.ORGANIZATIONAL_UNIT
    held = (
        Version(version.valid, Holding(number.gln, version.value.internal_only, version.value.not_active))
        for number in register.held.get(life.sor_code, ())
        for version in number.timeline
        if version.value.holder == life.sor_code
    )
    return Stated(
        tuple(Version(version.valid, _own(organizational, version.value)) for version in life.timeline),
        tuple(sorted(held, key=lambda version: version.valid.start)),
    )


def _own(organizational: bool, facts: Facts) -> Own:
    return Own(
        organizational,
        *(facts.parent, facts.postal, facts.visiting, facts.activity, facts.electronic),
        facts.inherits_location_number,
    )
