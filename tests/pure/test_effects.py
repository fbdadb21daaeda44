"""Effects followed down: through units that change places, around circles, and told as one where they are one."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.addresses import AddressId
from domain.chronicles import Provided
from domain.effects import Effect, in_order, inheritable, of_changed, passed_on
from domain.identifiers import Gln, SorCode, gln_of, sor_code_of
from domain.inheritance import InheritableField
from domain.periods import Period, Version
from domain.stances import Holding, Own, Side, Stated, stands_under, values

OWNER, FIRST, SECOND = (sor_code_of(serial) for serial in range(1, 4))
OLD, NEW, OTHER = (AddressId(UUID(int=number)) for number in range(1, 4))
OPENED, SWAPPED, MOVED = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
POSTAL, VISITING, NUMBER = (
    InheritableField.POSTAL_ADDRESS,
    InheritableField.VISITING_ADDRESS,
    InheritableField.LOCATION_NUMBER,
)


def own(parent: SorCode | None, postal: AddressId | None = None, inherits: bool = True) -> Own:
    return Own(False, parent, postal, None, None, None, inherits)


def owner(postal: AddressId) -> Stated:
    return Stated([Version(Period(OPENED), own(None, postal))])


def swapping() -> dict[SorCode, Stated]:
    """The first is above the second, and a year later below it: never both on one day."""
    before, after = Period(OPENED, SWAPPED), Period(SWAPPED)
    return {
        FIRST: Stated([Version(before, own(OWNER)), Version(after, own(SECOND))]),
        SECOND: Stated([Version(before, own(FIRST)), Version(after, own(OWNER))]),
    }


def followed(before: Side, after: Side, starts: Iterable[SorCode]) -> tuple[Effect, ...]:
    """Level by level, as a reader is asked."""
    found = level = [*of_changed(before, after, starts)]
    while passing := inheritable(level):
        above = {effect.unit for effect in passing}
        below = {
            code: stated
            for code, stated in after.items()
            if code not in starts and any(version.value.parent in above for version in stated.versions)
        }
        level = [*passed_on(passing, below)]
        found = [*found, *level]
    return in_order(found)


def test_units_that_change_places_have_each_their_days_once() -> None:
    before, after = {OWNER: owner(OLD), **swapping()}, {OWNER: owner(NEW), **swapping()}

    effects = [effect for effect in followed(before, after, [OWNER]) if effect.field is POSTAL]

    assert effects == [
        Effect(code, POSTAL, Period(OPENED), Provided(OLD, OWNER), Provided(NEW, OWNER), OWNER)
        for code in (OWNER, FIRST, SECOND)
    ]


def test_units_that_change_places_are_told_the_same_where_they_were_touched_themselves() -> None:
    before, after = {OWNER: owner(OLD), **swapping()}, {OWNER: owner(NEW), **swapping()}

    assert followed(before, after, [OWNER, FIRST, SECOND]) == followed(before, after, [OWNER])


def test_the_nearest_unit_that_says_something_else_is_told() -> None:
    above = {OWNER: owner(OLD), FIRST: Stated([Version(Period(OPENED), own(OWNER))])}
    below = {SECOND: Stated([Version(Period(OPENED), own(FIRST))])}
    states = {FIRST: Stated([Version(Period(OPENED, MOVED), own(OWNER)), Version(Period(MOVED), own(OWNER, OTHER))])}

    effects = followed({**above, **below}, {OWNER: owner(NEW), **states, **below}, [OWNER, FIRST])

    assert [(one.valid, one.after, one.via) for one in effects if one.unit == SECOND and one.field is POSTAL] == [
        (Period(OPENED, MOVED), Provided(NEW, OWNER), OWNER),
        (Period(MOVED), Provided(OTHER, FIRST), FIRST),
    ]


def test_a_unit_that_opens_or_closes_has_no_effect_on_itself() -> None:
    closing = {OWNER: Stated([Version(Period(OPENED, MOVED), own(None, OLD))])}

    assert followed({OWNER: owner(OLD)}, closing, [OWNER]) == ()
    assert followed({}, {OWNER: owner(OLD)}, [OWNER]) == ()
    assert followed({OWNER: owner(OLD)}, {}, [OWNER]) == ()


def test_a_value_that_only_another_unit_states_is_another() -> None:
    below = {FIRST: Stated([Version(Period(OPENED), own(OWNER))])}
    states = {FIRST: Stated([Version(Period(OPENED), own(OWNER, OLD))])}

    effects = followed({OWNER: owner(OLD), **below}, {OWNER: owner(OLD), **states}, [FIRST])

    assert [(one.field, one.before, one.after) for one in effects] == [
        (field, Provided(OLD, OWNER), Provided(OLD, FIRST)) for field in (POSTAL, VISITING)
    ]


def test_a_circle_ends_where_it_began() -> None:
    circle: dict[SorCode, Stated] = {
        FIRST: Stated([Version(Period(OPENED), own(SECOND))]),
        SECOND: Stated([Version(Period(OPENED), own(FIRST))]),
    }

    assert [version.value for version in values(circle, FIRST, POSTAL, Period(OPENED))] == [None]
    assert not stands_under(circle, FIRST, OWNER, OPENED)
    assert stands_under(circle, FIRST, SECOND, OPENED)


def test_a_hidden_number_stops_the_climb_and_is_none() -> None:
    number: Gln = gln_of(579000990001)
    held = Stated(
        [Version(Period(OPENED), own(OWNER))],
        [Version(Period(OPENED, MOVED), Holding(gln_of(579000990002), not_active=True))],
    )
    above = Stated([Version(Period(OPENED), own(None, OLD))], [Version(Period(OPENED), Holding(number))])

    told = [*values({OWNER: above, FIRST: held.shown}, FIRST, NUMBER, Period(OPENED))]

    assert [(one.valid, one.value) for one in told] == [
        (Period(OPENED, MOVED), None),
        (Period(MOVED), Provided(number, OWNER)),
    ]


def test_neighbouring_days_of_one_difference_are_told_as_one() -> None:
    def effect(valid: Period, via: SorCode = OWNER) -> Effect:
        return Effect(FIRST, POSTAL, valid, None, Provided(NEW, OWNER), via)

    parts = [effect(Period(MOVED)), effect(Period(OPENED, SWAPPED)), effect(Period(SWAPPED, MOVED))]

    assert in_order(parts) == (effect(Period(OPENED)),)
    assert in_order([parts[1], effect(Period(MOVED))]) == (parts[1], effect(Period(MOVED)))
    assert in_order([parts[1], effect(Period(SWAPPED), FIRST)]) == (parts[1], effect(Period(SWAPPED), FIRST))
