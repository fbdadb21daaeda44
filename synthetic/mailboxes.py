"""Location numbers: systems and their makers, operators, message types, and what becomes of them over the years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.code_lists import CodeList
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Period, Version
from domain.records import NumberLife
from synthetic.data import rows
from synthetic.dice import Dice
from synthetic.vocabulary import Vocabulary

NETWORKS = ("KMD", "DataGruppen MultiMed A/S", "TrueCommerce Denmark ApS")
NOTES = ("Overtaget fra tidligere leverandør", "Kun til henvisninger", "Oprettet efter aftale med MedCom", "Fællespost")


class System(NamedTuple):
    system: str
    supplier: str


class Message(NamedTuple):
    """A message that a kind of system exchanges; `later` is the version that takes its place, if there is one."""

    now: MessageType
    later: MessageType | None
    directions: tuple[Direction, ...]


class Held(NamedTuple):
    """By whom and when a number is held; days are ordinals, `end` is that of the holder or earlier, none if open."""

    holder: SorCode
    region: str
    kind: str
    start: int
    end: int | None


class Post:
    """The post offices of the register: for each kind of system what it runs on and what it exchanges."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.systems: dict[str, list[System]] = {}
        for row in rows("systems"):
            named = System(
                vocabulary.code_named(CodeList.SYSTEM, row["system"]),
                vocabulary.code_named(CodeList.SUPPLIER, row["supplier"]),
            )
            self.systems.setdefault(row["kind"], []).append(named)
        self.messages: dict[str, list[Message]] = {}
        for row in rows("messages"):
            self.messages.setdefault(row["kind"], []).append(_message(row))
        self.networks = [vocabulary.code_named(CodeList.NETWORK, name) for name in NETWORKS]
        self.administrators = vocabulary.codes(CodeList.ADMINISTRATOR)

    def number(self, dice: Dice, gln: Gln, held: Held, today: int, history: bool) -> NumberLife:
        """Complete in all its fields; with history its system, operator or flags may change within its life."""
        system = dice.one_of(self.systems[held.kind])
        said = Mailbox(
            holder=held.holder,
            region=held.region,
            system=system.system,
            supplier=system.supplier,
            network=dice.one_of(self.networks),
            administrator=dice.one_of(self.administrators),
            internal_only=dice.first_or(0.04, "an internal number"),
            note=dice.one_of(NOTES) if dice.first_or(0.06, "a note") else None,
            source_updated=date.fromordinal(min(held.start, today)),
        )
        days = [held.start, *(_days(dice, held, today) if history else ())]
        versions = [said]
        for day in days[1:]:
            versions.append(self._changed(dice, versions[-1], held.kind, date.fromordinal(min(day, today))))
        first = date.fromordinal(held.start)
        ends = [*days[1:], held.end]
        timeline = tuple(
            Version(_period(start, end), version) for start, end, version in zip(days, ends, versions, strict=True)
        )
        return NumberLife(gln=gln, first_from=first, timeline=timeline)

    def _changed(self, dice: Dice, said: Mailbox, kind: str, updated: date) -> Mailbox:
        if not said.not_active and dice.first_or(0.2, "an inactive number"):
            return replace(said, not_active=True, source_updated=updated)
        others = [one for one in self.systems[kind] if one.system != said.system]
        if others and dice.chance(0.6):
            system = dice.one_of(others)
            return replace(said, system=system.system, supplier=system.supplier, source_updated=updated)
        network = dice.one_of([one for one in self.networks if one != said.network])
        return replace(said, network=network, source_updated=updated)

    def capabilities(self, dice: Dice, gln: Gln, held: Held, today: int) -> Iterator[Capability]:
        """At least one message type on each day; others begin later than the number, some give way to newer ones."""
        messages = self.messages[held.kind]
        certain = dice.below(len(messages))
        for place, message in enumerate(messages):
            late = place != certain and dice.chance(0.15)
            if place == certain or dice.chance(0.6):
                yield from _exchanged(dice, gln, message, held, today, late)


def all_exchanged(gln: Gln, messages: list[Message], valid: Period) -> Iterator[Capability]:
    """Every message of a kind of system in its newest version, on all of the days."""
    for message in messages:
        for direction in message.directions:
            yield Capability(gln, message.later or message.now, direction, valid)


def _exchanged(dice: Dice, gln: Gln, message: Message, held: Held, today: int, late: bool) -> Iterator[Capability]:
    until = today if held.end is None else min(held.end, today)
    span = until - held.start
    start = held.start + dice.below(span) if late and span > 60 else held.start
    change = None
    if message.later is not None and until - start > 400:
        change = dice.between(until - 300, until - 1)
    for direction in message.directions:
        if message.later is None or change is None:
            yield Capability(gln, message.later or message.now, direction, _period(start, held.end))
        else:
            yield Capability(gln, message.now, direction, _period(start, change))
            yield Capability(gln, message.later, direction, _period(change, held.end))


def _days(dice: Dice, held: Held, today: int) -> list[int]:
    """On which days, in order, what a number says changes: seldom more than once, now and then in days to come."""
    if held.end is None and held.start <= today and dice.first_or(0.02, "a planned change of a number"):
        return [dice.between(today + 1, today + 400)]
    last = today if held.end is None else min(held.end - 1, today)
    if last - held.start < 90 or not dice.chance(0.3):
        return []
    days = [dice.between(held.start + 30, last)]
    if last - days[0] > 90 and dice.chance(0.2):
        days.append(dice.between(days[0] + 30, last))
    return days


def _message(row: dict[str, str]) -> Message:
    later = MessageType(row["code"], row["replaced_by"]) if row["replaced_by"] else None
    directions = tuple(Direction(direction) for direction in row["directions"].split())
    return Message(MessageType(row["code"], row["version"]), later, directions)


def _period(start: int, end: int | None) -> Period:
    return Period(date.fromordinal(start), None if end is None else date.fromordinal(end))
