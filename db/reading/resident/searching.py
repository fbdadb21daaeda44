"""Search by names and numbers in a revision, as the postgres reader finds and grades."""

import asyncio
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, takewhile
from typing import NamedTuple, cast

from db.reading import naming
from db.reading.orders import fitting
from db.reading.reader import Hit, IdentifierSystem, Page, Slice, SortKey
from db.reading.resident import units
from db.reading.resident.called import Called, Name
from db.reading.resident.entries import holds
from db.reading.resident.filters import Test
from db.reading.resident.finding import TooFar
from db.reading.resident.names import SortNames
from db.reading.resident.revision import Revision
from domain.identifiers import Gln, SorCode
from domain.searching import Grade, Match, MatchField, Sought
from domain.units import Unit

TURN = 2_000
"""Names that are looked at before others have their turn; looking through a chunk of them is as much as a few."""

A_CHUNK = 20

_PLACES = {field: place for place, field in enumerate(MatchField)}
_KNOWN_BY = {
    MatchField.SHAK: IdentifierSystem.SHAK,
    MatchField.CVR: IdentifierSystem.CVR,
    MatchField.P_NUMBER: IdentifierSystem.P_NUMBER,
    MatchField.YDERNUMMER: IdentifierSystem.YDERNUMMER,
    MatchField.PHARMACY: IdentifierSystem.PHARMACY,
    MatchField.LOCAL_CODE: IdentifierSystem.LOCAL,
}


class Asked(NamedTuple):
    """What is searched for, and among which units."""

    register: Revision
    wanted: Sought
    day: date
    test: Test | None
    hidden_numbers: bool


class Found(NamedTuple):
    """Units by how well they answer, the best first, each list by name and code; and those found by a number, with the
    fields that say so."""

    graded: Mapping[Grade, Sequence[Unit]]
    numbered: Mapping[SorCode, Sequence[Match]]

    @property
    def total(self) -> int:
        return sum(map(len, self.graded.values()))


async def found(asked: Asked) -> Found:
    """All that answers. Others have their turns meanwhile."""
    graded: dict[Grade, list[Unit]] = {grade: [] for grade in Grade}
    looked, test = 0, asked.test
    for name, grade in _named(asked):
        looked += 1 if name is not None else A_CHUNK
        if name is not None and grade is not None:
            graded[grade] += name.units if test is None else [unit for unit in name.units if test(unit)]
        if looked >= TURN:
            looked = 0
            await asyncio.sleep(0)
    return _with_numbers(asked, graded)


def begun(asked: Asked, first: int) -> Found | None:
    """The best, where more names begin with the text than a first page shows: all others only contain it, and are not
    looked at. None where they are fewer, or a number is found."""
    told = naming.told(asked.wanted)
    if not told["beginnings"] or next(_by_number(asked), None) is not None:
        return None
    names, whole, beginning = asked.register.names, asked.wanted.whole, told["beginning"]
    try:
        same = [unit for way in told["wholes"] for unit in _sorted_as(asked, way, first, whole.__eq__)]
        longer = [
            unit
            for way in told["beginnings"]
            for unit in _sorted_as(asked, way, first, lambda name: name != whole and name.startswith(beginning), True)
        ]
    except TooFar:
        return None
    if len(same) + len(longer) <= first:
        return None
    return Found({Grade.WHOLE: names.in_order(same), Grade.NAME_STARTS: names.in_order(longer)}, {})


def page(asked: Asked, found: Found, page: Page) -> Slice[Hit]:
    """The best first, equals by name and code. Raises `StrangeSortKey` for a place in another order."""
    names = asked.register.names
    after = None if page.after is None else fitting(page.after, (float, str, int))
    best: list[tuple[Grade, Unit]] = []
    for grade, ranked in found.graded.items():
        start = _passed(names, grade, ranked, after)
        best += [(grade, unit) for unit in ranked[start : start + page.first + 1 - len(best)]]
    shown, answers = best[: page.first], _answers(asked.wanted)
    return Slice(
        tuple(Hit(unit, grade.value, tuple(_matches(names, unit, found, answers))) for grade, unit in shown),
        tuple((-grade.value, names[unit.name], unit.sor_code) for grade, unit in shown),
        more=len(best) > page.first,
        earlier=page.after is not None,
    )


def _sorted_as(
    asked: Asked, way: str, first: int, answers: Callable[[str], bool], longer: bool = False
) -> Iterator[Unit]:
    """The first units, and one more, that are sorted by a text or, if `longer`, by one that begins with it. Raises
    `TooFar`."""
    names, day, test = asked.register.names, asked.day, asked.test
    versions = takewhile(
        lambda unit: names[unit.name].startswith(way) if longer else names[unit.name] == way,
        asked.register.by_name.after((way,)),
    )
    units = (unit for unit in _few(versions) if holds(unit, day) and (test is None or test(unit)))
    return islice((unit for unit in units if answers(names.compared(unit.name))), first + 1)


