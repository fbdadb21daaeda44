"""Tilføj and afslut meddelelsestyper: what a location number takes in and sends (REGISTER.md, section 5)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.identifiers import Gln
from domain.lifecycle import days, mailing
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome
from domain.lifecycle.issuing import no_messages, unknown_type
from domain.lifecycle.mailboxes import closed_already, known
from domain.location_numbers import Capability, Direction
from domain.merging import day_after
from domain.operations import AddMessages, EndMessages, Exchange
from domain.periods import Period
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day

_DIRECTIONS = {
    Direction.RECEIVE: Words("modtages", "received"),
    Direction.SEND: Words("sendes", "sent"),
}


def messages_added(operation: AddMessages, excerpt: Excerpt) -> Outcome:
    """The number exchanges these messages from a day on, as long as it is valid; what it exchanges already stays so.

    Raises `Rejected` with every rule that is broken.
    """
    number = known(operation.gln, excerpt)
    lived = mailing.days_of(mailing.spell(number, excerpt.today))
    since = operation.since or max(days.changing(excerpt.today), lived.start)
    broken = [*closed_already(number, excerpt)] or [*_untimely(operation.gln, lived, since, excerpt)]
    broken += _nothing_said(operation.exchanges)
    for index, exchange in enumerate(operation.exchanges):
        broken += unknown_type(exchange, since, excerpt, ("exchanges", str(index)))
    if broken:
        raise Rejected(*broken)
    before = excerpt.capabilities.get(operation.gln, ())
    after, warnings = list(before), []
    for index, exchange in enumerate(operation.exchanges):
        there = [one for one in after if _is(one, exchange)]
        if any(Period(since, lived.end).within(one.valid) for one in there):
            warnings.append(_already(exchange, operation.gln, ("exchanges", str(index))))
            continue
        after = [one for one in after if not _is(one, exchange)] + _with(there, operation.gln, exchange, since, lived)
    return Outcome(
        edits=_edits(operation.gln, before, after),
        unit=mailing.spell(number, excerpt.today)[-1].value.holder,
        day=since,
        gln=operation.gln,
        warnings=tuple(warnings),
    )


def messages_ended(operation: EndMessages, excerpt: Excerpt) -> Outcome:
    """The number exchanges these messages on no day after the last, planned ones neither.

    Raises `Rejected` with every rule that is broken.
    """
    number = known(operation.gln, excerpt)
    run = mailing.spell(number, excerpt.today)
    last_day = operation.last_day or excerpt.today
    end = day_after(last_day) or date.max
    broken = [*closed_already(number, excerpt)] or [*_ends_too_early(last_day, excerpt)]
    broken += _nothing_said(operation.exchanges)
    before = excerpt.capabilities.get(operation.gln, ())
    for index, exchange in enumerate(operation.exchanges):
        if not any(_is(one, exchange) and one.valid.outlasts(end) for one in before):
            broken.append(_not_there(exchange, operation.gln, last_day, ("exchanges", str(index))))
    if broken:
        raise Rejected(*broken)
    after = [*_until(end, before, operation.exchanges)]
    left_over = any(one.valid.outlasts(end) for one in after)
    lasts = mailing.days_of(run).outlasts(end)
    warnings = (no_messages(operation.gln, ("exchanges",)),) if lasts and not left_over else ()
    return Outcome(
        edits=_edits(operation.gln, before, after),
        unit=run[-1].value.holder,
        day=last_day,
        gln=operation.gln,
        warnings=warnings,
    )


def _is(one: Capability, exchange: Exchange) -> bool:
    return one.message_type == exchange.message_type and one.direction is exchange.direction


def _until(end: date, before: Sequence[Capability], exchanges: Sequence[Exchange]) -> Iterator[Capability]:
    """What is left of these exchanges before the end, and all the others."""
    for one in before:
        if not any(_is(one, exchange) for exchange in exchanges):
            yield one
        elif (left := one.valid.until(end)) is not None:
            yield replace(one, valid=left)


def _with(there: Sequence[Capability], gln: Gln, exchange: Exchange, since: date, lived: Period) -> list[Capability]:
    """What was exchanged, and from the day on all of the number's days; what that touches becomes one with it."""
    touched = [one for one in there if one.valid.end is None or one.valid.end >= since]
    start = min([since, *(one.valid.start for one in touched)])
    whole = Capability(gln, exchange.message_type, exchange.direction, Period(start, lived.end))
    return [*(one for one in there if one not in touched), whole]


