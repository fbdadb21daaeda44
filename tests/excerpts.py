"""The small hospital of tests/builders.py as an excerpt of the register, for rules that ask no database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from domain.code_lists import CodeList, CodeValue
from domain.identifiers import SorCode, gln_of
from domain.lifecycle.excerpt import Beside, CodeKey, Excerpt, Outcome
from domain.periods import Period
from domain.records import Lives, NumberLife, UnitLife
from domain.rejections import Place, Rejected
from domain.rules import Rule
from tests.builders import TODAY, hospital

ALWAYS = Period(date(1900, 1, 1))
FREE_NUMBERS = tuple(range(579000990010, 579000990030))
NEXT_NUMBER = gln_of(FREE_NUMBERS[0])

FORMER, COMING = "FORM 01", "COME 01"
"""Codes that stand in every list: the first was valid until OUTDATED, the second is from UPDATED on. They are written
like message types, a code and a version."""
OUTDATED, UPDATED = date(2026, 1, 1), date(2027, 3, 1)

_CODES = {
    CodeList.REGION: ("1081", "1082", "1083", "1084", "1085"),
    CodeList.SYSTEM: ("WinLAB", "EG Clinea"),
    CodeList.SUPPLIER: ("AH-support", "EG"),
    CodeList.NETWORK: ("41000035001", "KMD"),
    CodeList.ADMINISTRATOR: ("106", "107"),
    CodeList.MESSAGE_TYPE: ("DIS01 D0133L", "DIS01 D0130L", "REF01 H0130R", "LAB01 R0131K"),
    CodeList.POSTAL_CODE: ("4000", "4100", "4700"),
    CodeList.MUNICIPALITY: ("0265", "0329"),
    CodeList.SPECIALITY: ("394589003", "394584008"),
}
_TYPES = {
    "550881000005103": ("IE",),
    "550891000005100": ("IE",),
    "22232009": ("SI",),
    "550851000005109": ("OE",),
    "551611000005102": ("OE",),
}


def excerpt(lives: Lives | None = None, **more: Any) -> Excerpt:
    """All of the lives (the hospital's, if none are given) with the codes they use; `more` replaces what is named."""
    lives = hospital() if lives is None else lives
    codes = sorted({unit.sor_code for unit in lives.units})
    beside = {
        one.successor: (Beside(one.successor, "REPLACES", one.predecessor, Period(one.since)),)
        for one in lives.successions
    }
    made = Excerpt(
        today=TODAY,
        units={unit.sor_code: unit for unit in lives.units},
        numbers={number.gln: number for number in lives.numbers},
        capabilities={
            number.gln: tuple(one for one in lives.capabilities if one.gln == number.gln) for number in lives.numbers
        },
        beside={code: beside.get(code, ()) for code in codes},
        codes=known_codes(),
        addresses={one.id: one for one in lives.addresses},
        electronic_addresses={one.id: one for one in lives.electronic_addresses},
        versions=dict.fromkeys(codes, 1),
        next_serial=9100,
        free_numbers=FREE_NUMBERS,
    )
    return replace(made, **more)


def known_codes() -> Mapping[CodeKey, tuple[CodeValue, ...]]:
    """The lists: those of the hospital, a second of each kind, and in each one outdated and one to come."""
    values = [_code(of, code, ALWAYS) for of, codes in _CODES.items() for code in codes]
    values += [_code(CodeList.UNIT_TYPE, code, ALWAYS, levels) for code, levels in _TYPES.items()]
    for of in CodeList:
        values += [_code(of, FORMER, Period(ALWAYS.start, OUTDATED)), _code(of, COMING, Period(UPDATED))]
    return {(value.list, value.code): (value,) for value in values}


def ending(life: UnitLife, end: date) -> UnitLife:
    """The same unit, closed: `end` is the first day without it."""
    return replace(life, timeline=_until(life.timeline, end))


def number_ending(life: NumberLife, end: date) -> NumberLife:
    """The same number, closed."""
    return replace(life, timeline=_until(life.timeline, end))


def having(base: Excerpt, *lives: UnitLife | NumberLife) -> Excerpt:
    """The excerpt with these lives in the place of those of the same units and numbers."""
    units = {life.sor_code: life for life in lives if isinstance(life, UnitLife)}
    numbers = {life.gln: life for life in lives if isinstance(life, NumberLife)}
    return replace(base, units={**base.units, **units}, numbers={**base.numbers, **numbers})


def beside(base: Excerpt, *relations: Beside) -> Excerpt:
    """The excerpt with these relations too."""
    added: dict[SorCode, tuple[Beside, ...]] = dict(base.beside)
    for one in relations:
        added[one.unit] = (*added.get(one.unit, ()), one)
    return replace(base, beside=added)


def _until(timeline: Iterable[Any], end: date) -> tuple[Any, ...]:
    return tuple(replace(version, valid=left) for version in timeline if (left := version.valid.until(end)) is not None)


def _code(of: CodeList, code: str, valid: Period, levels: tuple[str, ...] = ()) -> CodeValue:
    return CodeValue(of, code, f"{code} på dansk", f"{code} in English", valid, levels=levels)


class Broken(NamedTuple):
    """A rule that an operation broke: where, and the first day on which it would be kept."""

    rule: Rule
    place: Place = ()
    earliest: date | None = None


def broken(carry_out: Callable[[Any, Excerpt], Outcome], operation: Any, of: Excerpt) -> list[Broken]:
    """Every rule that an operation breaks; none, if it is carried out. Each is told in whole sentences."""
    try:
        carry_out(operation, of)
    except Rejected as rejected:
        for violation in rejected.violations:
            assert violation.words.da.endswith("."), violation.words
            assert violation.words.en.endswith("."), violation.words
            assert violation.words.da != violation.words.en
        return [Broken(one.rule, one.place, one.earliest) for one in rejected.violations]
    return []
