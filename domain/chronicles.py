"""All that bears on one unit's effective values, at all dates: which value it has had, from whom and in which days."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain import inheritance
from domain.addresses import AddressId, ElectronicAddressId
from domain.identifiers import Gln, SorCode
from domain.inheritance import Effective, InheritableField, Path
from domain.location_numbers import LocationNumber
from domain.periods import Period, Version, change_days
from domain.units import Unit

InheritableValue = AddressId | ElectronicAddressId | Gln
EffectiveValue = Effective[AddressId] | Effective[ElectronicAddressId] | Effective[Gln]


class Provided(NamedTuple):
    """A value that counts for a unit, and the unit that states it; in which field and by which way may vary.

    `flags` of a location number travel with it, where two states of the register are compared.
    """

    value: InheritableValue
    source: SorCode
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Versions of a unit and of every unit that was ever above it, and of the location numbers those units held.

    Each in the order of valid time. No versions of a stranger.
    """

    sor_code: SorCode
    versions: Mapping[SorCode, Sequence[Unit]] = field(default_factory=dict)
    numbers: Mapping[SorCode, Sequence[LocationNumber]] = field(default_factory=dict)

    @property
    def life(self) -> Period | None:
        """The unit's own days; none of a stranger."""
        own = self.versions.get(self.sor_code)
        return Period(own[0].valid.start, own[-1].valid.end) if own else None


def intervals(chronicle: Chronicle, field: InheritableField) -> tuple[Version[EffectiveValue], ...]:
    """Through a unit's life which effective value it has had, and will have, from whom; days without one are left out.

    Each is told as it is on its first day: by which way, and from how far up, may vary in it.
    """
    values = _numbers(chronicle) if field is InheritableField.LOCATION_NUMBER else _addresses(chronicle, field)
    found: list[Version[EffectiveValue]] = []
    for period, value in values:
        if value is None:
            continue
        last = found[-1] if found else None
        if last is not None and last.valid.end == period.start and _provided(last.value) == _provided(value):
            found[-1] = Version(Period(last.valid.start, period.end), last.value)
        else:
            found.append(Version(period, value))
    return tuple(found)


def timeline(chronicle: Chronicle, field: InheritableField) -> tuple[Version[Provided], ...]:
    """What a unit's effective value has been, and will be, through its life; days without one are left out."""
    return tuple(Version(one.valid, _provided(one.value)) for one in intervals(chronicle, field))


def _provided(found: EffectiveValue) -> Provided:
    return Provided(found.value, found.source.sor_code)


def effective(chronicle: Chronicle, field: InheritableField, day: date) -> Period | None:
    """The days around `day` on which the unit has the same effective value from the same source; none without a value.

    Of a closed unit, or one not yet open, those around the last or first day of its life.
    """
    life = chronicle.life
    if life is None:
        return None
    asked = life.clamp(day)
    return next((piece.valid for piece in timeline(chronicle, field) if piece.valid.covers(asked)), None)


_RULES: Mapping[InheritableField, Callable[[Path], EffectiveValue | None]] = {
    InheritableField.POSTAL_ADDRESS: inheritance.postal,
    InheritableField.VISITING_ADDRESS: inheritance.visiting,
    InheritableField.ACTIVITY_ADDRESS: inheritance.activity,
    InheritableField.ELECTRONIC_ADDRESS: inheritance.electronic,
}


def _addresses(chronicle: Chronicle, field: InheritableField) -> Iterator[tuple[Period, EffectiveValue | None]]:
    rule = _RULES[field]
    for period, path in _paths(chronicle):
        yield period, rule(path)


def _numbers(chronicle: Chronicle) -> Iterator[tuple[Period, EffectiveValue | None]]:
    for whole, path in _paths(chronicle):
        held = [number for unit in path for number in chronicle.numbers.get(unit.sor_code, ())]
        for period in whole.cut(change_days(number.valid for number in held)):
            own = {number.holder: number.gln for number in held if number.valid.covers(period.start)}
            yield period, inheritance.location_number(path, own)


def _paths(chronicle: Chronicle) -> Iterator[tuple[Period, Path]]:
    """The unit and those above it, nearest first, from change to change through its life."""
    life = chronicle.life
    return iter(()) if life is None else _upward(chronicle, chronicle.sor_code, life, ())


def _upward(
    chronicle: Chronicle, code: SorCode, within: Period, below: tuple[Unit, ...]
) -> Iterator[tuple[Period, Path]]:
    for unit in chronicle.versions.get(code, ()):
        period = unit.valid.overlap(within)
        if period is None:
            continue
        path = (*below, unit)
        if unit.parent is None or any(unit.parent == met.sor_code for met in path):
            yield period, path
        else:
            yield from _upward(chronicle, unit.parent, period, path)
