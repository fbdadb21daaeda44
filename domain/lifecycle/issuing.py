"""Opret lokationsnummer: a number that was never anybody's, at a new unit or one that is there (REGISTER.md, 5)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from domain.code_lists import CodeList
from domain.identifiers import Gln, SorCode, gln_of
from domain.lifecycle import days, mailing
from domain.lifecycle.coded import unknown_code
from domain.lifecycle.editing import overwritten
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import named, unknown_unit
from domain.location_numbers import Capability, Mailbox
from domain.operations import Exchange, Issue, NewNumber
from domain.periods import Period, Version
from domain.records import NumberLife, UnitLife
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day

Issued = tuple[Edits, list[Violation], list[Violation]]


def number_issued(operation: Issue, excerpt: Excerpt) -> Outcome:
    """A location number of the unit's own from a day on, as long as the unit lives. It ends what the unit inherited.

    Raises `Rejected` with every rule that it breaks.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    life = life_of(unit)
    since = operation.since or max(days.changing(excerpt.today), life.start)
    broken = [*too_early(unit, since, excerpt, ("since",)), *_too_late(unit, since, excerpt)]
    edits, violations, warnings = issued(operation.number, unit.sor_code, life.clamp(since), excerpt, ("number",))
    broken += violations
    if broken:
        raise Rejected(*broken)
    (gln,) = edits.issued
    return Outcome(edits=edits, unit=unit.sor_code, day=since, gln=gln, warnings=tuple(warnings))


def issued(new: NewNumber, unit: SorCode, since: date, excerpt: Excerpt, place: Place) -> Issued:
    """The edits of a new number at a unit from a day of its life on, what is wrong with it, what a clerk is warned of.

    The unit is in the excerpt as it will be; the edits hold it anew only where it no longer inherits a number.
    """
    told: dict[str, Any] = dict.fromkeys(mailing.REQUIRED) | mailing.read(new.said)
    broken = [*mailing.broken(told, since, excerpt, (*place, "said"))]
    broken += _unknown_types(new.exchanges, since, excerpt, (*place, "exchanges"))
    holder = excerpt.units[unit]
    broken += _held_already(holder, since, excerpt, place)
    broken += _planned_to_inherit(holder, since, excerpt, place)
    if excerpt.next_number is None:
        return Edits(), [*broken, _none_left(place)], []
    lasting = Period(since, life_of(holder).end)
    gln = gln_of(excerpt.next_number)
    box = Mailbox(holder=unit, **told, source_updated=excerpt.today)
    edits = Edits(
        units=_no_longer_inheriting(holder, lasting, excerpt),
        numbers={gln: NumberLife(gln=gln, first_from=since, timeline=(Version(lasting, box),))},
        issued=frozenset({gln}),
        capabilities={gln: _capabilities(gln, new.exchanges, lasting)},
    )
    return edits, broken, [] if new.exchanges else [no_messages(gln, (*place, "exchanges"))]


