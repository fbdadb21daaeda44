"""What is said of a unit, read and held to the rules of each fact by itself (REGISTER.md, sections 1 to 3)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from domain import identifiers
from domain.code_lists import CodeList
from domain.identifiers import SorCode
from domain.lifecycle.coded import unknown_code
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.lettering import unlettered, unseen
from domain.lifecycle.places import misaddressed
from domain.lifecycle.standing import LEVELS, unknown_unit
from domain.operations import Said
from domain.rejections import Place, Violation, violated
from domain.rules import Rule, Violated
from domain.units import (
    LOCAL_ATTRIBUTE_LENGTH,
    LOCAL_ATTRIBUTES_AT_MOST,
    LOCAL_CODE_LENGTH,
    NAME_LENGTH,
    SPECIALITIES_AT_MOST,
    GeographicalRelation,
    UnitKind,
)
from domain.words import Words

OF_LEVEL: Mapping[str, tuple[UnitKind, ...]] = {
    "treatment_site": (UnitKind.HEALTH_INSTITUTION,),
    "ambulant": (UnitKind.ORGANIZATIONAL_UNIT,),
    "inpatient": (UnitKind.ORGANIZATIONAL_UNIT,),
    "reporting_level": (UnitKind.ORGANIZATIONAL_UNIT,),
    "local_attributes": (UnitKind.ORGANIZATIONAL_UNIT,),
    "p_number": (UnitKind.HEALTH_INSTITUTION, UnitKind.ORGANIZATIONAL_UNIT),
    "inherits_location_number": (UnitKind.HEALTH_INSTITUTION, UnitKind.ORGANIZATIONAL_UNIT),
}
"""Facts that are not told at every level."""

Facts = dict[str, Any]


def read(said: Said, place: Place) -> tuple[Facts, list[Violation]]:
    """The facts as the register writes them, and which could not be read: numbers are checked digit by digit."""
    facts: Facts = {}
    rule = Rule.GIVEN_AND_EMPTIED
    broken = [Violation(rule=rule, words=Words(rule.da, rule.en), place=(*place, name)) for name in said.both]
    for name, value in said.facts.items():
        try:
            facts[name] = value if value is None else _READ.get(name, _as_it_is)(value)
        except Violated as wrong:
            broken.append(violated(wrong, *place, name))
    return facts, broken


def broken(
    facts: Mapping[str, Any], said: Said, kind: UnitKind, on: date, excerpt: Excerpt, place: Place
) -> Iterator[Violation]:
    """Every rule that the facts break, each by itself, on the day from which they are to hold."""
    for name, value in facts.items():
        if value not in (None, ()) and kind not in OF_LEVEL.get(name, tuple(UnitKind)):
            yield _not_at_level(name, kind, (*place, name))
    if "name" in facts:
        yield from _name(facts["name"], (*place, "name"))
    if "type" in facts:
        yield from _type(facts["type"], kind, on, excerpt, (*place, "type"))
    for name, most in (("local_code", LOCAL_CODE_LENGTH), ("pharmacy_number", LOCAL_CODE_LENGTH)):
        if facts.get(name) is not None:
            yield from _short(facts[name], most, (*place, name))
    yield from _specialities(facts.get("specialities") or (), on, excerpt, (*place, "specialities"))
    yield from _local_attributes(facts.get("local_attributes") or (), (*place, "local_attributes"))
    yield from _geography(facts, excerpt, place)
    yield from misaddressed(facts, said, kind, on, excerpt, place)


def doubtful(facts: Mapping[str, Any], place: Place) -> Iterator[Violation]:
    """What is taken as it is said, and told to the clerk."""
    for number in facts.get("provider_numbers") or ():
        if not identifiers.provider_number_adds_up(number):
            rule = Rule.PROVIDER_NUMBER_SUM
            yield Violation(
                rule=rule,
                words=Words(
                    f"{number}: {rule.da[0].lower()}{rule.da[1:]} Se efter, om det er skrevet rigtigt.",
                    f"{number}: {rule.en[0].lower()}{rule.en[1:]} Look whether it is written correctly.",
                ),
                place=(*place, "provider_numbers"),
            )


def _as_it_is(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def _provider_numbers(values: Any) -> tuple[identifiers.ProviderNumber, ...]:
    return tuple(dict.fromkeys(identifiers.provider_number(one) for one in values))


def _texts(values: Any) -> tuple[str | None, ...]:
    told = [one.strip() or None if isinstance(one, str) else one for one in values]
    while told and told[-1] is None:
        told.pop()
    return tuple(told)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda name: " ".join(name.split()),
    "cvr": identifiers.cvr,
    "p_number": identifiers.p_number,
    "shak": identifiers.shak,
    "provider_numbers": _provider_numbers,
    "specialities": tuple,
    "local_attributes": _texts,
}


def _name(name: str | None, place: Place) -> Iterator[Violation]:
    length = len(name or "")
    yield from unseen(name or "", place)
    if not 1 <= length <= NAME_LENGTH:
        yield Violation(
            rule=Rule.NAME_LENGTH,
            words=Words(
                f"Navnet har {length} tegn; et navn har 1 til {NAME_LENGTH}.",
                f"The name has {length} characters; a name has 1 to {NAME_LENGTH}.",
            ),
            place=place,
        )


def _type(code: str | None, kind: UnitKind, on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    if code is None:
        yield Violation(rule=Rule.TYPE_REQUIRED, words=Words(Rule.TYPE_REQUIRED.da, Rule.TYPE_REQUIRED.en), place=place)
        return
    unknown = [*unknown_code(CodeList.UNIT_TYPE, code, on, excerpt, place)]
    yield from unknown
    values = [one for one in excerpt.codes.get((CodeList.UNIT_TYPE, code), ()) if one.valid.covers(on)]
    if not unknown and values and values[0].levels and kind.value not in values[0].levels:
        level, levels = LEVELS[kind], ", ".join(values[0].levels)
        yield Violation(
            rule=Rule.TYPE_NOT_ALLOWED_AT_LEVEL,
            words=Words(
                f"Typen {values[0].name_da} ({code}) bruges på niveau {levels}; dette er {level.da} ({kind.value}).",
                f"The type {values[0].name_en or values[0].name_da} ({code}) is used at level {levels}; this is "
                f"{level.en} ({kind.value}).",
            ),
            place=place,
        )


def _short(text: str, most: int, place: Place) -> Iterator[Violation]:
    yield from unlettered(text, place)
    if not 1 <= len(text) <= most:
        yield Violation(
            rule=Rule.TEXT_LENGTH,
            words=Words(
                f"Teksten har {len(text)} tegn; her er der plads til 1 til {most}.",
                f"The text has {len(text)} characters; here it has 1 to {most}.",
            ),
            place=place,
        )


def _specialities(codes: tuple[str, ...], on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    if len(codes) > SPECIALITIES_AT_MOST:
        yield Violation(
            rule=Rule.SPECIALITIES_AT_MOST,
            words=Words(
                f"Der er {len(codes)} specialer; en enhed har højst {SPECIALITIES_AT_MOST}.",
                f"There are {len(codes)} specialities; a unit has at most {SPECIALITIES_AT_MOST}.",
            ),
            place=place,
        )
    for number, code in enumerate(codes):
        yield from unknown_code(CodeList.SPECIALITY, code, on, excerpt, (*place, str(number)))
        if code in codes[:number]:
            yield Violation(
                rule=Rule.SPECIALITY_ONCE,
                words=Words(f"Specialet {code} står to gange.", f"The speciality {code} stands twice."),
                place=(*place, str(number)),
            )


def _local_attributes(values: tuple[str | None, ...], place: Place) -> Iterator[Violation]:
    if len(values) > LOCAL_ATTRIBUTES_AT_MOST:
        yield Violation(
            rule=Rule.LOCAL_ATTRIBUTES_AT_MOST,
            words=Words(
                f"Der er {len(values)} lokale attributter; en enhed har højst {LOCAL_ATTRIBUTES_AT_MOST}.",
                f"There are {len(values)} local attributes; a unit has at most {LOCAL_ATTRIBUTES_AT_MOST}.",
            ),
            place=place,
        )
    for number, text in enumerate(values):
        if text is not None:
            yield from _short(text, LOCAL_ATTRIBUTE_LENGTH, (*place, str(number)))


def _geography(facts: Mapping[str, Any], excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    relation: GeographicalRelation | None = facts.get("geographical_relation")
    mother: SorCode | None = facts.get("geographical_parent")
    if (relation is GeographicalRelation.OTHER_MOTHER) is not (mother is not None):
        yield Violation(
            rule=Rule.GEOGRAPHICAL_PARENT,
            words=Words(
                "En anden geografisk mor nævnes sammen med OTHER_MOTHER, og kun da.",
                "Another geographical mother is named together with OTHER_MOTHER, and only then.",
            ),
            place=(*place, "geographical_parent"),
        )
    elif mother is not None and mother not in excerpt.units:
        yield unknown_unit(mother, (*place, "geographical_parent"))


def _not_at_level(name: str, kind: UnitKind, place: Place) -> Violation:
    right = " eller ".join(LEVELS[one].da for one in OF_LEVEL[name])
    right_en = " or ".join(LEVELS[one].en for one in OF_LEVEL[name])
    return Violation(
        rule=Rule.FACT_OF_LEVEL,
        words=Words(
            f"Det siges om {right}; dette er {LEVELS[kind].da}.",
            f"This is told of {right_en}; this is {LEVELS[kind].en}.",
        ),
        place=place,
    )
