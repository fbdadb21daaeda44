"""Tilføj and afslut relation: units that replace others or cooperate with them (REGISTER.md, section 1)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle import days
from domain.lifecycle.beside import TYPES, added, between, succeeds_itself
from domain.lifecycle.excerpt import COOPERATES, REPLACES, Beside, Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import named, unknown_unit
from domain.location_numbers import NOTE_LENGTH
from domain.merging import day_after
from domain.operations import Relate, Unrelate
from domain.periods import Period, earlier
from domain.records import UnitLife
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day

_SAID = {REPLACES: Words("erstatter", "replaces"), COOPERATES: Words("samarbejder med", "cooperates with")}


def related(operation: Relate, excerpt: Excerpt) -> Outcome:
    """That a unit replaces another, for good, or cooperates with it, as long as both are in force.

    Raises `Rejected` with every rule that is broken.
    """
    unit, other = excerpt.units.get(operation.unit), excerpt.units.get(operation.other)
    broken = [*_unmeant(operation)]
    if unit is None:
        broken.append(unknown_unit(operation.unit, ("unit",)))
    if other is None:
        broken.append(_stranger(operation.other, ("other",)))
    if unit is None or other is None or operation.type not in TYPES or unit is other:
        raise Rejected(*broken)
    since = operation.since or max(days.changing(excerpt.today), life_of(unit).start)
    broken += _untimely(unit, other, operation.type, since, excerpt)
    if operation.type == REPLACES:
        broken += succeeds_itself(unit.sor_code, other.sor_code, excerpt, ("other",))
        lasting = Period(since)
    else:
        end = earlier(life_of(unit).end, life_of(other).end)
        lasting = Period(since, end if end is not None and end > since else None)
    broken += _recorded(operation, lasting, excerpt)
    if broken:
        raise Rejected(*broken)
    note = (operation.note or "").strip() or None
    one = Beside(unit.sor_code, operation.type, other.sor_code, lasting, note)
    return Outcome(edits=added(excerpt, one), unit=unit.sor_code, day=since, others=())


def unrelated(operation: Unrelate, excerpt: Excerpt) -> Outcome:
    """The relation has no day after the last, a planned one none at all. Of a cooperation either side may end it.

    Raises `Rejected` with every rule that is broken.
    """
    last_day = operation.last_day or excerpt.today
    end = day_after(last_day) or date.max
    broken: list[Violation] = []
    if operation.unit not in excerpt.units:
        broken.append(unknown_unit(operation.unit, ("unit",)))
    if operation.type not in TYPES:
        broken.append(_unknown_type(operation.type))
    if last_day < excerpt.today:
        broken.append(_ends_too_early(last_day, excerpt))
    ending = [
        one for one in between(operation.unit, operation.type, operation.other, excerpt) if one.valid.outlasts(end)
    ]
    if not ending and operation.unit in excerpt.units and operation.type in TYPES:
        broken.append(_not_there(operation, last_day, excerpt))
    if broken:
        raise Rejected(*broken)
    sides = {one.unit for one in ending}
    edits = Edits(beside={side: tuple(_until(end, excerpt.beside[side], ending)) for side in sides})
    return Outcome(edits=edits, unit=operation.unit, day=last_day)


def _until(end: date, told: Sequence[Beside], ending: Sequence[Beside]) -> Iterator[Beside]:
    """What is left of those that end, and all the others."""
    for one in told:
        if one not in ending:
            yield one
        elif (left := one.valid.until(end)) is not None:
            yield replace(one, valid=left)


def _unmeant(operation: Relate) -> Iterator[Violation]:
    if operation.type not in TYPES:
        yield _unknown_type(operation.type)
    elif operation.unit == operation.other:
        rule = Rule.SUCCEEDS_ITSELF if operation.type == REPLACES else Rule.RELATION_TO_ITSELF
        yield Violation(rule=rule, words=Words(rule.da, rule.en), place=("other",), units=(operation.unit,))
    length = len(operation.note or "")
    if length > NOTE_LENGTH:
        yield Violation(
            rule=Rule.TEXT_LENGTH,
            words=Words(
                f"Noten har {length} tegn; en note har højst {NOTE_LENGTH}.",
                f"The note has {length} characters; a note has at most {NOTE_LENGTH}.",
            ),
            place=("note",),
        )


def _unknown_type(type_: str) -> Violation:
    return Violation(
        rule=Rule.RELATION_TYPE,
        words=Words(
            f"'{type_[:40]}' er ingen relation; den er REPLACES (erstatter) eller COOPERATES (samarbejder med).",
            f"'{type_[:40]}' is no relation; it is REPLACES or COOPERATES.",
        ),
        place=("type",),
    )


def _stranger(code: SorCode, place: Place) -> Violation:
    return Violation(
        rule=Rule.RELATION_UNKNOWN,
        words=Words(f"Ingen enhed har SOR-koden {code}.", f"No unit has the SOR code {code}."),
        place=place,
        units=(code,),
    )


def _untimely(unit: UnitLife, other: UnitLife, type_: str, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    earliest = max([days.changing(excerpt.today), life_of(unit).start])
    if since < earliest:
        yield Violation(
            rule=Rule.RELATION_TOO_EARLY,
            words=Words(
                f"Relationen kan tidligst gælde fra {danish_day(earliest)}, ikke fra {danish_day(since)}.",
                f"The relation can be valid from {english_day(earliest)} at the earliest, not from "
                f"{english_day(since)}.",
            ),
            place=("since",),
            earliest=earliest if life_of(unit).covers(earliest) else None,
        )
    sides = [(unit, "unit"), (other, "other")] if type_ == COOPERATES else [(unit, "unit")]
    for side, place in sides:
        if not life_of(side).covers(max(since, earliest)):
            yield _not_in_force(side, max(since, earliest), excerpt, (place,))


def _not_in_force(unit: UnitLife, on: date, excerpt: Excerpt, place: Place) -> Violation:
    name, life = named(unit.sor_code, excerpt), life_of(unit)
    if on < life.start:
        words = Words(
            f"{name} åbner først {danish_day(life.start)}; vælg en dag, hvor den gælder.",
            f"{name} opens on {english_day(life.start)}; choose a day on which it is in force.",
        )
        return Violation(
            rule=Rule.RELATION_IN_FORCE, words=words, place=place, earliest=life.start, units=(unit.sor_code,)
        )
    assert life.last_day is not None
    words = Words(
        f"{name} har {danish_day(life.last_day)} som sidste dag og får ingen relation fra {danish_day(on)}.",
        f"{name} has {english_day(life.last_day)} as its last day and gets no relation from {english_day(on)}.",
    )
    return Violation(rule=Rule.RELATION_IN_FORCE, words=words, place=place, units=(unit.sor_code,))


def _recorded(operation: Relate, lasting: Period, excerpt: Excerpt) -> Iterator[Violation]:
    for one in between(operation.unit, operation.type, operation.other, excerpt):
        during = one.valid.overlap(lasting)
        if during is not None:
            said, unit, other = _SAID[one.type], named(one.unit, excerpt), named(one.other, excerpt)
            yield Violation(
                rule=Rule.RELATION_ONCE,
                words=Words(
                    f"Det er allerede registreret, at {unit} {said.da} {other} fra {danish_day(one.valid.start)}.",
                    f"It is recorded already that {unit} {said.en} {other} from {english_day(one.valid.start)}.",
                ),
                place=("other",),
                earliest=one.valid.end,
                during=during,
            )


def _ends_too_early(last_day: date, excerpt: Excerpt) -> Violation:
    return Violation(
        rule=Rule.RELATION_ENDS_TOO_EARLY,
        words=Words(
            f"Sidste dag kan tidligst være i dag, {danish_day(excerpt.today)}, ikke {danish_day(last_day)}.",
            f"The last day can be today, {english_day(excerpt.today)}, at the earliest, not {english_day(last_day)}.",
        ),
        place=("last_day",),
        earliest=excerpt.today,
    )


def _not_there(operation: Unrelate, last_day: date, excerpt: Excerpt) -> Violation:
    said = _SAID[operation.type]
    unit, other = named(operation.unit, excerpt), named(operation.other, excerpt)
    return Violation(
        rule=Rule.RELATION_NOT_RECORDED,
        words=Words(
            f"Det er ikke registreret, at {unit} {said.da} {other} efter {danish_day(last_day)}; der er intet at "
            "afslutte.",
            f"It is not recorded that {unit} {said.en} {other} after {english_day(last_day)}; there is nothing to end.",
        ),
        place=("other",),
    )