def too_early(unit: UnitLife, since: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """A number or a choice of one before tomorrow, or before the unit is there."""
    earliest = max(days.changing(excerpt.today), life_of(unit).start)
    if since < earliest:
        why = Words("", "")
        if earliest == life_of(unit).start:
            name = named(unit.sor_code, excerpt)
            why = Words(f", hvor {name} åbner", f", when {name} opens")
        yield Violation(
            rule=Rule.NUMBER_TOO_EARLY,
            words=Words(
                f"Lokationsnummeret kan tidligst gælde fra {danish_day(earliest)}{why.da}, ikke fra "
                f"{danish_day(since)}.",
                f"The location number can be valid from {english_day(earliest)} at the earliest{why.en}, not from "
                f"{english_day(since)}.",
            ),
            place=place,
            earliest=earliest,
        )


def no_messages(gln: Gln, place: Place) -> Violation:
    return Violation(
        rule=Rule.MESSAGE_TYPES_MISSING,
        words=Words(
            f"Lokationsnummeret {gln} har ingen meddelelsestyper; det kan ikke bruges, før nogen tilføjes.",
            f"The location number {gln} has no message types; it is of no use until some are added.",
        ),
        place=place,
    )


def unknown_type(exchange: Exchange, on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    return unknown_code(CodeList.MESSAGE_TYPE, mailing.written(exchange.message_type), on, excerpt, place)


def _unknown_types(exchanges: tuple[Exchange, ...], on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    for number, exchange in enumerate(exchanges):
        yield from unknown_type(exchange, on, excerpt, (*place, str(number)))


def _too_late(unit: UnitLife, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    last_day = life_of(unit).last_day
    if last_day is not None and since > last_day:
        name = named(unit.sor_code, excerpt)
        yield Violation(
            rule=Rule.UNIT_CLOSED,
            words=Words(
                f"{name} har {danish_day(last_day)} som sidste dag og kan ikke få et lokationsnummer fra "
                f"{danish_day(since)}.",
                f"{name} has {english_day(last_day)} as its last day and cannot get a location number from "
                f"{english_day(since)}.",
            ),
            place=("since",),
        )


def _held_already(unit: UnitLife, since: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    for gln, held in mailing.own(unit.sor_code, excerpt):
        during = held.overlap(Period(since, life_of(unit).end))
        if during is None:
            continue
        words = _holding(named(unit.sor_code, excerpt), gln, held, life_of(unit).end, excerpt.today)
        after = held.end if held.end != life_of(unit).end else None
        yield Violation(
            rule=Rule.LOCATION_NUMBER_HELD_ONCE,
            words=words,
            place=place,
            earliest=after,
            units=(unit.sor_code,),
            during=during,
        )


def _holding(name: str, gln: Gln, held: Period, end: date | None, today: date) -> Words:
    """That a unit, which ends so, holds a number on these days, and what to do about it."""
    if held.start > today:
        return Words(
            f"Det er planlagt, at {name} har lokationsnummeret {gln} fra {danish_day(held.start)}: træk det tilbage "
            "først.",
            f"It is planned that {name} has the location number {gln} from {english_day(held.start)}: withdraw that "
            "first.",
        )
    if held.last_day is None or held.end == end:
        return Words(
            f"{name} har lokationsnummeret {gln}; luk det, før enheden får et andet.",
            f"{name} has the location number {gln}; close that before the unit gets another.",
        )
    return Words(
        f"{name} har lokationsnummeret {gln} til og med {danish_day(held.last_day)}; det nye kan gælde fra dagen "
        "efter.",
        f"{name} has the location number {gln} to {english_day(held.last_day)} inclusive; the new one can be valid "
        "from the day after.",
    )


def _planned_to_inherit(unit: UnitLife, since: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """A plan to inherit from a later day, which a number of its own would make impossible."""
    for before, after in zip(unit.timeline, unit.timeline[1:], strict=False):
        day = after.valid.start
        if day > since and after.value.inherits_location_number and not before.value.inherits_location_number:
            name = named(unit.sor_code, excerpt)
            yield Violation(
                rule=Rule.CONFLICTS_WITH_PLAN,
                words=Words(
                    f"For {name} er det planlagt, at enheden arver lokationsnummer fra {danish_day(day)}: træk det "
                    "tilbage først.",
                    f"Of {name} it is planned that it inherits a location number from {english_day(day)}: withdraw "
                    "that first.",
                ),
                place=place,
                units=(unit.sor_code,),
                days=(day,),
            )


def _none_left(place: Place) -> Violation:
    return Violation(
        rule=Rule.NUMBERS_EXHAUSTED,
        words=Words(
            "Registeret har ikke flere lokationsnumre at udstede: dets række er brugt op. Den, der driver registeret, "
            "giver det en ny med indstillingen SOR_GLN_RANGE.",
            "The register has no more location numbers to issue: its range is used up. Those who run the register "
            "give it a new one by the setting SOR_GLN_RANGE.",
        ),
        place=place,
    )


def _no_longer_inheriting(unit: UnitLife, lasting: Period, excerpt: Excerpt) -> dict[SorCode, UnitLife]:
    inheriting = any(
        version.value.inherits_location_number
        for version in unit.timeline
        if version.valid.overlap(lasting) is not None
    )
    if not inheriting:
        return {}
    timeline = overwritten(unit.timeline, lasting, {"inherits_location_number": False}, excerpt.today)
    return {unit.sor_code: replace(unit, timeline=timeline)}


def _capabilities(gln: Gln, exchanges: tuple[Exchange, ...], lasting: Period) -> tuple[Capability, ...]:
    each = dict.fromkeys(exchanges)
    return mailing.in_order([Capability(gln, one.message_type, one.direction, lasting) for one in each])
