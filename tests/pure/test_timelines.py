"""In which days which field of a unit had which value."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.inheritance import ProvenanceKind
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.telling import TimelineField
from domain.timelines import INHERITABLE, Interval, intervals, without_hidden
from domain.units import Facts, UnitKind
from tests import naive
from tests.pure.test_changes import ALL_WRITTEN
from tests.pure.test_chronicles import CLOSED, HOME, MOVED, OPENED, OWNER, REGISTER, TOWN, WARD
from tests.registers import days, number, registers

WRITTEN = {**ALL_WRITTEN, HOME.id: HOME.one_line, TOWN.id: TOWN.one_line}
FIELD = TimelineField
FIRST, RENAMED = date(2020, 6, 1), date(2020, 9, 1)
Row = tuple[TimelineField, Period, str]


def told(register: Lives, unit: int, effective: bool) -> list[Interval]:
    [code] = [life.sor_code for life in register.units if life.sor_code == unit]
    chronicle = naive.chronicle(register, code) if effective else None
    return intervals(naive.story(register, code), chronicle, set(FIELD), WRITTEN)


def rows(found: list[Interval]) -> list[Row]:
    return [(one.field, one.valid, one.value) for one in found]


def test_a_timeline_tells_by_field_and_day_what_counts() -> None:
    found = told(REGISTER, WARD, effective=True)

    assert rows(found) == [
        (FIELD.NAME, Period(FIRST, RENAMED), "Klinik"),
        (FIELD.NAME, Period(RENAMED, CLOSED), "Klinik Ø"),
        (FIELD.STATUS, Period(FIRST, CLOSED), "ACTIVE"),
        (FIELD.STATUS, Period(CLOSED), "CLOSED"),
        (FIELD.PARENT, Period(FIRST, CLOSED), str(OWNER)),
        (FIELD.POSTAL_ADDRESS, Period(FIRST, MOVED), "Prøvevej 1"),
        (FIELD.POSTAL_ADDRESS, Period(MOVED, CLOSED), "Eksempelgade 22"),
        (FIELD.VISITING_ADDRESS, Period(FIRST, RENAMED), "Prøvevej 1"),
        (FIELD.VISITING_ADDRESS, Period(RENAMED, CLOSED), "Eksempelgade 22"),
        (FIELD.LOCATION_NUMBER, Period(date(2020, 7, 1), date(2020, 12, 1)), number(1)),
    ]
    why = [(one.effective.kind, one.effective.source.sor_code) for one in found if one.effective]
    assert why == [
        (ProvenanceKind.INHERITED, OWNER),
        (ProvenanceKind.INHERITED, OWNER),
        (ProvenanceKind.SAME_AS_POSTAL, OWNER),
        (ProvenanceKind.OWN, WARD),
        (ProvenanceKind.INHERITED, OWNER),
    ]


def test_a_timeline_of_its_own_values_leaves_out_what_is_inherited() -> None:
    found = rows(told(REGISTER, WARD, effective=False))

    assert [row for row in found if row[0] in INHERITABLE] == [
        (FIELD.VISITING_ADDRESS, Period(RENAMED, CLOSED), "Eksempelgade 22"),
        (FIELD.LOCATION_NUMBER, Period(FIRST, CLOSED), "inherited"),
    ]


def test_days_on_which_a_number_is_hidden_are_told_to_its_own_organisation_only() -> None:
    shown, hidden = Period(OPENED, RENAMED), Period(RENAMED, MOVED)
    register = Lives(
        units=(
            UnitLife(
                sor_code=OWNER,
                kind=UnitKind.INSTITUTION_OWNER,
                first_from=OPENED,
                timeline=(Version(Period(OPENED), Facts(name="Prøve Kommune")),),
            ),
        ),
        numbers=(
            NumberLife(
                gln=number(1),
                first_from=OPENED,
                timeline=(
                    Version(shown, Mailbox(holder=OWNER)),
                    Version(hidden, Mailbox(holder=OWNER, internal_only=True)),
                    Version(Period(MOVED), Mailbox(holder=OWNER)),
                ),
            ),
        ),
    )
    chronicle = naive.chronicle(register, OWNER)
    [number_told] = [one for one in told(register, OWNER, effective=True) if one.field is FIELD.LOCATION_NUMBER]

    assert [one.valid for one in without_hidden(number_told, chronicle, {OWNER})] == [Period(OPENED)]
    assert [one.valid for one in without_hidden(number_told, chronicle, set())] == [shown, Period(MOVED)]


@given(register=registers(), day=days, effective=st.booleans(), data=st.data())
def test_a_timeline_says_of_every_day_what_is_said_of_that_day(
    register: Lives, day: date, effective: bool, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from([unit.sor_code for unit in register.units]))
    expected = naive.told_on(register, unit, day, WRITTEN)
    if effective:
        for field, inheritable in INHERITABLE.items():
            stated = naive.effective(register, unit, inheritable, day)
            value = None if stated is None else stated.value
            expected[field] = value if value is None or isinstance(value, str) else WRITTEN[value]

    found = told(register, unit, effective)

    assert {one.field: one.value for one in found if one.valid.covers(day)} == {
        field: text for field, text in expected.items() if text is not None
    }


@given(register=registers(), data=st.data())
def test_neighbouring_days_with_the_same_value_are_one_interval(register: Lives, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from([unit.sor_code for unit in register.units]))
    found = told(register, unit, effective=True)
    order = list(TimelineField)

    for one, other in pairwise(found):
        assert (order.index(one.field), one.valid.start) < (order.index(other.field), other.valid.start)
        if one.field is other.field:
            assert one.valid.end is not None
            assert one.valid.end <= other.valid.start
            assert one.valid.end < other.valid.start or _value(one) != _value(other)


def _value(told: Interval) -> tuple[str, int | None]:
    """A value, and who states it."""
    return told.value, told.effective.source.sor_code if told.effective else None
