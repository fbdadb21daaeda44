"""What a view remembers of the units it has shown, and the ways up that follow from it."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from db.reading.drafts import period
from db.reading.known import MOST, Known, KnownByMoment
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit, UnitKind

SINCE = date(2020, 1, 1)


def unit(code: int, parent: int | None) -> Unit:
    return Unit(
        name=f"Enhed {code}",
        parent=None if parent is None else SorCode(parent),
        sor_code=SorCode(code),
        kind=UnitKind.ORGANIZATIONAL_UNIT,
        valid=period(SINCE, None),
        life=period(SINCE, None),
        first_from=SINCE,
        version=1,
        changed=datetime(2020, 1, 1, tzinfo=UTC),
    )


def climbed(code: int, units: dict[int, Unit]) -> list[int]:
    """The way up as one would go it: until there is nobody above, or somebody met before."""
    way: list[int] = []
    at: int | None = code
    while at is not None and at in units and at not in way:
        way.append(at)
        at = units[at].parent
    return way


@given(
    parents=st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12)),
    asked=st.lists(st.lists(st.integers(0, 12)), max_size=4),
)
def test_the_way_up_is_the_same_in_whatever_order_it_is_asked_for(
    parents: dict[int, int | None], asked: list[list[int]]
) -> None:
    """Also in a register that goes round, and where somebody is missing."""
    units = {code: unit(code, parent) for code, parent in parents.items()}
    known = Known(SINCE)
    known.add(units.values())

    for codes in asked:
        told = known.paths([SorCode(code) for code in codes])
        assert [[one.sor_code for one in path] for path in told] == [climbed(code, units) for code in codes]


def test_only_what_is_not_known_on_the_way_up_is_asked_for() -> None:
    known = Known(SINCE)
    known.add([unit(3, 2), unit(4, 2), unit(5, 4)])

    assert known.unknown_upward([SorCode(3), SorCode(5)]) == {2}
    assert known.unknown_upward([SorCode(9)]) == {9}
    known.add([unit(2, 1), unit(1, None)])
    assert known.unknown_upward([SorCode(3), SorCode(5)]) == set()
    [up, other] = known.paths([SorCode(5), SorCode(3)])
    assert [one.sor_code for one in up] == [5, 4, 2, 1]
    assert other[1] is up[2]


def test_what_is_known_of_one_moment_says_nothing_of_another() -> None:
    known, now, then = KnownByMoment(), Moment(date(2026, 1, 1)), Moment(SINCE)
    known.at(now, steady=True).add([unit(1, None)])

    assert len(known.at(now, steady=True)) == 1
    assert len(known.at(then, steady=True)) == 0
    assert len(known.at(now, steady=False)) == 0, "while a change goes on writing, nothing stays as it was"
    known.forget()
    assert len(known.at(now, steady=True)) == 0


def test_a_view_that_has_shown_very_many_units_begins_anew() -> None:
    known, now = KnownByMoment(), Moment(SINCE)
    one = unit(1, None)
    known.at(now, steady=True)._units.update(dict.fromkeys(map(SorCode, range(MOST + 1)), one))

    assert len(known.at(now, steady=True)) == 0
