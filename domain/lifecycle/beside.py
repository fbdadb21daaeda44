"""What units are to each other beside the hierarchy: one more relation, and no unit its own successor."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle.excerpt import COOPERATES, REPLACES, Beside, Edits, Excerpt, life_of
from domain.lifecycle.standing import named
from domain.periods import Period
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day, listed

TYPES = (REPLACES, COOPERATES)


def between(unit: SorCode, type_: str, other: SorCode, excerpt: Excerpt) -> list[Beside]:
    """Relations of a type between two units. Who cooperates is cooperated with: that is found from either side."""
    found = [one for one in excerpt.beside.get(unit, ()) if (one.unit, one.type, one.other) == (unit, type_, other)]
    if type_ == COOPERATES:
        found += [
            one for one in excerpt.beside.get(other, ()) if (one.unit, one.type, one.other) == (other, type_, unit)
        ]
    return found


def added(excerpt: Excerpt, one: Beside) -> Edits:
    """The edits of one relation more."""
    return Edits(beside={one.unit: (*excerpt.beside.get(one.unit, ()), one)})


def taken_over(successor: SorCode, predecessor: SorCode, since: date, excerpt: Excerpt) -> Edits:
    """The edits that make one unit replace another from a day on.

    Said before of that day, it is not said again; what was to begin on a later day begins on this one.
    """
    same = between(successor, REPLACES, predecessor, excerpt)
    if any(one.valid.covers(since) for one in same):
        return Edits()
    later = [one for one in same if one.valid.start > since]
    note = next((one.note for one in later), None)
    others = (one for one in excerpt.beside.get(successor, ()) if one not in later)
    return Edits(beside={successor: (*others, Beside(successor, REPLACES, predecessor, Period(since), note))})


def of_unit(code: SorCode, excerpt: Excerpt) -> tuple[Beside, ...]:
    """The relations that are a unit's to say: those that it states and, of cooperations, those that others state."""
    return tuple(dict.fromkeys((*excerpt.beside.get(code, ()), *excerpt.cooperations.get(code, ()))))


def within_lives(codes: Set[SorCode], excerpt: Excerpt) -> Edits:
    """The edits by which the cooperations of some units have no day on which either unit has none."""
    beside: dict[SorCode, tuple[Beside, ...]] = {}
    for side, told in excerpt.beside.items():
        left = [one if codes.isdisjoint((one.unit, one.other)) else within_both(one, excerpt) for one in told]
        if left != [*told]:
            beside[side] = tuple(one for one in left if one is not None)
    return Edits(beside=beside)


def within_both(one: Beside, excerpt: Excerpt) -> Beside | None:
    """What is left of a relation: a cooperation lasts as long as both units, to replace another is for good."""
    valid: Period | None = one.valid
    for code in (one.unit, one.other) if one.type == COOPERATES else ():
        if valid is not None and code in excerpt.units:
            valid = valid.overlap(life_of(excerpt.units[code]))
    return None if valid is None else replace(one, valid=valid)


def succeeds_itself(successor: SorCode, predecessor: SorCode, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """That the predecessor, perhaps through others and on whatever days, itself replaces the successor."""
    ways: list[tuple[SorCode, ...]] = [(predecessor,)]
    seen = {predecessor}
    while ways:
        way = ways.pop()
        if way[-1] == successor:
            yield _circle(successor, way, excerpt, place)
            return
        for one in excerpt.beside.get(way[-1], ()):
            if one.unit == way[-1] and one.type == REPLACES and one.other not in seen:
                seen.add(one.other)
                ways.append((*way, one.other))


def closes_too(code: SorCode, excerpt: Excerpt, place: Place) -> Violation:
    """That a successor is itself among those that close."""
    name = named(code, excerpt)
    return Violation(
        rule=Rule.SUCCESSOR_STAYS,
        words=Words(
            f"{name} lukker selv og kan ikke tage over; vælg en enhed, der bliver.",
            f"{name} itself closes and cannot take over; choose a unit that stays.",
        ),
        place=place,
        units=(code,),
    )


def not_in_force(code: SorCode, first_day: date, excerpt: Excerpt, place: Place) -> Violation:
    """That a successor is not there on the day from which it is to take over."""
    name, life = named(code, excerpt), life_of(excerpt.units[code])
    if first_day < life.start:
        words = Words(
            f"{name} åbner først {danish_day(life.start)} og kan ikke tage over {danish_day(first_day)}.",
            f"{name} opens on {english_day(life.start)} and cannot take over on {english_day(first_day)}.",
        )
        return Violation(rule=Rule.SUCCESSOR_IN_FORCE, words=words, place=place, earliest=life.start, units=(code,))
    assert life.last_day is not None
    words = Words(
        f"{name} har {danish_day(life.last_day)} som sidste dag og kan ikke tage over {danish_day(first_day)}.",
        f"{name} has {english_day(life.last_day)} as its last day and cannot take over on {english_day(first_day)}.",
    )
    return Violation(rule=Rule.SUCCESSOR_IN_FORCE, words=words, place=place, units=(code,))


def _circle(successor: SorCode, way: Sequence[SorCode], excerpt: Excerpt, place: Place) -> Violation:
    name = named(successor, excerpt)
    if len(way) == 1:
        words = Words(f"{name} kan ikke erstatte sig selv.", f"{name} cannot replace itself.")
    else:
        first, through = named(way[0], excerpt), listed([named(code, excerpt) for code in way[1:-1]])
        words = Words(
            f"{first} erstatter {name}" + (f" gennem {through.da}" if through.da else "") + " og kan ikke selv "
            "erstattes af den.",
            f"{first} replaces {name}" + (f" through {through.en}" if through.en else "") + " and cannot itself be "
            "replaced by it.",
        )
    return Violation(rule=Rule.SUCCEEDS_ITSELF, words=words, place=place, units=tuple(way))
