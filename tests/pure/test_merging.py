"""Files taken in one after the other: points, ends and what is carried back; and lives within lives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.findings import Weight
from domain.identifiers import SorCode, sor_code_of
from domain.merging import same
from domain.periods import Period
from domain.records import UnitLife, UnitRecord
from domain.rules import Rule, Violated
from domain.taking_in import Above, Outcome, unit_after
from domain.units import FACTS, Facts, UnitKind

TODAY = date(2026, 11, 22)
OWNER, OTHER_OWNER, CLINIC, WARD = (sor_code_of(serial) for serial in range(9001, 9005))
ALWAYS = {
    OWNER: Above(UnitKind.INSTITUTION_OWNER, Period(date(1900, 1, 1))),
    OTHER_OWNER: Above(UnitKind.INSTITUTION_OWNER, Period(date(1900, 1, 1))),
}
EVERYTHING = frozenset(FACTS)


def clinic(
    name: str,
    since: date,
    *,
    first: date | None = None,
    last_day: date | None = None,
    updated: date | None = None,
    parent: SorCode = OWNER,
    carries: frozenset[str] = EVERYTHING,
    **facts: Any,
) -> UnitRecord:
    return UnitRecord(
        sor_code=CLINIC,
        kind=UnitKind.HEALTH_INSTITUTION,
        facts=Facts(name=name, parent=parent, source_updated=updated, **facts),
        since=since,
        first_from=first or since,
        last_day=last_day,
        carries=carries,
        where="line 7",
    )


def after(*records: UnitRecord, above: Any = ALWAYS, today: date = TODAY) -> Outcome:
    """What the register holds once all the records came, with the findings of the last."""
    outcome: Outcome | None = None
    for record in records:
        outcome = unit_after(outcome.life if outcome else None, record, above, today)
    assert outcome is not None
    return outcome


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Each version in brief: first day, first day without (or -), name with a ~ before it where it is carried back."""
    return [
        (str(v.valid.start), str(v.valid.end or "-"), ("~" if v.value.carried_back else "") + v.value.name)
        for v in outcome.life.timeline
    ]


def found(outcome: Outcome) -> list[tuple[Rule, Weight]]:
    return [(finding.rule, finding.weight) for finding in outcome.findings]


JAN, APR, JUL, OCT = (date(2026, month, 1) for month in (1, 4, 7, 10))


def test_the_first_file_carries_what_it_knows_back_to_the_first_day_of_the_unit() -> None:
    outcome = after(clinic("Klinik", APR, first=JAN))

    assert told(outcome) == [("2026-01-01", "2026-04-01", "~Klinik"), ("2026-04-01", "-", "Klinik")]
    assert outcome.life.first_from == JAN
    assert found(outcome) == [(Rule.CARRIED_BACK, Weight.WARNED)]


def test_a_unit_known_from_its_first_day_has_nothing_carried_back() -> None:
    outcome = after(clinic("Klinik", APR, last_day=date(2026, 12, 31)))

    assert told(outcome) == [("2026-04-01", "2027-01-01", "Klinik")]
    assert outcome.findings == ()


def test_a_later_file_adds_a_point_and_a_plan_behind_it_stays() -> None:
    planned, between = clinic("Sundhedshus", OCT), clinic("Lægehus", JUL)

    assert told(after(clinic("Klinik", APR), planned, between)) == [
        ("2026-04-01", "2026-07-01", "Klinik"),
        ("2026-07-01", "2026-10-01", "Lægehus"),
        ("2026-10-01", "-", "Sundhedshus"),
    ]


def test_a_point_before_all_others_takes_the_place_of_what_was_carried_back() -> None:
    outcome = after(clinic("Lægehus", JUL, first=JAN), clinic("Klinik", APR, first=JAN))

    assert told(outcome) == [
        ("2026-01-01", "2026-04-01", "~Klinik"),
        ("2026-04-01", "2026-07-01", "Klinik"),
        ("2026-07-01", "-", "Lægehus"),
    ]


def test_the_same_facts_on_a_later_day_are_no_new_version() -> None:
    assert told(after(clinic("Klinik", APR, updated=JAN), clinic("Klinik", JUL, updated=APR))) == [
        ("2026-04-01", "-", "Klinik")
    ]


def test_that_a_file_was_entered_later_is_alone_no_change() -> None:
    first = after(clinic("Klinik", APR, updated=JAN))

    assert after(clinic("Klinik", APR, updated=JAN), clinic("Klinik", APR, updated=JUL)).life == first.life


@pytest.mark.parametrize("updated", [JUL, APR, None])
def test_of_the_same_day_the_facts_entered_later_stand_and_if_none_is_later_the_files(updated: date | None) -> None:
    outcome = after(clinic("Klinik", APR, updated=APR), clinic("Lægehus", APR, updated=updated))

    assert told(outcome) == [("2026-04-01", "-", "Lægehus")]
    assert outcome.findings == ()


