"""Whatever is done in whatever order, the lives that the register holds keep together on every day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from domain.ancestry import places, under_itself
from domain.identifiers import Gln, SorCode, gln_of, sor_code_of
from domain.lifecycle.carrying_out import carried_out
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.location_numbers import Direction, MessageType
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Correct,
    Create,
    EndMessages,
    Exchange,
    Inherit,
    Issue,
    Merge,
    Move,
    NewNumber,
    Operation,
    Relate,
    Said,
    Split,
    Unrelate,
    Withdraw,
)
from domain.periods import Period, change_days
from domain.rejections import Rejected
from domain.units import UnitKind
from tests.builders import (
    CLOSES,
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    OPENED,
    REGION,
    REGION_NUMBER,
    RENAMED,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
    WARD,
)
from tests.excerpts import FREE_NUMBERS, excerpt

REGISTER = excerpt()
CODES = (REGION, HOSPITAL, SURGERY, THEATRE, WARD, MEDICINE, DIALYSIS, KIDNEY, COMPANY, *map(sor_code_of, (9100, 9101)))
NUMBERS = (REGION_NUMBER, THEATRE_NUMBER, MEDICINE_NUMBER, *map(gln_of, FREE_NUMBERS[:3]))
SAID = {"region": "1085", "system": "EG Clinea", "supplier": "EG", "network": "KMD", "administrator": "107"}

units = st.sampled_from(CODES)
glns = st.sampled_from(NUMBERS)
soon = st.sampled_from([TODAY + timedelta(days=n) for n in (0, 1, 2, 7, 8, 9, 30, 31, 32)])
planned = st.sampled_from([day + timedelta(days=n) for day in (MOVES, CLOSES) for n in (-1, 0, 1)])
coming = soon | planned
days = st.none() | coming
gone = st.sampled_from([day + timedelta(days=n) for day in (OPENED, RENAMED, SUCCEEDED) for n in (-1, 0, 1)])
past = st.none() | gone | coming
exchanges = st.lists(
    st.builds(
        Exchange,
        message_type=st.sampled_from([MessageType("DIS01", "D0133L"), MessageType("LAB01", "R0131K")]),
        direction=st.sampled_from(Direction),
    ),
    min_size=1,
    max_size=2,
).map(tuple)
new_numbers = st.builds(NewNumber, said=st.just(SAID), exchanges=exchanges)
facts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Nord", "Syd"]),
        "local_code": st.none() | st.just("A1"),
        "inherits_location_number": st.booleans(),
    },
)
said = facts.map(lambda told: Said(facts=told))
creations = st.builds(
    Create,
    kind=st.just(UnitKind.ORGANIZATIONAL_UNIT),
    parent=units,
    said=st.just(Said(facts={"name": "Ny", "type": "550851000005109"})),
    since=days,
    number=st.none() | new_numbers,
)
operations: st.SearchStrategy[Operation] = st.one_of(
    creations,
    st.builds(Alter, unit=units, said=said, since=days, number=st.none() | new_numbers),
    st.builds(Move, unit=units, parent=units, since=days, confirmed=st.just(True)),
    st.builds(Close, unit=units, last_day=days, below=st.booleans()),
    st.builds(Withdraw, unit=units, day=coming, dependants=st.booleans()),
    st.builds(Issue, unit=units, number=new_numbers, since=days),
    st.builds(AlterNumber, gln=glns, said=st.just({"note": "ny"}), since=days),
    st.builds(CloseNumber, gln=glns, last_day=days, inherit=st.booleans()),
    st.builds(Inherit, unit=units, inherits=st.booleans(), since=days),
    st.builds(AddMessages, gln=glns, exchanges=exchanges, since=days),
    st.builds(EndMessages, gln=glns, exchanges=exchanges, last_day=days),
    st.builds(Relate, unit=units, type=st.sampled_from(["REPLACES", "COOPERATES"]), other=units, since=days),
    st.builds(Unrelate, unit=units, type=st.sampled_from(["REPLACES", "COOPERATES"]), other=units, last_day=days),
    st.builds(
        Merge,
        units=st.lists(units, min_size=1, max_size=2).map(tuple),
        into=units | creations,
        last_day=days,
        below=st.booleans(),
    ),
    st.builds(Split, unit=units, into=st.lists(units | creations, min_size=2, max_size=2).map(tuple), last_day=days),
)
corrections: st.SearchStrategy[Operation] = st.builds(
    Correct,
    unit=units,
    said=said,
    since=past,
    last_day=past,
    parent=st.none() | units,
    opened=st.none() | past,
    closed=st.none() | past,
)


@given(st.lists(operations, min_size=1, max_size=8))
@settings(max_examples=400)
def test_what_is_done_keeps_lives_together_and_the_past_as_it_was(asked: list[Operation]) -> None:
    register = _after(REGISTER, asked)

    assert [*_apart(register)] == []
    assert _past(register) == _past(REGISTER)


@given(st.lists(operations | corrections, min_size=1, max_size=6))
@settings(max_examples=400)
def test_corrections_among_what_is_done_keep_lives_together(asked: list[Operation]) -> None:
    assert [*_apart(_after(REGISTER, asked))] == []


@given(
    st.builds(Correct, unit=st.sampled_from(CODES[:9]), said=said, since=past, last_day=past, parent=st.none() | units)
)
@settings(max_examples=300)
def test_a_correction_touches_the_days_it_is_of_and_no_others(correction: Correct) -> None:
    register = _after(REGISTER, [correction])

    for day in _days(REGISTER, register):
        if (correction.since or day) > day or (correction.last_day or day) < day:
            assert _content(register.facts(correction.unit, day)) == _content(REGISTER.facts(correction.unit, day))
    assert {code for code, unit in register.units.items() if unit != REGISTER.units[code]} <= {correction.unit}


@given(st.lists(operations, min_size=1, max_size=8))
@settings(max_examples=200)
@example([Issue(unit=WARD, number=NewNumber(said=SAID)), CloseNumber(gln=gln_of(FREE_NUMBERS[0]), inherit=True)])
def test_no_number_is_issued_twice(asked: list[Operation]) -> None:
    register, issued = REGISTER, Counter[Gln]()
    for operation in asked:
        try:
            edits = carried_out(operation, register).edits
        except Rejected:
            continue
        assert edits.issued.isdisjoint(register.numbers)
        issued.update(edits.issued)
        register = register.after(edits)
    assert all(times == 1 for times in issued.values())


def _after(register: Excerpt, asked: Sequence[Operation]) -> Excerpt:
    """The register after those that it does not refuse."""
    for operation in asked:
        try:
            outcome = carried_out(operation, register)
        except Rejected:
            event(f"{type(operation).__name__} refused")
            continue
        event(f"{type(operation).__name__} done")
        register = register.after(outcome.edits)
    return register


def _apart(register: Excerpt) -> Iterator[object]:
    """Everything that does not keep together."""
    for unit in register.units.values():
        yield from _torn([version.valid for version in unit.timeline], "unit", unit.sor_code, whole=True)
        yield from _outside_parent(register, unit.sor_code)
        if days := under_itself(unit.sor_code, places(unit.timeline), _placed(register)):
            yield "under itself", unit.sor_code, days
    for number in register.numbers.values():
        yield from _torn([version.valid for version in number.timeline], "number", number.gln, whole=False)
    yield from _numbers_of_units(register)
    yield from _messages(register)
    yield from _relations(register)


def _torn(periods: Sequence[Period], *what: object, whole: bool) -> Iterator[object]:
    """Periods that are not one after the other, or, of a whole, with a gap."""
    if not periods:
        yield "empty", *what
    for one, next_ in pairwise(periods):
        if one.end is None or one.end > next_.start or (whole and one.end < next_.start):
            yield "torn", *what, one, next_


def _outside_parent(register: Excerpt, code: SorCode) -> Iterator[object]:
    for version in register.units[code].timeline:
        parent = version.value.parent
        if parent is not None and not version.valid.within(life_of(register.units[parent])):
            yield "outside its parent", code, version.valid


def _placed(register: Excerpt) -> dict[SorCode, Any]:
    return {code: places(unit.timeline) for code, unit in register.units.items()}


def _numbers_of_units(register: Excerpt) -> Iterator[object]:
    held = [
        (version.value.holder, number.gln, version.valid)
        for number in register.numbers.values()
        for version in number.timeline
    ]
    for index, (holder, gln, valid) in enumerate(held):
        if not valid.within(life_of(register.units[holder])):
            yield "a number outlives its unit", holder, gln, valid
        for other_holder, other, days in held[index + 1 :]:
            if holder == other_holder and gln != other and valid.overlap(days) is not None:
                yield "two numbers at once", holder, gln, other
        for version in register.units[holder].timeline:
            if version.value.inherits_location_number and version.valid.overlap(valid) is not None:
                yield "a number of its own and an inherited one", holder, gln, version.valid


def _messages(register: Excerpt) -> Iterator[object]:
    for gln, capabilities in register.capabilities.items():
        if gln not in register.numbers:
            continue
        lasting = [version.valid for version in register.numbers[gln].timeline]
        lived = Period(lasting[0].start, lasting[-1].end)
        for index, one in enumerate(capabilities):
            if not one.valid.within(lived):
                yield "a message outside its number", one
            for other in capabilities[index + 1 :]:
                same = replace(one, valid=lived) == replace(other, valid=lived)
                if same and one.valid.overlap(other.valid) is not None:
                    yield "a message twice", one, other


def _relations(register: Excerpt) -> Iterator[object]:
    for unit, relations in register.beside.items():
        for index, one in enumerate(relations):
            if one.unit != unit or one.other == unit:
                yield "a relation that is none", one
            for other in relations[index + 1 :]:
                if (one.type, one.other) == (other.type, other.other) and one.valid.overlap(other.valid) is not None:
                    yield "a relation twice", one, other
    follows = {
        unit: {one.other for one in relations if one.type == "REPLACES"} for unit, relations in register.beside.items()
    }
    for unit in follows:
        seen, ways = set[SorCode](), [*follows[unit]]
        while ways:
            way = ways.pop()
            if way not in seen:
                seen.add(way)
                ways += follows.get(way, ())
        if unit in seen:
            yield "its own successor", unit


def _past(register: Excerpt) -> list[object]:
    """All that holds today and held on the days before on which something changed."""
    told: list[object] = []
    for day in (OPENED, date(2019, 12, 31), date(2024, 12, 31), TODAY):
        told += [register.facts(code, day) for code in CODES]
        told += [
            version.value
            for gln in NUMBERS
            if gln in register.numbers
            for version in register.numbers[gln].timeline
            if version.valid.covers(day)
        ]
        told.append({one for every in register.capabilities.values() for one in _on(day, every)})
        told.append({one for every in register.beside.values() for one in _on(day, every)})
    return [one for one in told if one is not None]


def _on(day: date, told: Sequence[Any]) -> Iterator[Any]:
    """What covers the day, whatever days it covers besides."""
    return (replace(one, valid=Period(day)) for one in told if one.valid.covers(day))


def _days(*registers: Excerpt) -> list[date]:
    """Every day on which a unit changes, and the one before it."""
    periods = [version.valid for register in registers for unit in register.units.values() for version in unit.timeline]
    changes = change_days(periods)
    return sorted({*changes, *(day - timedelta(days=1) for day in changes)})


def _content(said: Any) -> object:
    return None if said is None else replace(said, source_updated=None, carried_back=False)
