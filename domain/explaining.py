"""Why a unit has the effective value it has, or none: the chain from the unit to where it ends, step by step."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField, Path
from domain.units import Unit, UnitKind
from domain.words import Words


class Link(Enum):
    """What a step of the chain says, and where it leads."""

    OWN = Words("Enheden har selv værdien.", "The unit states the value itself.")
    FROM_ABOVE = Words("Ingen egen: den overliggende enheds gælder.", "None of its own: that of the unit above counts.")
    NUMBER_FROM_ABOVE = Words(
        "Intet eget, men enheden er sat til at arve: den overliggende enheds gælder.",
        "None of its own, but the unit is set to inherit: that of the unit above counts.",
    )
    SAME_AS_POSTAL = Words("Ingen egen: som postadressen.", "None of its own: the same as the postal address.")
    SAME_AS_VISITING = Words("Ingen egen: som besøgsadressen.", "None of its own: the same as the visiting address.")
    NOT_INHERITED = Words(
        "Enheden viser intet eget og er ikke sat til at arve.",
        "The unit shows none of its own and is not set to inherit.",
    )
    NOTHING_ABOVE = Words("Ingen egen, og ingen enhed over.", "None of its own, and no unit above.")
    NOT_AT_LEVEL = Words(
        "Kun organisatoriske enheder har aktivitetsadresse.", "Only organisational units have an activity address."
    )


class Step(NamedTuple):
    """One unit asked for one field: what it says, whether it has a value of its own, whether the chain ends here."""

    unit: Unit
    field: InheritableField
    link: Link
    has_own: bool = False
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole chain for one field of one unit: at least one step, of which only the last stops."""

    field: InheritableField
    steps: tuple[Step, ...]

    @property
    def unit(self) -> Unit:
        return self.steps[0].unit

    @property
    def end(self) -> Step:
        """Where the chain ends: at the value, if one is found."""
        return self.steps[-1]

    @property
    def found(self) -> bool:
        return self.end.has_own

    @property
    def distance(self) -> int:
        """How many steps up the chain ends; 0 is the unit itself."""
        return sum(step.link in (Link.FROM_ABOVE, Link.NUMBER_FROM_ABOVE) for step in self.steps)


def explained(
    path: Path, field: InheritableField, numbers: Mapping[SorCode, Gln], hidden: Collection[Gln] = ()
) -> Explanation:
    """The chain for one field. `path`: the unit and those above it, nearest first, not empty.

    `numbers`: the number that each of them holds; a `hidden` one ends the chain, but is told as if it were not there.
    """
    if field is InheritableField.LOCATION_NUMBER:
        return Explanation(field, tuple(_number_steps(path, numbers, hidden)))
    return Explanation(field, tuple(_steps(path, field)))


def _steps(path: Path, field: InheritableField) -> Iterator[Step]:
    unit = path[0]
    if field is InheritableField.ACTIVITY_ADDRESS and unit.kind is not UnitKind.ORGANIZATIONAL_UNIT:
        yield Step(unit, field, Link.NOT_AT_LEVEL, stops=True)
    elif _own(unit, field) or field not in _SIDEWAYS:
        yield from _climb(path, field)
    else:
        link, beside = _SIDEWAYS[field]
        yield Step(unit, field, link)
        yield from _steps(path, beside)


def _climb(path: Path, field: InheritableField) -> Iterator[Step]:
    for unit in path:
        if _own(unit, field):
            yield Step(unit, field, Link.OWN, has_own=True, stops=True)
            return
        last = unit is path[-1]
        yield Step(unit, field, Link.NOTHING_ABOVE if last else Link.FROM_ABOVE, stops=last)


def _number_steps(path: Path, numbers: Mapping[SorCode, Gln], hidden: Collection[Gln]) -> Iterator[Step]:
    field = InheritableField.LOCATION_NUMBER
    for unit in path:
        number = numbers.get(unit.sor_code)
        if number is not None and number not in hidden:
            yield Step(unit, field, Link.OWN, has_own=True, stops=True)
            return
        if number is not None or not unit.inherits_location_number:
            yield Step(unit, field, Link.NOT_INHERITED, stops=True)
            return
        last = unit is path[-1]
        yield Step(unit, field, Link.NOTHING_ABOVE if last else Link.NUMBER_FROM_ABOVE, stops=last)


def _own(unit: Unit, field: InheritableField) -> bool:
    own = {
        InheritableField.POSTAL_ADDRESS: unit.postal,
        InheritableField.VISITING_ADDRESS: unit.visiting,
        InheritableField.ACTIVITY_ADDRESS: unit.activity,
        InheritableField.ELECTRONIC_ADDRESS: unit.electronic,
    }
    return own[field] is not None


_SIDEWAYS = {
    InheritableField.VISITING_ADDRESS: (Link.SAME_AS_POSTAL, InheritableField.POSTAL_ADDRESS),
    InheritableField.ACTIVITY_ADDRESS: (Link.SAME_AS_VISITING, InheritableField.VISITING_ADDRESS),
}
