"""A unit's life made another: its timeline, its location numbers and the units below it, within the new days."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from domain.identifiers import Gln
from domain.lifecycle import mailing
from domain.lifecycle.excerpt import Edits, Excerpt, life_of
from domain.lifecycle.standing import named
from domain.location_numbers import Capability, Mailbox
from domain.periods import Period, Version
from domain.records import NumberLife, UnitLife
from domain.rejections import Violation
from domain.rules import Rule
from domain.units import Facts, Timeline
from domain.words import Words, danish_day, english_day, listed


def lived(timeline: Timeline, life: Period) -> Timeline:
    """The timeline over these days: what was said first or last holds on days that are new."""
    first, last = timeline[0], timeline[-1]
    start = min(first.valid.start, life.start)
    end = None if life.end is None or last.valid.end is None else max(last.valid.end, life.end)
    starts = [start, *(version.valid.start for version in timeline[1:])]
    ends = [*(version.valid.end for version in timeline[:-1]), end]
    longest = (
        Version(Period(since, until), version.value)
        for since, until, version in zip(starts, ends, timeline, strict=True)
    )
    return tuple(_cut(longest, life))


def numbers_within(unit: UnitLife, excerpt: Excerpt) -> tuple[Edits, list[Violation]]:
    """The numbers that the unit holds on days on which it is not there any more, without those days.

    A unit's number closes with it; it is not given back when the unit lives longer. With warnings that tell of it.
    """
    before, life = excerpt.units[unit.sor_code], life_of(unit)
    numbers: dict[Gln, NumberLife] = {}
    capabilities: dict[Gln, tuple[Capability, ...]] = {}
    warnings: list[Violation] = []
    for number in excerpt.held.get(unit.sor_code, ()):
        kept = _kept(number, unit, before)
        if kept == number or not kept.timeline:
            continue
        numbers[number.gln] = kept
        lasting = mailing.days_of(kept.timeline)
        capabilities[number.gln] = tuple(
            replace(one, valid=left)
            for one in excerpt.capabilities.get(number.gln, ())
            if (left := one.valid.overlap(lasting)) is not None
        )
        warnings.append(_follows(number, life, unit, excerpt))
    return Edits(numbers=numbers, capabilities=capabilities), warnings


def numbers_outside(unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """Numbers that the unit held only on days on which it is not there any more."""
    before = excerpt.units[unit.sor_code]
    for number in excerpt.held.get(unit.sor_code, ()):
        if not _kept(number, unit, before).timeline:
            days = mailing.days_of(number.timeline)
            name, since = named(unit.sor_code, excerpt), days.start
            yield Violation(
                rule=Rule.LOCATION_NUMBER_OUTLIVES_UNIT,
                words=Words(
                    f"{name} har lokationsnummeret {number.gln} fra {danish_day(since)}: så længe det er udstedt, er "
                    "enheden der mindst én af nummerets dage.",
                    f"{name} has the location number {number.gln} from {english_day(since)}: since that was issued, "
                    "the unit is there on one of the number's days at least.",
                ),
                place=("closed",) if life_of(unit).start <= since else ("opened",),
                units=(unit.sor_code,),
                during=days,
            )


def units_outside(unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """The units that are under it on days on which it is not there."""
    life, name = life_of(unit), named(unit.sor_code, excerpt)
    earlier = Period(date.min).until(life.start)
    early = [] if earlier is None else _below(unit, excerpt, earlier)
    if early:
        names = listed([named(one.sor_code, excerpt) for one, _ in early])
        yield Violation(
            rule=Rule.OUTSIDE_PARENT_VALIDITY,
            words=Words(
                f"{name} kan ikke være åbnet så sent som {danish_day(life.start)}: før den dag er {names.da} under "
                "den. Ret dem først.",
                f"{name} cannot have opened as late as {english_day(life.start)}: before that day {names.en} are under "
                "it. Correct those first.",
            ),
            place=("opened",),
            units=tuple(one.sor_code for one, _ in early),
            during=Period(min(days.start for _, days in early), life.start),
        )
    late = _below(unit, excerpt, Period(life.end)) if life.end is not None else []
    if late and life.last_day is not None:
        names = listed([named(one.sor_code, excerpt) for one, _ in late])
        yield Violation(
            rule=Rule.OUTSIDE_PARENT_VALIDITY,
            words=Words(
                f"{name} kan ikke have {danish_day(life.last_day)} som sidste dag: efter den dag er {names.da} under "
                "den. Ret eller flyt dem først.",
                f"{name} cannot have {english_day(life.last_day)} as its last day: after that day {names.en} are under "
                "it. Correct or move those first.",
            ),
            place=("closed",),
            units=tuple(one.sor_code for one, _ in late),
            during=min((days for _, days in late), key=lambda days: days.start),
        )


def _below(unit: UnitLife, excerpt: Excerpt, days: Period) -> list[tuple[UnitLife, Period]]:
    """Units that are directly under it on some of these days, each with the first of them."""
    found: list[tuple[UnitLife, Period]] = []
    for code in excerpt.under.get(unit.sor_code, ()):
        below = excerpt.units[code]
        there = (one.valid.overlap(days) for one in below.timeline if one.value.parent == unit.sor_code)
        first = next((shared for shared in there if shared is not None), None)
        if first is not None:
            found.append((below, first))
    return found


def _kept(number: NumberLife, unit: UnitLife, before: UnitLife) -> NumberLife:
    """The number without the days that its unit has lost. What outlived the unit in older data stays so."""
    was, life = life_of(before), life_of(unit)
    start = life.start if life.start > was.start else date.min
    left = Period(start, life.end if life.end is not None and was.outlasts(life.end) else None)
    kept = tuple(_within(number.timeline, unit, left))
    if kept == number.timeline or not kept:
        return replace(number, timeline=kept)
    return replace(number, timeline=kept, first_from=max(number.first_from, kept[0].valid.start))


def _within(timeline: Iterable[Version[Mailbox]], unit: UnitLife, days: Period) -> Iterator[Version[Mailbox]]:
    for version in timeline:
        if version.value.holder != unit.sor_code:
            yield version
        elif (left := version.valid.overlap(days)) is not None:
            yield Version(left, version.value)


def _follows(number: NumberLife, life: Period, unit: UnitLife, excerpt: Excerpt) -> Violation:
    name = named(unit.sor_code, excerpt)
    until = Words("", "")
    if life.last_day is not None:
        until = Words(f" til og med {danish_day(life.last_day)}", f" to {english_day(life.last_day)}")
    return Violation(
        rule=Rule.LOCATION_NUMBER_OUTLIVES_UNIT,
        words=Words(
            f"Lokationsnummeret {number.gln} følger {name}, som er der fra {danish_day(life.start)}{until.da}; de "
            "øvrige dage falder bort.",
            f"The location number {number.gln} follows {name}, which is there from {english_day(life.start)}"
            f"{until.en}; its other days fall away.",
        ),
        units=(unit.sor_code,),
    )


def _cut(timeline: Iterator[Version[Facts]], life: Period) -> Iterator[Version[Facts]]:
    for version in timeline:
        left = version.valid.overlap(life)
        if left is not None:
            yield Version(left, version.value)
