"""Ret: what was recorded wrongly of a unit, on exactly the days on which it was (REGISTER.md, section 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from domain.lifecycle import living, mailing, saying, telephones
from domain.lifecycle.beside import within_lives
from domain.lifecycle.correction_days import days_corrected, days_outside, first_day, life_after, no_life
from domain.lifecycle.editing import overwritten
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.moving import returns
from domain.lifecycle.standing import misplaced, unknown_unit
from domain.operations import Correct
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.units import Timeline
from domain.words import Words, danish_day, english_day

_PLACE = ("geographical_relation", "geographical_parent")
_NO_TELEPHONE_TO_ASK_FOR = {
    Rule.TELEPHONE_REQUIRED,
    Rule.UNIT_UNKNOWN,
    Rule.LEVEL_UNDER,
    Rule.OUTSIDE_PARENT_VALIDITY,
    Rule.WOULD_CREATE_CYCLE,
}
"""Rules that, once broken, leave open what a unit inherits, or have told of the telephone already."""


def corrected(operation: Correct, excerpt: Excerpt) -> Outcome:
    """What is said held on the days said, in the past too; nothing else is touched, on those days or on others.

    Afterwards every rule of units holds on every day, but those of the earliest days. Raises `Rejected` with every rule
    that is broken.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    facts, broken = saying.read(operation.said, ("said",))
    if operation.parent is not None:
        facts["parent"] = operation.parent
    if not facts and not broken and operation.opened is None and operation.closed is None:
        broken.append(Violation(rule=Rule.NOTHING_SAID, words=Words(Rule.NOTHING_SAID.da, Rule.NOTHING_SAID.en)))
    life = life_after(operation, unit)
    if life is None:
        raise Rejected(*broken, no_life(operation, unit, excerpt))
    broken += days_outside(operation, life, unit, excerpt)
    lasting = days_corrected(operation, life)
    if lasting is None:
        raise Rejected(*broken)
    timeline = overwritten(living.lived(unit.timeline, life), lasting, facts, excerpt.today)
    broken += _said(operation, facts, timeline, lasting, unit, excerpt)
    after = replace(unit, timeline=timeline, first_from=operation.opened or unit.first_from)
    numbers, warnings = living.numbers_within(after, excerpt)
    edits = Edits(
        units={unit.sor_code: after} if after != unit else {},
        addresses=operation.said.addresses,
        electronic_addresses=operation.said.electronic_addresses,
    ).then(numbers)
    edits = edits.then(within_lives({unit.sor_code}, excerpt.after(edits)))
    then = excerpt.after(edits)
    broken += _standing(operation, unit, after, excerpt, then)
    if facts.get("inherits_location_number"):
        broken += _both(after, then)
    if not any(one.rule in _NO_TELEPHONE_TO_ASK_FOR for one in broken):
        broken += _telephone(operation, unit, after, facts, excerpt, then)
    if broken:
        raise Rejected(*broken)
    warnings += saying.doubtful(facts, ("said",))
    return Outcome(edits=edits, unit=unit.sor_code, day=first_day(operation, unit, lasting), warnings=tuple(warnings))


def _said(
    operation: Correct, facts: Mapping[str, Any], timeline: Timeline, lasting: Period, unit: UnitLife, excerpt: Excerpt
) -> list[Violation]:
    """What is wrong with what is said by itself; of where the unit is with both parts as they are afterwards."""
    found: dict[Violation, None] = {}
    said = {name: value for name, value in facts.items() if name != "parent"}
    for version in timeline:
        if version.valid.overlap(lasting) is None:
            continue
        if any(name in said for name in _PLACE):
            said |= {name: getattr(version.value, name) for name in _PLACE}
        broken = saying.broken(said, operation.said, unit.kind, lasting.start, excerpt, ("said",))
        found |= dict.fromkeys(broken)
    return list(found)


def _standing(
    operation: Correct, before: UnitLife, after: UnitLife, excerpt: Excerpt, then: Excerpt
) -> Iterator[Violation]:
    """What is wrong with it among the others, in the register as corrected (`then`)."""
    for violation in misplaced(after, life_of(after).start, then, ("parent",)):
        yield replace(violation, place=_cause(operation, before, violation.during))
    if operation.parent is not None and not [*returns(before, excerpt)]:
        yield from returns(after, then)
    yield from living.units_outside(after, then)
    yield from living.numbers_outside(after, excerpt)


def _telephone(
    operation: Correct,
    before: UnitLife,
    after: UnitLife,
    facts: Mapping[str, Any],
    excerpt: Excerpt,
    then: Excerpt,
) -> Iterator[Violation]:
    """That the correction takes its telephone away. One that it lacked before is not asked for."""
    place = ("said", "electronic") if "electronic" in facts else _cause(operation, before, None)
    if not [*telephones.missing(before.sor_code, life_of(before).start, excerpt, place)]:
        yield from telephones.missing(after.sor_code, life_of(after).start, then, place)


def _cause(operation: Correct, before: UnitLife, during: Period | None) -> Place:
    """Which part of the correction makes that a rule is broken on some days."""
    if operation.parent is not None:
        return ("parent",)
    if operation.opened is not None and (operation.closed is None or (during and during.start < life_of(before).start)):
        return ("opened",)
    return () if operation.closed is None else ("closed",)


def _both(unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """Days on which the unit would inherit a location number and hold one of its own."""
    for gln, held in mailing.own(unit.sor_code, excerpt):
        days = [one.valid.overlap(held) for one in unit.timeline if one.value.inherits_location_number]
        during = next((both for both in days if both is not None), None)
        if during is not None:
            yield Violation(
                rule=Rule.LOCATION_NUMBER_CHOICE,
                words=Words(
                    f"Enheden havde sit eget lokationsnummer {gln} fra {danish_day(during.start)} og arvede da intet.",
                    f"The unit had a location number of its own, {gln}, from {english_day(during.start)} and inherited "
                    "none then.",
                ),
                place=("said", "inherits_location_number"),
                units=(unit.sor_code,),
                during=during,
            )
