"""The register's rules told as plainly as they are written, one unit and one day at a time, without regard to speed.

What the program does cleverly is compared with what these say of the same random register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from domain import stories, telling
from domain.chronicles import Chronicle, InheritableValue
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import LocationNumber, Mailbox
from domain.names import folded
from domain.periods import Period, value_on
from domain.records import Lives, NumberLife, UnitLife
from domain.relations import Relation
from domain.stories import Held, Said, Story
from domain.telling import TimelineField
from domain.units import FACTS, Facts, Unit, UnitKind
from tests.registers import life_of


class Stated(NamedTuple):
    """An effective value and the unit and field in which it is stated."""

    value: InheritableValue
    source: SorCode
    field: InheritableField


def facts_on(register: Lives, code: SorCode, day: date) -> Facts | None:
    """What the register says of a unit on a day of its life."""
    return next((value_on(day, unit.timeline) for unit in register.units if unit.sor_code == code), None)


def kind_of(register: Lives, code: SorCode) -> UnitKind:
    return next(unit.kind for unit in register.units if unit.sor_code == code)


def standing(register: Lives, day: date) -> list[SorCode]:
    """The units in force on a day."""
    return [unit.sor_code for unit in register.units if life_of(unit).covers(day)]


def own_number(register: Lives, code: SorCode, day: date) -> Gln | None:
    """The location number a unit holds on a day."""
    for number in register.numbers:
        mailbox = value_on(day, number.timeline)
        if mailbox is not None and mailbox.holder == code:
            return number.gln
    return None


def effective(register: Lives, code: SorCode, field: InheritableField, day: date) -> Stated | None:
    """REGISTER.md, section 3, rule by rule. None of a unit that is not in force."""
    facts = facts_on(register, code, day)
    if facts is None:
        return None
    if field is InheritableField.LOCATION_NUMBER:
        return _number(register, code, facts, day)
    if field is InheritableField.POSTAL_ADDRESS:
        if facts.postal is not None:
            return Stated(facts.postal, code, field)
        return None if facts.parent is None else effective(register, facts.parent, field, day)
    if field is InheritableField.ELECTRONIC_ADDRESS:
        if facts.electronic is not None:
            return Stated(facts.electronic, code, field)
        return None if facts.parent is None else effective(register, facts.parent, field, day)
    if field is InheritableField.VISITING_ADDRESS:
        if facts.visiting is not None:
            return Stated(facts.visiting, code, field)
        return effective(register, code, InheritableField.POSTAL_ADDRESS, day)
    if kind_of(register, code) is not UnitKind.ORGANIZATIONAL_UNIT:
        return None
    if facts.activity is not None:
        return Stated(facts.activity, code, field)
    return effective(register, code, InheritableField.VISITING_ADDRESS, day)


def _number(register: Lives, code: SorCode, facts: Facts, day: date) -> Stated | None:
    field = InheritableField.LOCATION_NUMBER
    own = own_number(register, code, day)
    if own is not None:
        return Stated(own, code, field)
    if facts.inherits_location_number and facts.parent is not None:
        return effective(register, facts.parent, field, day)
    return None


def heirs(register: Lives, code: SorCode, field: InheritableField, day: date, include_self: bool) -> list[SorCode]:
    """The units whose effective value comes from a unit, in no order."""
    found = {one: effective(register, one, field, day) for one in standing(register, day)}
    return [one for one, stated in found.items() if stated and stated.source == code and (include_self or one != code)]


RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


def unit_versions(life: UnitLife) -> tuple[Unit, ...]:
    """A unit's versions as the register gives them."""
    whole = life_of(life)
    return tuple(
        Unit(
            sor_code=life.sor_code,
            kind=life.kind,
            valid=version.valid,
            life=whole,
            first_from=life.first_from,
            version=1,
            changed=RECORDED,
            **{name: getattr(version.value, name) for name in FACTS},
        )
        for version in life.timeline
    )


def number_versions(life: NumberLife) -> tuple[LocationNumber, ...]:
    """A number's versions as the register gives them."""
    whole = Period(life.timeline[0].valid.start, life.timeline[-1].valid.end)
    return tuple(
        LocationNumber(
            gln=life.gln,
            valid=version.valid,
            life=whole,
            first_from=life.first_from,
            **{field.name: getattr(version.value, field.name) for field in fields(Mailbox)},
        )
        for version in life.timeline
    )


