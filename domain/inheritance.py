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
from domain.identifiers import SorCode
from domain.units import Unit, UnitKind

V = TypeVar("V")
N = TypeVar("N")


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


def location_number(path: Path, numbers: Mapping[SorCode, N]) -> Effective[N] | None:
    """Its own; else, if it says that it inherits, that of the unit above; else none.

    `numbers`: the own number of each unit of the path that has one that day, or whatever stands for it.
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
    said: list[Effective[Any] | Alone | None] = [None] * len(units)
    for own, kind, source_field in reversed(_SAYS[field]):  # what comes first is put in last
        said = [
            before if (value := own(unit)) is None else _made(Effective, (value, kind, unit, source_field, 0))
            for unit, before in zip(units, said, strict=True)
        ]
    if field is InheritableField.ACTIVITY_ADDRESS:
        said = [
            one if unit.kind is UnitKind.ORGANIZATIONAL_UNIT else ALONE for unit, one in zip(units, said, strict=True)
        ]
    return _alike(_RULES[field], said, units, above)


def each_number(units: Sequence[Unit], above: Sequence[Path], numbers: Mapping[SorCode, N]) -> Alike[N]:
    """The same for location numbers. `numbers`: the own one of each of all these that has one that day."""
    own, field = ProvenanceKind.OWN, InheritableField.LOCATION_NUMBER
    said: list[Effective[Any] | Alone | None] = [
        _made(Effective, (number, own, unit, field, 0))
        if (number := numbers.get(unit.sor_code)) is not None
        else None
        if unit.inherits_location_number
        else ALONE
        for unit in units
    ]
    return _alike(lambda path: location_number(path, numbers), said, units, above)


class Alone(Enum):
    """That nothing counts for a unit, wherever it stands."""

    ALONE = "alone"


ALONE = Alone.ALONE


def _alike(
    rule: Callable[[Path], Effective[V] | None],
    said: Sequence[Effective[V] | Alone | None],
    units: Sequence[Unit],
    above: Sequence[Path],
) -> Alike[V]:
    """A rule for many. `said`: what each comes to by what it says itself. All below one parent that say nothing come by
    its value the same way."""
    found: list[Effective[V] | None] = [None]
    places: list[int] = []
    below: dict[int, int] = {}
    ways: dict[tuple[SorCode, int] | None, int] = {None: 0}
    for unit, up, one in zip(units, above, said, strict=True):
        if one.__class__ is Effective:
            places.append(len(found))
            found.append(one)
        elif one is ALONE or not up:
            places.append(0)
        else:
            place = below.get(id(up))
            if place is None:
                one = rule((unit, *up))
                way = one and (one.source.sor_code, one.distance)
                place = ways.get(way)
                if place is None:
                    place = ways[way] = len(found)
                    found.append(one)
                below[id(up)] = place
            places.append(place)
    return Alike(found, places)


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


_POSTAL, _VISITING, _ELECTRONIC = attrgetter("postal"), attrgetter("visiting"), attrgetter("electronic")
_made = tuple.__new__  # a third of what a named tuple's own way takes
_FALLING = {
    ProvenanceKind.SAME_AS_POSTAL: InheritableField.VISITING_ADDRESS,
    ProvenanceKind.SAME_AS_VISITING: InheritableField.ACTIVITY_ADDRESS,
}
"""The fields that fall to another, by what is then said of them."""

_RULES: Mapping[InheritableField, Callable[[Path], Effective[Any] | None]] = {
    InheritableField.POSTAL_ADDRESS: postal,
    InheritableField.VISITING_ADDRESS: visiting,
    InheritableField.ACTIVITY_ADDRESS: activity,
    InheritableField.ELECTRONIC_ADDRESS: electronic,
}

_SAYS: Mapping[InheritableField, Sequence[tuple[Callable[[Unit], Any], ProvenanceKind, InheritableField]]] = {
    InheritableField.POSTAL_ADDRESS: ((_POSTAL, ProvenanceKind.OWN, InheritableField.POSTAL_ADDRESS),),
    InheritableField.VISITING_ADDRESS: (
        (_VISITING, ProvenanceKind.OWN, InheritableField.VISITING_ADDRESS),
        (_POSTAL, ProvenanceKind.SAME_AS_POSTAL, InheritableField.POSTAL_ADDRESS),
    ),
    InheritableField.ACTIVITY_ADDRESS: (
        (attrgetter("activity"), ProvenanceKind.OWN, InheritableField.ACTIVITY_ADDRESS),
        (_VISITING, ProvenanceKind.SAME_AS_VISITING, InheritableField.VISITING_ADDRESS),
        (_POSTAL, ProvenanceKind.SAME_AS_VISITING, InheritableField.POSTAL_ADDRESS),
    ),
    InheritableField.ELECTRONIC_ADDRESS: ((_ELECTRONIC, ProvenanceKind.OWN, InheritableField.ELECTRONIC_ADDRESS),),
}
"""What a unit says itself by which an address counts for it, what comes first before what comes after it, and how it is
told that it does."""