def _edits(gln: Gln, before: Sequence[Capability], after: list[Capability]) -> Edits:
    ordered = mailing.in_order(after)
    return Edits() if ordered == mailing.in_order(list(before)) else Edits(capabilities={gln: ordered})


def _untimely(gln: Gln, lived: Period, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    earliest = max(days.changing(excerpt.today), lived.start)
    if since < earliest:
        yield Violation(
            rule=Rule.MESSAGE_TOO_EARLY,
            words=Words(
                f"Meddelelsestyper kan tidligst tilføjes {gln} fra {danish_day(earliest)}, ikke fra "
                f"{danish_day(since)}.",
                f"Message types can be added to {gln} from {english_day(earliest)} at the earliest, not from "
                f"{english_day(since)}.",
            ),
            place=("since",),
            earliest=earliest if lived.covers(earliest) else None,
        )
    if lived.last_day is not None and since > lived.last_day:
        yield Violation(
            rule=Rule.MESSAGE_TYPE_OUTSIDE_NUMBER,
            words=Words(
                f"Lokationsnummeret {gln} lukker med {danish_day(lived.last_day)} som sidste dag; meddelelsestyper kan "
                f"ikke tilføjes fra {danish_day(since)}.",
                f"The location number {gln} closes with {english_day(lived.last_day)} as its last day; message types "
                f"cannot be added from {english_day(since)}.",
            ),
            place=("since",),
        )


def _ends_too_early(last_day: date, excerpt: Excerpt) -> Iterator[Violation]:
    if last_day < excerpt.today:
        yield Violation(
            rule=Rule.MESSAGE_ENDS_TOO_EARLY,
            words=Words(
                f"Sidste dag kan tidligst være i dag, {danish_day(excerpt.today)}, ikke {danish_day(last_day)}.",
                f"The last day can be today, {english_day(excerpt.today)}, at the earliest, not "
                f"{english_day(last_day)}.",
            ),
            place=("last_day",),
            earliest=excerpt.today,
        )


def _nothing_said(exchanges: Sequence[Exchange]) -> Iterator[Violation]:
    if not exchanges:
        yield Violation(
            rule=Rule.NOTHING_SAID,
            words=Words(
                "Ingen meddelelsestyper er nævnt: nævn mindst én.", "No message types are named: name at least one."
            ),
            place=("exchanges",),
        )


def _already(exchange: Exchange, gln: Gln, place: Place) -> Violation:
    how, shown = _DIRECTIONS[exchange.direction], mailing.written(exchange.message_type)
    return Violation(
        rule=Rule.MESSAGE_ONCE,
        words=Words(
            f"{shown} {how.da} allerede på {gln} alle de dage; intet er ændret for den.",
            f"{shown} is {how.en} by {gln} on all those days already; nothing is changed for it.",
        ),
        place=place,
    )


def _not_there(exchange: Exchange, gln: Gln, last_day: date, place: Place) -> Violation:
    how, shown = _DIRECTIONS[exchange.direction], mailing.written(exchange.message_type)
    return Violation(
        rule=Rule.MESSAGE_NOT_REGISTERED,
        words=Words(
            f"{shown} {how.da} ikke på {gln} efter {danish_day(last_day)}; der er intet at afslutte.",
            f"{shown} is not {how.en} by {gln} after {english_day(last_day)}; there is nothing to end.",
        ),
        place=place,
    )
