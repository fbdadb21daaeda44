"""What a unit inherits and from whom (REGISTER.md, section 3; the SOR XML documentation's own rules).

A path is a unit and the units above it, nearest first, all at one moment. Postal and electronic addresses climb;
a visiting address falls to the unit's own effective postal address, an activity address to its effective visiting
address; a location number climbs only where the unit says that it inherits one.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from domain.addresses import AddressId, ElectronicAddressId
from domain.identifiers import Gln, SorCode
from domain.units import Unit, UnitKind

V = TypeVar("V")


class InheritableField(Enum):
    """What may come from another field or another unit."""

    POSTAL_ADDRESS = "postal"
    VISITING_ADDRESS = "visiting"
    ACTIVITY_ADDRESS = "activity"
    ELECTRONIC_ADDRESS = "electronic"
    LOCATION_NUMBER = "location number"


class ProvenanceKind(Enum):
    OWN = "own"
    INHERITED = "inherited"
    SAME_AS_POSTAL = "same as postal"
    SAME_AS_VISITING = "same as visiting"


class Effective(NamedTuple, Generic[V]):
    """A value that counts for a unit: what it is, why (`kind`), and who states it in which field.

    `distance`: how many steps up `source` is; 0 is the unit itself.
    """

    value: V
    kind: ProvenanceKind
    source: Unit
    source_field: InheritableField
    distance: int

    @property
    def field(self) -> InheritableField:
        """The field that it counts in."""
        return _FALLING.get(self.kind, self.source_field)


class Held:
    """That a value counts for a unit, and why: what was `found`, one object for all units that come by it alike."""

    __slots__ = ("found", "unit")

    def __init__(self, unit: Unit, found: Effective[Any]) -> None:
        self.unit = unit
        self.found = found


Path = Sequence[Unit]


def postal(path: Path) -> Effective[AddressId] | None:
    """Its own, or else its nearest ancestor's."""
    return _nearest(path, _POSTAL, InheritableField.POSTAL_ADDRESS)


def visiting(path: Path) -> Effective[AddressId] | None:
    """Its own, or else its own effective postal address. It does not climb by itself."""
    unit = path[0]
    if unit.visiting is not None:
        return _own(unit, unit.visiting, InheritableField.VISITING_ADDRESS)
    return _same(postal(path), ProvenanceKind.SAME_AS_POSTAL)


def activity(path: Path) -> Effective[AddressId] | None:
    """Of organisational units only: its own, or else its effective visiting address."""
    unit = path[0]
    if unit.kind is not UnitKind.ORGANIZATIONAL_UNIT:
        return None
    if unit.activity is not None:
        return _own(unit, unit.activity, InheritableField.ACTIVITY_ADDRESS)
    return _same(visiting(path), ProvenanceKind.SAME_AS_VISITING)


def electronic(path: Path) -> Effective[ElectronicAddressId] | None:
    """The whole block, its own, or else its nearest ancestor's."""
    return _nearest(path, _ELECTRONIC, InheritableField.ELECTRONIC_ADDRESS)


def location_number(path: Path, numbers: Mapping[SorCode, Gln]) -> Effective[Gln] | None:
    """Its own; else, if it says that it inherits, that of the unit above; else none.

    `numbers`: the own number of each unit of the path that has one that day.
    """
    for distance, unit in enumerate(path):
        if (number := numbers.get(unit.sor_code)) is not None:
            return _stated(number, unit, InheritableField.LOCATION_NUMBER, distance)
        if not unit.inherits_location_number:
            return None
    return None


class Alike(NamedTuple, Generic[V]):
    """What counts for many units: each value that they come to by a way of its own once in `found`, and for each unit
    the place there of its own; `found` begins with the None of those that have none."""

    found: Sequence[Effective[V] | None]
    places: Sequence[int]


def each(
    field: InheritableField, units: Sequence[Unit], above: Sequence[Path]
) -> Alike[AddressId | ElectronicAddressId]:
    """The effective address of each unit at one moment. `above`: what stands above each, nearest first; the same object
    for all below one parent."""
    rule, decides = _ADDRESSES[field]
    return _alike(rule, decides, units, above)


def each_number(units: Sequence[Unit], above: Sequence[Path], numbers: Mapping[SorCode, Gln]) -> Alike[Gln]:
    """The same for location numbers. `numbers`: the own number of each of all these that has one that day."""

    def decides(unit: Unit) -> bool:
        return unit.sor_code in numbers or not unit.inherits_location_number

    return _alike(lambda path: location_number(path, numbers), decides, units, above)


def _alike(
    rule: Callable[[Path], Effective[V] | None],
    decides: Callable[[Unit], object],
    units: Sequence[Unit],
    above: Sequence[Path],
) -> Alike[V]:
    """A rule for many. All units below one parent that do not decide themselves come by its value the same way."""
    found: list[Effective[V] | None] = [None]
    places: list[int] = []
    below: dict[int, int] = {}
    ways: dict[tuple[SorCode, int] | None, int] = {None: 0}
    for unit, up, decided in zip(units, above, map(decides, units), strict=True):
        if decided or not up:
            places.append(_place(rule((unit,)), found))
            continue
        place = below.get(id(up))
        if place is None:
            one = rule((unit, *up))
            way = one and (one.source.sor_code, one.distance)
            if way not in ways:
                ways[way] = _place(one, found)
            place = below[id(up)] = ways[way]
        places.append(place)
    return Alike(found, places)


def _place(one: Effective[V] | None, found: list[Effective[V] | None]) -> int:
    if one is None:
        return 0
    found.append(one)
    return len(found) - 1


def _nearest(path: Path, own: Callable[[Unit], V | None], field: InheritableField) -> Effective[V] | None:
    for distance, unit in enumerate(path):
        if (value := own(unit)) is not None:
            return _stated(value, unit, field, distance)
    return None


def _stated(value: V, unit: Unit, field: InheritableField, distance: int) -> Effective[V]:
    kind = ProvenanceKind.INHERITED if distance else ProvenanceKind.OWN
    return Effective(value, kind, unit, field, distance)


def _own(unit: Unit, value: V, field: InheritableField) -> Effective[V]:
    return Effective(value, ProvenanceKind.OWN, unit, field, 0)


def _same(found: Effective[V] | None, kind: ProvenanceKind) -> Effective[V] | None:
    if found is None:
        return None
    return Effective(found.value, kind, found.source, found.source_field, found.distance)


_POSTAL, _ELECTRONIC = attrgetter("postal"), attrgetter("electronic")
_FALLING = {
    ProvenanceKind.SAME_AS_POSTAL: InheritableField.VISITING_ADDRESS,
    ProvenanceKind.SAME_AS_VISITING: InheritableField.ACTIVITY_ADDRESS,
}
"""The fields that fall to another, by what is then said of them."""

_ADDRESSES: Mapping[InheritableField, tuple[Callable[[Path], Effective[Any] | None], Callable[[Unit], object]]] = {
    InheritableField.POSTAL_ADDRESS: (postal, _POSTAL),
    InheritableField.VISITING_ADDRESS: (visiting, lambda unit: unit.visiting or unit.postal),
    InheritableField.ACTIVITY_ADDRESS: (
        activity,
        lambda unit: unit.kind is not UnitKind.ORGANIZATIONAL_UNIT or unit.activity or unit.visiting or unit.postal,
    ),
    InheritableField.ELECTRONIC_ADDRESS: (electronic, _ELECTRONIC),
}
"""Each rule, and whether what a unit says itself decides, so that where it stands does not."""
