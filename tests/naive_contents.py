"""What everybody may read of a unit and of all below it on a day, told without any hash: nested, to be compared."""

from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.periods import Period
from domain.records import Lives
from domain.units import Facts, GeographicalRelation, UnitKind
from tests import naive
from tests.registers import life_of

Said = tuple[object, ...]


def said(register: Lives, code: SorCode, day: date) -> Said:
    """Of a closed or planned unit what holds on the last or first day of its life, and that it is so."""
    life = life_of(next(unit for unit in register.units if unit.sor_code == code))
    facts = naive.facts_on(register, code, life.clamp(day))
    assert facts is not None
    below = [
        said(register, child, day)
        for child in naive.standing(register, day)
        if (of_child := naive.facts_on(register, child, day)) is not None and of_child.parent == code
    ]
    lately = "PLANNED" if day < life.start else "" if life.covers(day) else "CLOSED"
    return (code, lately, _facts(register, code, facts, day), *_beside(register, code, life, day), frozenset(below))


def _facts(register: Lives, code: SorCode, facts: Facts, day: date) -> tuple[object, ...]:
    kind = naive.kind_of(register, code)
    shown = replace(facts, parent=None, local_attributes=(), source_updated=None, carried_back=False)
    place = facts.geographical_parent if facts.geographical_relation is GeographicalRelation.OTHER_MOTHER else None
    if facts.geographical_relation is GeographicalRelation.ORGANISATIONAL_MOTHER:
        place = facts.parent
    held = naive.facts_on(register, code, day) is not None
    shown = replace(shown, geographical_parent=place if held else None)
    if kind is not UnitKind.ORGANIZATIONAL_UNIT:
        shown = replace(shown, ambulant=None, inpatient=None, reporting_level=None)
    if kind is not UnitKind.HEALTH_INSTITUTION:
        shown = replace(shown, treatment_site=None)
    return kind, shown


def _beside(register: Lives, code: SorCode, life: Period, day: date) -> tuple[object, ...]:
    held = [
        one
        for one in naive.numbers_held(register, code)
        if one.valid.covers(life.clamp(day)) and one.life.covers(day) and not one.hidden
    ]
    numbers = [(one.gln, one.region, one.system, one.supplier, one.network, one.administrator) for one in held]
    notes = [one.note for one in held]
    messages = [
        (one.message_type, one.direction)
        for one in register.capabilities
        if one.valid.covers(day) and one.gln in {number.gln for number in held}
    ]
    relations = [(one.type, one.other) for one in naive.relations(register, code) if one.valid.covers(day)]
    return tuple(numbers), tuple(notes), tuple(messages), tuple(relations)
