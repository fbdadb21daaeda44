"""The days that a correction is of: those of a unit's life, and which of them (REGISTER.md, section 4)."""

from collections.abc import Iterator
from datetime import date

from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.standing import named
from domain.merging import day_after
from domain.operations import Correct
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day


def life_after(operation: Correct, unit: UnitLife) -> Period | None:
    """Its life as corrected; none, if no day is left of it."""
    life = life_of(unit)
    start = operation.opened or life.start
    end = life.end if operation.closed is None else day_after(operation.closed)
    return None if end is not None and end <= start else Period(start, end)


def days_corrected(operation: Correct, life: Period) -> Period | None:
    """The days of its life that are corrected."""
    start = operation.since or life.start
    end = life.end if operation.last_day is None else day_after(operation.last_day)
    return None if end is not None and end <= start else Period(start, end).overlap(life)


def first_day(operation: Correct, unit: UnitLife, lasting: Period) -> date:
    """The first day of which something else is said now."""
    life = life_of(unit)
    touched = [lasting.start] if operation.said.facts or operation.parent is not None else []
    if operation.opened is not None:
        touched.append(min(operation.opened, life.start))
    if operation.closed is not None:
        ends = [end for end in (day_after(operation.closed), life.end) if end is not None]
        touched.append(min(ends, default=life.start))
    return min(touched, default=lasting.start)


def no_life(operation: Correct, unit: UnitLife, excerpt: Excerpt) -> Violation:
    """That no day would be left of the unit's life."""
    name = named(unit.sor_code, excerpt)
    opened = operation.opened or life_of(unit).start
    closed = operation.closed or life_of(unit).last_day or date.max
    return Violation(
        rule=Rule.CORRECTION_LIFE,
        words=Words(
            f"{name} kan ikke være åbnet {danish_day(opened)} og have {danish_day(closed)} som sidste dag: ret dem, så "
            "der er mindst én dag.",
            f"{name} cannot have opened on {english_day(opened)} and have {english_day(closed)} as its last day: "
            "correct them so that there is at least one day.",
        ),
        place=("opened",) if operation.opened is not None else ("closed",),
    )


def days_outside(operation: Correct, life: Period, unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """Days that are to be corrected on which the unit is not there, or that run backwards."""
    name = named(unit.sor_code, excerpt)
    since, last_day = operation.since, operation.last_day
    if since is not None and last_day is not None and last_day < since:
        yield Violation(
            rule=Rule.CORRECTION_DAYS,
            words=Words(
                f"Rettelsens sidste dag, {danish_day(last_day)}, ligger før dens første, {danish_day(since)}.",
                f"The last day of the correction, {english_day(last_day)}, is before its first, {english_day(since)}.",
            ),
            place=("last_day",),
        )
    for day, place in ((since, "since"), (last_day, "last_day")):
        if day is not None and day != date.max and not life.covers(day):
            yield _not_lived(name, day, life, (place,))


def _not_lived(name: str, day: date, life: Period, place: Place) -> Violation:
    words = Words(
        f"{name} åbnede {danish_day(life.start)}; der er intet at rette {danish_day(day)}. Ret selve åbningen, hvis "
        "den er forkert.",
        f"{name} opened on {english_day(life.start)}; there is nothing to correct on {english_day(day)}. Correct the "
        "opening itself if that is wrong.",
    )
    if life.last_day is not None and day > life.last_day:
        words = Words(
            f"{name} har {danish_day(life.last_day)} som sidste dag; der er intet at rette {danish_day(day)}. Ret "
            "selve lukningen, hvis den er forkert.",
            f"{name} has {english_day(life.last_day)} as its last day; there is nothing to correct on "
            f"{english_day(day)}. Correct the closing itself if that is wrong.",
        )
    return Violation(
        rule=Rule.CORRECTION_DAYS, words=words, place=place, earliest=life.start if day < life.start else None
    )
