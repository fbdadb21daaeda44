"""Ændr and luk lokationsnummer: what becomes of a number that was issued (REGISTER.md, section 5)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.identifiers import Gln
from domain.lifecycle import days, mailing
from domain.lifecycle.choosing import choice, inherits_nothing, may_inherit
from domain.lifecycle.editing import altered, ended
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.merging import day_after
from domain.operations import AlterNumber, CloseNumber
from domain.records import NumberLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day


def number_changed(operation: AlterNumber, excerpt: Excerpt) -> Outcome:
    """What is said holds of the number from a day on, each fact until its own next planned change.

    Raises `Rejected` with every rule that it breaks.
    """
    number = known(operation.gln, excerpt)
    run = mailing.spell(number, excerpt.today)
    lived = mailing.days_of(run)
    since = operation.since or max(days.changing(excerpt.today), lived.start)
    told = mailing.read(operation.said)
    broken = [*closed_already(number, excerpt)] or [*_untimely(number, since, excerpt)]
    if not told:
        broken.append(Violation(rule=Rule.NOTHING_SAID, words=Words(Rule.NOTHING_SAID.da, Rule.NOTHING_SAID.en)))
    broken += mailing.broken(told, since, excerpt, ("said",))
    if broken:
        raise Rejected(*broken)
    others = [version for version in number.timeline if version not in run]
    after = altered(run, since, told, excerpt.today)
    timeline = tuple(sorted([*others, *after], key=lambda version: version.valid.start))
    same = timeline == number.timeline
    edits = Edits() if same else Edits(numbers={number.gln: replace(number, timeline=timeline)})
    return Outcome(edits=edits, unit=run[-1].value.holder, day=since, gln=number.gln)


def number_closed(operation: CloseNumber, excerpt: Excerpt) -> Outcome:
    """The number without a day after its last, for good, and so the messages it exchanges.

    From the day after its unit has none or, if that is asked for, inherits one. Raises `Rejected` with every rule that
    it breaks.
    """
    number = known(operation.gln, excerpt)
    run = mailing.spell(number, excerpt.today)
    unit, lived = run[-1].value.holder, mailing.days_of(run)
    last_day = operation.last_day or max(days.closing(excerpt.today), lived.start)
    end = day_after(last_day) or date.max
    broken = [*closed_already(number, excerpt)] or [*_unclosable(number, last_day, excerpt)]
    holder = excerpt.units.get(unit)
    if operation.inherit and holder is not None:
        broken += may_inherit(holder, end, excerpt, ("inherit",))
    if broken:
        raise Rejected(*broken)
    edits = Edits(
        numbers={number.gln: replace(number, timeline=ended(number.timeline, end))},
        capabilities={
            number.gln: tuple(
                replace(one, valid=left)
                for one in excerpt.capabilities.get(number.gln, ())
                if (left := one.valid.until(end)) is not None
            )
        },
    )
    warnings: list[Violation] = []
    if holder is not None and life_of(holder).covers(end):
        edits = edits.then(choice(holder, end, operation.inherit, excerpt.after(edits)))
        if operation.inherit:
            warnings += inherits_nothing(holder, end, excerpt.after(edits), ("inherit",))
    return Outcome(edits=edits, unit=unit, day=last_day, gln=number.gln, warnings=tuple(warnings))


def known(gln: Gln, excerpt: Excerpt) -> NumberLife:
    """The number of an operation. Raises `Rejected`, if the register has none such."""
    number = excerpt.numbers.get(gln)
    if number is not None and number.timeline:
        return number
    raise Rejected(
        Violation(
            rule=Rule.NUMBER_UNKNOWN,
            words=Words(f"Registeret har intet lokationsnummer {gln}.", f"The register has no location number {gln}."),
            place=("gln",),
        )
    )


def closed_already(number: NumberLife, excerpt: Excerpt) -> Iterator[Violation]:
    """That the number closed before today, which is final."""
    last_day = mailing.days_of(number.timeline).last_day
    if last_day is not None and last_day < excerpt.today:
        yield Violation(
            rule=Rule.NUMBER_CLOSED,
            words=Words(
                f"Lokationsnummeret {number.gln} lukkede med {danish_day(last_day)} som sidste dag og genåbnes "
                "aldrig; enheden kan få et nyt.",
                f"The location number {number.gln} closed with {english_day(last_day)} as its last day and is never "
                "reopened; the unit can get a new one.",
            ),
            place=("gln",),
        )


def _untimely(number: NumberLife, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    lived = mailing.days_of(mailing.spell(number, excerpt.today))
    earliest = max(days.changing(excerpt.today), lived.start)
    if since < earliest:
        yield Violation(
            rule=Rule.NUMBER_TOO_EARLY,
            words=Words(
                f"Lokationsnummeret {number.gln} kan tidligst ændres fra {danish_day(earliest)}, ikke fra "
                f"{danish_day(since)}.",
                f"The location number {number.gln} can be changed from {english_day(earliest)} at the earliest, not "
                f"from {english_day(since)}.",
            ),
            place=("since",),
            earliest=earliest if lived.covers(earliest) else None,
        )
    if lived.last_day is not None and since > lived.last_day:
        yield Violation(
            rule=Rule.NUMBER_CLOSED,
            words=Words(
                f"Lokationsnummeret {number.gln} lukker med {danish_day(lived.last_day)} som sidste dag og kan ikke "
                f"ændres fra {danish_day(since)}.",
                f"The location number {number.gln} closes with {english_day(lived.last_day)} as its last day and "
                f"cannot be changed from {english_day(since)}.",
            ),
            place=("since",),
        )


def _unclosable(number: NumberLife, last_day: date, excerpt: Excerpt) -> Iterator[Violation]:
    lived = mailing.days_of(mailing.spell(number, excerpt.today))
    earliest = max(days.closing(excerpt.today), lived.start)
    if last_day < earliest:
        yield Violation(
            rule=Rule.NUMBER_CLOSES_TOO_EARLY,
            words=Words(
                f"Lokationsnummerets sidste dag kan tidligst være {danish_day(earliest)}, ikke {danish_day(last_day)}.",
                f"The last day of the location number can be {english_day(earliest)} at the earliest, not "
                f"{english_day(last_day)}.",
            ),
            place=("last_day",),
            earliest=earliest,
        )
    planned = mailing.days_of(number.timeline).last_day
    if planned is not None and planned <= last_day:
        yield Violation(
            rule=Rule.NUMBER_CLOSED,
            words=Words(
                f"Lokationsnummeret {number.gln} lukker allerede med {danish_day(planned)} som sidste dag.",
                f"The location number {number.gln} closes already, with {english_day(planned)} as its last day.",
            ),
            place=("last_day",),
        )
    periods = [version.valid for version in number.timeline]
    periods += [one.valid for one in excerpt.capabilities.get(number.gln, ())]
    coming = tuple(sorted({period.start for period in periods if period.start > last_day >= earliest}))
    if coming:
        yield Violation(
            rule=Rule.CONFLICTS_WITH_PLAN,
            words=Words(
                f"For lokationsnummeret {number.gln} er der planlagt en ændring {danish_day(coming[0])}, efter at det "
                "er lukket: træk den tilbage først.",
                f"Of the location number {number.gln} a change is planned for {english_day(coming[0])}, after it is "
                "closed: withdraw that first.",
            ),
            place=("last_day",),
            units=(number.timeline[-1].value.holder,),
            days=coming,
        )
