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
from domain.periods import Period, Version, change_days, merged
from domain.units import Unit

InheritableValue = AddressId | ElectronicAddressId | Gln
EffectiveValue = Effective[AddressId] | Effective[ElectronicAddressId] | Effective[Gln]


class Provided(NamedTuple):
    """A value that counts for a unit, and the unit that states it; in which field and by which way may vary."""

    value: InheritableValue
    source: SorCode


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

    def path(self, day: date) -> tuple[Unit, ...]:
        """The unit and those above it on a day, nearest first; empty outside its life."""
        return tuple(self._upward(day))

    def own_numbers(self, day: date) -> dict[SorCode, Gln]:
        """The number that each of the units holds on a day."""
        return {
            holder: number.gln
            for holder, numbers in self.numbers.items()
            for number in numbers
            if number.valid.covers(day)
        }

    def _upward(self, day: date) -> Iterator[Unit]:
        above: SorCode | None = self.sor_code
        met: set[SorCode] = set()
        while above is not None and above not in met:
            met.add(above)
            unit = next((version for version in self.versions.get(above, ()) if version.valid.covers(day)), None)
            if unit is None:
                return
            yield unit
            above = unit.parent


def timeline(chronicle: Chronicle, field: InheritableField) -> tuple[Version[Provided], ...]:
    """What a unit's effective value has been, and will be, through its life; days without one are left out."""
    return tuple(merged(_pieces(chronicle, field)))


def effective(chronicle: Chronicle, field: InheritableField, day: date) -> Period | None:
    """The days around `day` on which the unit has the same effective value from the same source; none without a value.

    Of a closed unit, or one not yet open, those around the last or first day of its life.
    """
    life = chronicle.life
    if life is None:
        return None
    asked = life.clamp(day)
    return next((piece.valid for piece in timeline(chronicle, field) if piece.valid.covers(asked)), None)


def value_on(chronicle: Chronicle, field: InheritableField, day: date) -> EffectiveValue | None:
    """The effective value on one day of the unit's life."""
    path = chronicle.path(day)
    if not path:
        return None
    if field is InheritableField.LOCATION_NUMBER:
        return inheritance.location_number(path, chronicle.own_numbers(day))
    return _ADDRESSES[field](path)


_ADDRESSES: Mapping[InheritableField, Callable[[Path], EffectiveValue | None]] = {
    InheritableField.POSTAL_ADDRESS: inheritance.postal,
    InheritableField.VISITING_ADDRESS: inheritance.visiting,
    InheritableField.ACTIVITY_ADDRESS: inheritance.activity,
    InheritableField.ELECTRONIC_ADDRESS: inheritance.electronic,
}


def _pieces(chronicle: Chronicle, field: InheritableField) -> Iterator[Version[Provided]]:
    """Between two days on which anything changes, the first tells for all."""
    for period in _steps(chronicle):
        found = value_on(chronicle, field, period.start)
        if found is not None:
            yield Version(period, Provided(found.value, found.source.sor_code))


def _steps(chronicle: Chronicle) -> Iterator[Period]:
    life = chronicle.life
    if life is None:
        return
    told = [version.valid for versions in chronicle.versions.values() for version in versions]
    told += [number.valid for numbers in chronicle.numbers.values() for number in numbers]
    days = change_days(piece for period in told if (piece := period.overlap(life)) is not None)
    for start, end in zip(days, [*days[1:], None], strict=True):
        if start != life.end:
            yield Period(start, end)
