"""A unit's story: all that is told of it, on all its days, as known at one instant; and what of it holds on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber, Mailbox
from domain.periods import Period, Version, change_days, value_on
from domain.records import NumberLife, UnitLife
from domain.relations import Relation
from domain.units import Facts, Unit


class Held(NamedTuple):
    """A location number, and what is said of it."""

    gln: Gln
    mailbox: Mailbox


class Said(NamedTuple):
    """What holds of a unit on a day. Without `facts` it is not in force: `closed` before that day, or not yet open."""

    facts: Facts | None = None
    number: Held | None = None
    capabilities: tuple[Capability, ...] = ()
    relations: tuple[Relation, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is told of one unit. Nothing at all is what the register says of a unit it does not know.

    `versions`: what was said of it, without gap; `numbers`: those it has held, in order of days; `capabilities`: all
    that those numbers exchange, whoever holds them; `relations`: as the unit itself sees them.
    """

    versions: tuple[Version[Facts], ...] = ()
    numbers: tuple[Version[Held], ...] = ()
    capabilities: tuple[Capability, ...] = ()
    relations: tuple[Relation, ...] = ()

    @property
    def periods(self) -> list[Period]:
        told: Iterable[Sequence[Version[Facts] | Version[Held] | Capability | Relation]] = (
            self.versions,
            self.numbers,
            self.capabilities,
            self.relations,
        )
        return [one.valid for each in told for one in each]

    @property
    def days(self) -> list[date]:
        """Every day on which something of it begins or has ended, in order."""
        return change_days(self.periods)

    def on(self, day: date) -> Said:
        """What holds on a day. A number may outlive the unit, and relations do."""
        number = value_on(day, self.numbers)
        exchanged = (one for one in self.capabilities if number and one.gln == number.gln and one.valid.covers(day))
        return Said(
            value_on(day, self.versions),
            number,
            tuple(exchanged),
            tuple(one for one in self.relations if one.valid.covers(day)),
            closed=bool(self.versions) and not self.versions[-1].valid.outlasts(day),
        )


def read(
    versions: Sequence[Unit],
    numbers: Sequence[LocationNumber],
    capabilities: Sequence[Capability] = (),
    relations: Sequence[Relation] = (),
) -> Story:
    """A story of what a reader gives of one unit, each in the order of days."""
    said: list[Version[Facts]] = [Version(one.valid, one) for one in versions]
    return Story(
        versions=tuple(said),
        numbers=tuple(Version(one.valid, Held(one.gln, one)) for one in numbers),
        capabilities=tuple(capabilities),
        relations=tuple(relations),
    )


def lived(
    unit: SorCode,
    life: UnitLife | None,
    numbers: Iterable[NumberLife] = (),
    capabilities: Iterable[Capability] = (),
    relations: Iterable[Relation] = (),
) -> Story:
    """A story of whole lives: the unit's, none if it is not there; those of the numbers it has held, among others."""
    held = [
        Version(version.valid, Held(number.gln, version.value))
        for number in numbers
        for version in number.timeline
        if version.value.holder == unit
    ]
    glns = {version.value.gln for version in held}
    return Story(
        versions=life.timeline if life else (),
        numbers=tuple(sorted(held, key=lambda version: version.valid.start)),
        capabilities=tuple(one for one in capabilities if one.gln in glns),
        relations=tuple(one for one in relations if one.unit == unit),
    )