def test_a_file_entered_earlier_does_not_change_what_is_stored_of_the_day() -> None:
    before = after(clinic("Klinik", APR, updated=APR))
    outcome = after(clinic("Klinik", APR, updated=APR), clinic("Lægehus", APR, updated=JAN))

    assert outcome.life == before.life
    assert found(outcome) == [(Rule.OLDER_THAN_STORED, Weight.ADJUSTED)]


def test_what_a_format_cannot_say_stays_as_it_is_on_that_day() -> None:
    outcome = after(
        clinic("Klinik", APR, local_code="K1"),
        clinic("Klinik", OCT, local_code="K2"),
        clinic("Lægehus", JUL, carries=frozenset({"name", "parent"})),
    )

    assert [(v.value.name, v.value.local_code) for v in outcome.life.timeline] == [
        ("Klinik", "K1"),
        ("Lægehus", "K1"),
        ("Klinik", "K2"),
    ]


def test_a_file_closes_a_unit_after_its_last_day_and_drops_what_was_planned_beyond() -> None:
    outcome = after(clinic("Klinik", APR), clinic("Lægehus", OCT), clinic("Klinik", APR, last_day=date(2026, 8, 31)))

    assert told(outcome) == [("2026-04-01", "2026-09-01", "Klinik")]


def test_a_closed_unit_is_not_reopened() -> None:
    before = after(clinic("Klinik", APR, last_day=date(2026, 8, 31)))
    outcome = after(clinic("Klinik", APR, last_day=date(2026, 8, 31)), clinic("Lægehus", OCT, updated=OCT))

    assert outcome.life == before.life
    assert found(outcome) == [(Rule.UNIT_CLOSED, Weight.ADJUSTED)]


def test_an_end_ahead_is_withdrawn_by_a_file_that_was_entered_later_and_by_no_other() -> None:
    closing = clinic("Klinik", APR, last_day=date(2027, 8, 31), updated=JUL)

    assert told(after(closing, clinic("Klinik", APR, updated=OCT)))[-1][1] == "-"
    assert told(after(closing, clinic("Klinik", APR, updated=APR)))[-1][1] == "2027-09-01"
    assert told(after(closing, clinic("Klinik", APR)))[-1][1] == "2027-09-01"


def test_an_end_that_a_newer_file_does_not_know_is_left_out_and_told() -> None:
    outcome = after(clinic("Klinik", APR, updated=OCT), clinic("Klinik", APR, updated=JUL, last_day=date(2027, 1, 1)))

    assert told(outcome) == [("2026-04-01", "-", "Klinik")]
    assert found(outcome) == [(Rule.OLDER_THAN_STORED, Weight.ADJUSTED)]


def test_a_unit_older_than_the_one_above_it_begins_with_it_and_that_is_told() -> None:
    outcome = after(clinic("Klinik", APR, first=JAN), above={OWNER: Above(UnitKind.INSTITUTION_OWNER, Period(JUL))})

    assert told(outcome) == [("2026-07-01", "-", "Klinik")]
    assert outcome.life.first_from == JAN
    (finding,) = outcome.findings
    assert (finding.rule, finding.weight) == (Rule.OUTSIDE_PARENT_VALIDITY, Weight.ADJUSTED)
    assert (
        finding.message
        == "stated from 2026-01-01; the unit above is from 2026-07-01, so it is taken in from 2026-07-01"
    )
    assert (finding.sor_code, finding.where) == (str(CLINIC), "line 7")


def test_a_unit_that_outlives_the_one_above_it_closes_with_it_and_that_is_told_whenever_it_is_stated() -> None:
    owner = {OWNER: Above(UnitKind.INSTITUTION_OWNER, Period(JAN, JUL))}
    outlasting = clinic("Klinik", APR, updated=OCT)
    outcome = after(outlasting, above=owner)

    assert told(outcome) == [("2026-04-01", "2026-07-01", "Klinik")]
    assert found(outcome) == [(Rule.OUTSIDE_PARENT_VALIDITY, Weight.ADJUSTED)]
    assert after(outlasting, outlasting, above=owner) == outcome


def test_a_unit_that_has_no_day_with_the_one_above_it_is_refused() -> None:
    with pytest.raises(Violated, match="no day is left") as refused:
        after(clinic("Klinik", JUL), above={OWNER: Above(UnitKind.INSTITUTION_OWNER, Period(JAN, JUL))})

    assert refused.value.rule is Rule.OUTSIDE_PARENT_VALIDITY


def test_where_the_new_parent_begins_later_the_unit_stays_with_the_old_one_until_then() -> None:
    above = {**ALWAYS, OTHER_OWNER: Above(UnitKind.INSTITUTION_OWNER, Period(OCT))}
    outcome = after(clinic("Klinik", APR), clinic("Lægehus", JUL, parent=OTHER_OWNER), above=above)

    assert told(outcome) == [("2026-04-01", "2026-10-01", "Klinik"), ("2026-10-01", "-", "Lægehus")]


