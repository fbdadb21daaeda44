"""What is said of a location number, and which of its own a unit holds when (REGISTER.md, section 5)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.code_lists import CodeList
from domain.identifiers import Gln, SorCode
from domain.lifecycle.coded import unknown_code
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.lettering import unlettered
from domain.location_numbers import NOTE_LENGTH, Capability, Mailbox, MessageType
from domain.periods import Period, Version
from domain.records import NumberLife
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.words import Words

REQUIRED: Mapping[str, CodeList] = {
    "region": CodeList.REGION,
    "system": CodeList.SYSTEM,
    "supplier": CodeList.SUPPLIER,
    "network": CodeList.NETWORK,
    "administrator": CodeList.ADMINISTRATOR,
}
"""What every number has, each a code of a list; of old lists no check digit is asked."""

_FLAGS = ("internal_only", "not_active")
_CALLED = {
    "region": Words("region", "a region"),
    "system": Words("EDB-system", "an EDB system"),
    "supplier": Words("systemleverandør", "a system supplier"),
    "network": Words("netoperatør", "a net operator"),
    "administrator": Words("EDI-administrator", "an EDI administrator"),
}

Box = Version[Mailbox]
_LINES = str.maketrans("\n\r\t", "   ")
"""A note may have several lines."""


def read(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said as the register writes it: no text is none, no flag is false."""
    told = {name: value.strip() or None if isinstance(value, str) else value for name, value in said.items()}
    return told | {name: bool(told[name]) for name in _FLAGS if name in told}


def broken(told: Mapping[str, Any], on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """Every rule that what is said breaks, on the day from which it is to hold."""
    for name, code_list in REQUIRED.items():
        if name not in told:
            continue
        if told[name] is None:
            yield _missing(name, (*place, name))
        else:
            yield from unknown_code(code_list, told[name], on, excerpt, (*place, name))
    note = told.get("note") or ""
    yield from unlettered(note.translate(_LINES), (*place, "note"))
    length = len(note)
    if length > NOTE_LENGTH:
        yield Violation(
            rule=Rule.TEXT_LENGTH,
            words=Words(
                f"Noten har {length} tegn; en note har højst {NOTE_LENGTH}.",
                f"The note has {length} characters; a note has at most {NOTE_LENGTH}.",
            ),
            place=(*place, "note"),
        )


def own(unit: SorCode, excerpt: Excerpt) -> list[tuple[Gln, Period]]:
    """The location numbers of a unit's own and the days on which it holds each, the earliest first."""
    held = [
        (number.gln, version.valid)
        for number in excerpt.held.get(unit, ())
        for version in number.timeline
        if version.value.holder == unit
    ]
    return sorted(held, key=lambda one: one[1].start)


def spell(number: NumberLife, day: date) -> tuple[Box, ...]:
    """The versions of the number around a day, or the next after it, or the last: one holder, without a gap."""
    runs: list[list[Box]] = []
    for version in number.timeline:
        last = runs[-1][-1] if runs else None
        if last is not None and last.valid.end == version.valid.start and last.value.holder == version.value.holder:
            runs[-1].append(version)
        else:
            runs.append([version])
    return tuple(next((run for run in runs if run[-1].valid.outlasts(day)), runs[-1]))


def days_of(run: tuple[Box, ...]) -> Period:
    return Period(run[0].valid.start, run[-1].valid.end)


def written(message_type: MessageType) -> str:
    """As the list of message types writes it, for instance `DIS01 D0133L`."""
    return f"{message_type.code} {message_type.version}"


def in_order(capabilities: list[Capability]) -> tuple[Capability, ...]:
    return tuple(sorted(capabilities, key=lambda one: (one.message_type, one.direction.value, one.valid.start)))


def _missing(name: str, place: Place) -> Violation:
    called = _CALLED[name]
    return Violation(
        rule=Rule.LOCATION_NUMBER_FIELDS,
        words=Words(f"Lokationsnummeret mangler {called.da}.", f"The location number lacks {called.en}."),
        place=place,
    )