def _few(versions: Iterator[Unit]) -> Iterator[Unit]:
    yield from islice(versions, TURN)
    for _ in versions:
        raise TooFar("others would have to wait")


def _named(asked: Asked) -> Iterator[tuple[Name | None, Grade | None]]:
    """The names that answer, in order; nothing, once for each chunk in between."""
    answers, part = _answers(asked.wanted), max(asked.wanted.parts, key=len)
    for chunk in asked.register.by_name.chunks:
        if isinstance(chunk, Called):
            for name in chunk.having(part, asked.day):
                yield name, answers(name.compared)
        yield None, None


def _answers(wanted: Sought) -> Callable[[str], Grade | None]:
    """As `Sought.grade`, for many names in the form they are compared in."""
    begins = wanted.compared.lstrip("*").split("*")[0]
    word_starts = [re.compile(start) for start in wanted.word_starts]
    whole, parts = wanted.whole, wanted.parts
    runs = [".*" if run == "*" else re.escape(run) for run in re.split(r"(\*)", wanted.compared)]
    like = re.compile("".join(runs), re.DOTALL) if "*" in wanted.compared else None

    def answers(name: str) -> Grade | None:
        for part in parts:
            if part not in name:
                return None
        if like is not None and like.fullmatch(name) is None:
            return None
        if name == whole:
            return Grade.WHOLE
        if name.startswith(begins):
            return Grade.NAME_STARTS
        for start in word_starts:
            if start.search(name) is None:
                return Grade.CONTAINS
        return Grade.WORD_STARTS

    return answers


def _with_numbers(asked: Asked, graded: Mapping[Grade, Sequence[Unit]]) -> Found:
    """Whoever is found by a number is among the best, however well its name answers."""
    people: dict[SorCode, Unit] = {}
    fields: dict[SorCode, list[Match]] = {}
    for unit, match in _by_number(asked):
        people[unit.sor_code] = unit
        fields.setdefault(unit.sor_code, []).append(match)
    if not people:
        return Found(graded, fields)
    others = {grade: [unit for unit in ranked if unit.sor_code not in people] for grade, ranked in graded.items()}
    best = asked.register.names.in_order([*others[Grade.WHOLE], *people.values()])
    return Found({**others, Grade.WHOLE: best}, fields)


def _by_number(asked: Asked) -> Iterator[tuple[Unit, Match]]:
    for field, written in asked.wanted.numbers.items():
        for unit in _numbered(asked, field, written):
            if asked.test is None or asked.test(unit):
                yield unit, Match(field, str(unit.sor_code) if field is MatchField.SOR_CODE else written)


def _numbered(asked: Asked, field: MatchField, written: str) -> Sequence[Unit]:
    """The units in force that a number finds."""
    register, day = asked.register, asked.day
    if field is MatchField.SOR_CODE:
        entry = register.entries.get(SorCode(int(written)))
        unit = None if entry is None else entry.on(day)
        return [] if unit is None else [unit]
    if field is MatchField.LOCATION_NUMBER:
        return [*_holders(asked, Gln(written))]
    return units.identified(register, _KNOWN_BY[field], [written], day)[0]


def _holders(asked: Asked, gln: Gln) -> Iterator[Unit]:
    for number in asked.register.numbers.get(gln) or ():
        shown = asked.hidden_numbers or not number.hidden
        entry = asked.register.entries.get(number.holder) if shown and number.valid.covers(asked.day) else None
        if entry is not None and (unit := entry.on(asked.day)) is not None:
            yield unit


def _matches(names: SortNames, unit: Unit, found: Found, answers: Callable[[str], Grade | None]) -> list[Match]:
    named = answers(names.compared(unit.name)) is not None
    by_name = [Match(MatchField.NAME, unit.name)] if named else []
    return sorted([*by_name, *found.numbered.get(unit.sor_code, ())], key=lambda match: _PLACES[match.field])


def _passed(names: SortNames, grade: Grade, ranked: Sequence[Unit], after: SortKey | None) -> int:
    """How many of one grade come before the page."""
    if after is None:
        return 0
    rank, *place = cast(tuple[float, str, int], after)
    if rank != -grade.value:
        return 0 if rank < -grade.value else len(ranked)
    return bisect_right(ranked, tuple(place), key=lambda unit: (names[unit.name], unit.sor_code))
