"""To which mailbox a message for a unit goes, and why it reaches none (REGISTER.md, section 5)."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from domain.identifiers import Gln
from domain.location_numbers import Capability, Direction, LocationNumber, MessageType
from domain.periods import Period
from domain.units import Unit
from domain.words import Words, danish_day, english_day


class Outcome(Enum):
    """What becomes of a message of some type for a unit on a day."""

    RECEIVED = "received"
    UNIT_NOT_IN_FORCE = "the unit is not in force"
    NO_NUMBER = "no location number counts for the unit"
    NUMBER_NOT_ACTIVE = "the number is not active"
    TYPE_NOT_TAKEN = "the number does not take messages of the type"


class Asked(NamedTuple):
    """A type of message by its code and, unless any will do, its version: `DIS01 D0133L`, or `DIS01`."""

    code: str
    version: str | None = None

    @classmethod
    def read(cls, written: str) -> "Asked":
        code, _, version = " ".join(written.split()).partition(" ")
        return cls(code, version or None)

    @property
    def written(self) -> str:
        return self.code if self.version is None else f"{self.code} {self.version}"

    def means(self, type_: MessageType) -> bool:
        return self.code == type_.code and self.version in (None, type_.version)


def outcome(
    unit: Unit, number: LocationNumber | None, exchanged: Iterable[Capability], asked: Asked, day: date
) -> Outcome:
    """`number`: the one that counts for the unit on the day, if the one who asks may see it, with all it exchanges."""
    if not unit.life.covers(day):
        return Outcome.UNIT_NOT_IN_FORCE
    if number is None:
        return Outcome.NO_NUMBER
    if not number.active(day):
        return Outcome.NUMBER_NOT_ACTIVE
    taken = any(period.covers(day) for period in receiving(exchanged, asked))
    return Outcome.RECEIVED if taken else Outcome.TYPE_NOT_TAKEN


def receiving(exchanged: Iterable[Capability], asked: Asked) -> list[Period]:
    """The days on which messages of the type are taken in, in any version that will do."""
    return [one.valid for one in exchanged if one.direction is Direction.RECEIVE and asked.means(one.message_type)]


def active(versions: Iterable[LocationNumber], gln: Gln) -> list[Period]:
    """The days on which a number is not flagged inactive."""
    return [one.valid for one in versions if one.gln == gln and not one.not_active]


def since(periods: Sequence[Period], day: date) -> date | None:
    """From which day on some periods, one after the other or over each other, cover a day; none if they do not."""
    if not any(period.covers(day) for period in periods):
        return None
    first = day
    while earlier := [one.start for one in periods if one.start < first and (one.end is None or one.end >= first)]:
        first = min(earlier)
    return first


def reason(unit: Unit, number: LocationNumber | None, source: Unit | None, asked: Asked, found: Outcome) -> Words:
    """The outcome in a sentence. `source`: the unit that holds the number."""
    gln = None if number is None else number.gln
    holder = None if source is None else source.name
    match found:
        case Outcome.RECEIVED:
            da, en = f"{unit.name} modtager {asked.written} på", f"{unit.name} receives {asked.written} at"
        case Outcome.UNIT_NOT_IN_FORCE:
            return _not_in_force(unit)
        case Outcome.NO_NUMBER:
            return Words(
                f"{unit.name} har intet lokationsnummer, hverken eget eller arvet, som kan ses.",
                f"{unit.name} has no location number, of its own or inherited, that can be seen.",
            )
        case Outcome.NUMBER_NOT_ACTIVE:
            return Words(
                f"Lokationsnummer {gln} ({holder}) er ikke aktivt.", f"Location number {gln} ({holder}) is not active."
            )
        case Outcome.TYPE_NOT_TAKEN:
            return Words(
                f"Lokationsnummer {gln} ({holder}) er ikke registreret til at modtage {asked.written}.",
                f"Location number {gln} ({holder}) is not registered to receive {asked.written}.",
            )
    if source is not None and source.sor_code != unit.sor_code:
        return Words(f"{da} lokationsnummer {gln}, arvet fra {holder}.", f"{en} location number {gln}, of {holder}.")
    return Words(f"{da} sit eget lokationsnummer {gln}.", f"{en} its own location number {gln}.")


def _not_in_force(unit: Unit) -> Words:
    start, last = unit.life.start, unit.life.last_day
    opens = Words(f"{unit.name} åbner {danish_day(start)}", f"{unit.name} opens on {english_day(start)}")
    if last is None:
        return Words(f"{opens.da} og modtager intet før.", f"{opens.en} and receives nothing before.")
    return Words(
        f"{unit.name} gælder fra {danish_day(start)} til og med {danish_day(last)} og modtager intet uden for de dage.",
        f"{unit.name} is in force from {english_day(start)} to {english_day(last)} and receives nothing on other days.",
    )
