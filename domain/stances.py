"""What each unit says on what may be inherited: a value of its own, that the unit above decides, or nothing.

`domain/inheritance.py` tells the same rule along a path on one day. Here it is told one unit at a time, at all dates,
so that two states of the register can be compared downwards from what differs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.addresses import AddressId, ElectronicAddressId
from domain.chronicles import InheritableValue, Provided
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import flags
from domain.periods import Period, Version, change_days, overlaps, value_on


class Own(NamedTuple):
    """What a version of a unit says that bears on what it and those below it inherit; `organizational`: it is an OE."""

    organizational: bool
    parent: SorCode | None
    postal: AddressId | None
    visiting: AddressId | None
    activity: AddressId | None
    electronic: ElectronicAddressId | None
    inherits_location_number: bool | None

    @property
    def addresses(self) -> tuple[AddressId | ElectronicAddressId | None, ...]:
        return self.postal, self.visiting, self.activity, self.electronic


class Holding(NamedTuple):
    """The location number a unit holds; none, if who asks may not see it. Its flags reach whoever inherits it."""

    gln: Gln | None
    internal_only: bool = False
    not_active: bool = False

    @property
    def hidden(self) -> bool:
        """Whether only the owning organisation's own users see it."""
        return self.internal_only or self.not_active


@dataclass(frozen=True, slots=True)
class Stated:
    """Versions of one unit and the location numbers it holds, each in order."""

    versions: Sequence[Version[Own]]
    numbers: Sequence[Version[Holding]] = ()

    @property
    def hides(self) -> bool:
        return any(number.value.hidden for number in self.numbers)

    @property
    def shown(self) -> "Stated":
        """As everyone sees it: a hidden number still stops the climb, and is none."""
        return Stated(
            self.versions,
            [
                Version(one.valid, one.value._replace(gln=None) if one.value.hidden else one.value)
                for one in self.numbers
            ],
        )


class Above(NamedTuple):
    """That the unit above decides."""

    unit: SorCode


Stance = InheritableValue | Holding | Above | None
Side = Mapping[SorCode, Stated]
"""One of two states that are compared: units, and all above them on the days that are compared."""

PASSED_ON: Mapping[InheritableField, tuple[InheritableField, ...]] = {
    InheritableField.POSTAL_ADDRESS: (
        InheritableField.POSTAL_ADDRESS,
        InheritableField.VISITING_ADDRESS,
        InheritableField.ACTIVITY_ADDRESS,
    ),
    InheritableField.ELECTRONIC_ADDRESS: (InheritableField.ELECTRONIC_ADDRESS,),
    InheritableField.LOCATION_NUMBER: (InheritableField.LOCATION_NUMBER,),
}
"""The values of a unit that those below it may take over, and as which of theirs."""

TAKEN_FROM: Mapping[InheritableField, InheritableField] = {
    field: above for above, fields in PASSED_ON.items() for field in fields
}
"""Which value of the unit above each value may come from."""


def stances(stated: Stated, field: InheritableField) -> Iterator[Version[Stance]]:
    """What a unit says on a value, through all its days."""
    if field is not InheritableField.LOCATION_NUMBER:
        return (Version(version.valid, _address(version.value, field)) for version in stated.versions)
    return _numbers(stated)


def says_otherwise(before: Stated, after: Stated) -> list[InheritableField]:
    """The values on which a unit says something else on a day on which it is in force in both states."""
    own = any(was != now for _, was, now in overlaps(before.versions, after.versions))
    if not own and before.numbers == after.numbers:
        return []
    return [
        field
        for field in (InheritableField if own else [InheritableField.LOCATION_NUMBER])
        if any(was != now for _, was, now in overlaps([*stances(before, field)], [*stances(after, field)]))
    ]


def values(
    side: Side, unit: SorCode, field: InheritableField, within: Period, met: tuple[SorCode, ...] = ()
) -> Iterator[Version[Provided | None]]:
    """A unit's effective value on the days of a period on which it is in force, and who states it."""
    for version in stances(side[unit], field):
        period = version.valid.overlap(within)
        if period is None:
            continue
        if not isinstance(version.value, Above):
            yield Version(period, _provided(version.value, unit))
        elif version.value.unit not in met and version.value.unit in side:
            yield from values(side, version.value.unit, TAKEN_FROM[field], period, (*met, unit))
        else:
            yield Version(period, None)


class Apart(NamedTuple):
    """A value that differs between two states on some days, and the unit whose own saying makes the difference."""

    valid: Period
    before: Provided | None
    after: Provided | None
    via: SorCode


def apart(
    before: Side, after: Side, unit: SorCode, field: InheritableField, within: Period, met: tuple[SorCode, ...] = ()
) -> Iterator[Apart]:
    """On which days of those on which a unit is in force in both states its effective value differs."""
    for days, was, now in overlaps([*stances(before[unit], field)], [*stances(after[unit], field)]):
        period = days.overlap(within)
        if period is None:
            continue
        if was != now:
            old, new = ([*values(side, unit, field, period)] for side in (before, after))
            yield from (Apart(*part, unit) for part in overlaps(old, new) if part[1] != part[2])
        elif isinstance(now, Above) and now.unit not in met and now.unit in before and now.unit in after:
            yield from apart(before, after, now.unit, TAKEN_FROM[field], period, (*met, unit))


def _address(own: Own, field: InheritableField) -> Stance:
    if field is InheritableField.ELECTRONIC_ADDRESS:
        return own.electronic or _above(own)
    if field is InheritableField.POSTAL_ADDRESS:
        return own.postal or _above(own)
    if field is InheritableField.VISITING_ADDRESS:
        return own.visiting or own.postal or _above(own)
    if not own.organizational:
        return None
    return own.activity or own.visiting or own.postal or _above(own)


def _numbers(stated: Stated) -> Iterator[Version[Stance]]:
    held = change_days(number.valid for number in stated.numbers)
    for version in stated.versions:
        left = _above(version.value) if version.value.inherits_location_number else None
        for period in version.valid.cut(held):
            number = value_on(period.start, stated.numbers)
            yield Version(period, left if number is None else None if number.gln is None else number)


def _provided(stance: InheritableValue | Holding | None, unit: SorCode) -> Provided | None:
    if not isinstance(stance, Holding):
        return None if stance is None else Provided(stance, unit)
    return None if stance.gln is None else Provided(stance.gln, unit, flags(stance))


def _above(own: Own) -> Above | None:
    return None if own.parent is None else Above(own.parent)


def stands_under(side: Side, unit: SorCode, top: SorCode, day: date) -> bool:
    """Whether a unit is another one, or stands below it, on a day on which it is in force."""
    met: set[SorCode] = set()
    at: SorCode | None = unit
    while at is not None and at in side and at not in met:
        met.add(at)
        own = value_on(day, side[at].versions)
        if own is None:
            return False
        if at == top:
            return True
        at = own.parent
    return False