def numbers_held(register: Lives, code: SorCode) -> tuple[LocationNumber, ...]:
    """Every version in which a unit holds a number, in order."""
    told = [version for life in register.numbers for version in number_versions(life) if version.holder == code]
    return tuple(sorted(told, key=lambda version: version.valid.start))


def ever_above(register: Lives, codes: Sequence[SorCode]) -> set[SorCode]:
    """The units and all that were ever above them."""
    lives = {unit.sor_code: unit for unit in register.units}
    parents = {version.value.parent for code in codes if code in lives for version in lives[code].timeline}
    found = [code for code in codes if code in lives]
    above = [parent for parent in parents if parent is not None]
    return {*found} | (ever_above(register, above) if above else set())


def chronicle(register: Lives, code: SorCode) -> Chronicle:
    above = ever_above(register, [code])
    return Chronicle(
        code,
        {unit.sor_code: unit_versions(unit) for unit in register.units if unit.sor_code in above},
        {one: held for one in above if (held := numbers_held(register, one))},
    )


def found_by(text: str, names: Sequence[str], former: bool) -> float:
    """How well a text finds a unit by the last of its names or, if former names count, the others; 0 if it does not."""
    *old, now = names
    earlier = [called(text, name) / 2 for name in old if name != now] if former else []
    return max([called(text, now), *earlier])


def called(text: str, name: str) -> float:
    """REGISTER.md, section 7: how well a name answers a text, letter by letter."""
    asked, name = folded(text), folded(name)
    if "*" in asked:
        first, *rest = asked.split("*")
        parts = [part for part in (first, *rest) if part]
        if not _runs(asked, name):
            return 0
    else:
        parts = asked.split(" ")
        if not all(part in name for part in parts):
            return 0
    if name == asked.replace("*", ""):
        return 1.0
    if name.startswith(asked if "*" not in asked else parts[0]):
        return 0.8
    told = [part.lstrip(" ") for part in parts if part.strip(" ")]
    return 0.6 if all(_begins_a_word(part, name) for part in told) else 0.4


def _runs(pattern: str, name: str) -> bool:
    """Whether a name is what a pattern says, a star being any run of characters."""
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(_runs(pattern[1:], name[start:]) for start in range(len(name) + 1))
    return name[:1] == pattern[0] and _runs(pattern[1:], name[1:])


def _begins_a_word(part: str, name: str) -> bool:
    starts = [place for place in range(len(name)) if name.startswith(part, place)]
    return any(start == 0 or (name[start - 1].isascii() and not name[start - 1].isalnum()) for start in starts)


def number_on(register: Lives, code: SorCode, day: date) -> LocationNumber | None:
    """The number a unit holds on a day, as it stands that day."""
    return next((one for one in numbers_held(register, code) if one.valid.covers(day)), None)


def nearest_day(life: UnitLife | None, day: date) -> date:
    """The day of a unit's life that is nearest to a day."""
    return day if life is None else life_of(life).clamp(day)


def relations(register: Lives, code: SorCode) -> tuple[Relation, ...]:
    """Whom a unit replaces and is replaced by."""
    told = [(one.successor, "REPLACES", one.predecessor, one.since) for one in register.successions]
    told += [(one.predecessor, "REPLACED_BY", one.successor, one.since) for one in register.successions]
    return tuple(Relation(type_, unit, other, Period(since)) for unit, type_, other, since in told if unit == code)


def story(register: Lives, code: SorCode) -> Story:
    life = next((unit for unit in register.units if unit.sor_code == code), None)
    return stories.lived(code, life, register.numbers, register.capabilities, relations(register, code))


def told_on(register: Lives, code: SorCode, day: date, written: Mapping[UUID, str]) -> dict[TimelineField, str | None]:
    """What every field of a unit says on a day."""
    life = next((unit for unit in register.units if unit.sor_code == code), None)
    end = None if life is None else life_of(life).end
    number = number_on(register, code, day)
    said = Said(
        facts_on(register, code, day),
        None if number is None else Held(number.gln, number),
        tuple(one for one in register.capabilities if number and one.gln == number.gln and one.valid.covers(day)),
        tuple(one for one in relations(register, code) if one.valid.covers(day)),
        closed=end is not None and end <= day,
    )
    return telling.told(said, written)