@pytest.mark.parametrize(
    ("kind", "parent", "rule"),
    [
        (UnitKind.HEALTH_INSTITUTION, None, Rule.RECORD_INCOMPLETE),
        (UnitKind.HEALTH_INSTITUTION, WARD, Rule.PARENT_UNKNOWN),
        (UnitKind.ORGANIZATIONAL_UNIT, OWNER, Rule.LEVEL_UNDER),
        (UnitKind.INSTITUTION_OWNER, OWNER, Rule.LEVEL_UNDER),
    ],
)
def test_a_unit_sits_under_a_known_one_of_the_level_above(kind: UnitKind, parent: SorCode | None, rule: Rule) -> None:
    record = replace(clinic("Klinik", APR), kind=kind, facts=Facts(name="Klinik", parent=parent))

    with pytest.raises(Violated) as refused:
        unit_after(None, record, ALWAYS, TODAY)

    assert refused.value.rule is rule


def test_a_unit_never_changes_its_level() -> None:
    stored = after(clinic("Klinik", APR)).life

    with pytest.raises(Violated, match="SI in the register, OE here") as refused:
        unit_after(stored, replace(clinic("Klinik", JUL), kind=UnitKind.ORGANIZATIONAL_UNIT), ALWAYS, TODAY)

    assert refused.value.rule is Rule.KIND_IS_FINAL


# What holds of all files

DAY = st.integers(0, 30).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
BEFORE_ALL = date(2025, 12, 1)


ENTERED = st.none() | DAY
PARENTS = st.sampled_from([OWNER, OTHER_OWNER])


@st.composite
def records(
    draw: st.DrawFn,
    entered: st.SearchStrategy[date | None] = ENTERED,
    parents: st.SearchStrategy[SorCode] = PARENTS,
) -> UnitRecord:
    first, since = sorted((draw(DAY), draw(DAY)))
    last_day = draw(st.none() | DAY.filter(lambda day: day >= since))
    name, parent = draw(st.sampled_from("ABC")), draw(parents)
    return clinic(name, since, first=first, last_day=last_day, updated=draw(entered), parent=parent)


@st.composite
def owners(draw: st.DrawFn) -> dict[SorCode, Above]:
    lives = st.tuples(DAY, st.none() | DAY).filter(lambda days: days[1] is None or days[0] < days[1])
    return {code: Above(UnitKind.INSTITUTION_OWNER, Period(*draw(lives))) for code in (OWNER, OTHER_OWNER)}


def tried(record: UnitRecord, stored: UnitLife | None, above: dict[SorCode, Above], today: date) -> UnitLife | None:
    try:
        return unit_after(stored, record, above, today).life
    except Violated:
        return stored


@given(st.lists(records(), min_size=1, max_size=5), owners(), DAY)
def test_a_record_taken_in_twice_is_taken_in_once(
    files: Sequence[UnitRecord], above: dict[SorCode, Above], today: date
) -> None:
    life: UnitLife | None = None
    for record in files:
        life = tried(record, life, above, today)
        assert tried(record, life, above, today) == life


@given(st.data(), st.lists(DAY, min_size=2, max_size=2, unique=True), owners(), PARENTS)
def test_which_of_two_files_comes_first_does_not_matter_where_each_tells_when_it_was_entered(
    data: st.DataObject, entered: list[date], above: dict[SorCode, Above], parent: SorCode
) -> None:
    one, other = (data.draw(records(st.just(day), st.just(parent))) for day in entered)
    lives = [
        tried(second, tried(first, None, above, BEFORE_ALL), above, BEFORE_ALL)
        for first, second in ((one, other), (other, one))
    ]

    assert brief(lives[0]) == brief(lives[1])


def brief(life: UnitLife | None) -> object:
    """All but when it was entered."""
    return life and [
        (v.valid, v.value.name, v.value.parent, v.value.carried_back, life.first_from) for v in life.timeline
    ]


@given(st.lists(records(), min_size=1, max_size=6), owners(), DAY)
def test_a_life_has_neither_gap_nor_overlap_and_lies_within_those_above(
    files: Sequence[UnitRecord], above: dict[SorCode, Above], today: date
) -> None:
    life: UnitLife | None = None
    for record in files:
        life = tried(record, life, above, today)
    assume(life is not None)
    assert life is not None

    for version, following in zip(life.timeline, life.timeline[1:], strict=False):
        assert version.valid.end == following.valid.start
    for version in life.timeline:
        assert version.value.parent is not None
        assert version.valid.within(above[version.value.parent].life)
    assert life.first_from <= life.timeline[0].valid.start


@given(st.lists(records(), min_size=1, max_size=5), DAY)
def test_on_the_day_a_file_speaks_of_nothing_else_holds_unless_it_is_older(
    files: Sequence[UnitRecord], today: date
) -> None:
    life: UnitLife | None = None
    for record in files:
        outcome = unit_after(life, record, ALWAYS, today)
        life = outcome.life
        holding = [v.value for v in life.timeline if v.valid.covers(record.since)]
        left_out = {finding.rule for finding in outcome.findings} & {Rule.OLDER_THAN_STORED, Rule.UNIT_CLOSED}
        assert left_out or not holding or same(holding[0], record.facts)
