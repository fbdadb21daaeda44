"""What a recording tells that was not known before."""

from datetime import date
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import Address
from domain.changes import FieldChange
from domain.learning import Learned, learned
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Period, Version, change_days
from domain.records import Lives, NumberLife, UnitLife
from domain.relations import Relation
from domain.stories import Story, lived
from domain.telling import TELLERS, TimelineField
from domain.units import Facts, UnitKind
from tests import naive
from tests.pure.test_changes import ALL_WRITTEN, PARTLY_TOLD
from tests.registers import code, days, number, registers

OPENED, RENAMED, CLOSED = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
HOME, TOWN = Address(street="Prøvevej", house_number="1"), Address(street="Eksempelgade", house_number="22")
WRITTEN: dict[UUID, str] = {HOME.id: HOME.one_line, TOWN.id: TOWN.one_line}
FIELD = TimelineField
MEDDIS = MessageType("MEDDIS", "D0134L")


def story(
    *versions: tuple[Period, Facts],
    numbers: tuple[tuple[Period, Mailbox], ...] = (),
    capabilities: tuple[Capability, ...] = (),
    relations: tuple[Relation, ...] = (),
) -> Story:
    """Of a department, and of one location number."""
    timeline = tuple(Version(period, facts) for period, facts in versions)
    life = UnitLife(sor_code=code(2), kind=UnitKind.ORGANIZATIONAL_UNIT, first_from=OPENED, timeline=timeline)
    held = tuple(Version(period, mailbox) for period, mailbox in numbers)
    mailboxes = [NumberLife(gln=number(1), first_from=OPENED, timeline=held)] if held else []
    return lived(code(2), life, mailboxes, capabilities, relations)


KLINIK = Facts(name="Klinik", parent=code(0), postal=HOME.id)
OPEN = story((Period(OPENED), KLINIK))


def test_of_a_new_unit_everything_is_learned() -> None:
    assert learned(Story(), OPEN, WRITTEN) == (
        Learned(
            Period(OPENED),
            (
                FieldChange(FIELD.NAME, None, "Klinik"),
                FieldChange(FIELD.STATUS, None, "ACTIVE"),
                FieldChange(FIELD.PARENT, None, str(code(0))),
                FieldChange(FIELD.POSTAL_ADDRESS, None, "Prøvevej 1"),
            ),
        ),
    )


def test_of_a_plan_only_the_days_are_learned_on_which_something_is_otherwise() -> None:
    planned = story(
        (Period(OPENED, RENAMED), KLINIK), (Period(RENAMED), Facts(name="Klinik Ø", parent=code(0), postal=HOME.id))
    )

    assert learned(OPEN, planned, WRITTEN) == (
        Learned(Period(RENAMED), (FieldChange(FIELD.NAME, "Klinik", "Klinik Ø"),)),
    )
    assert learned(planned, OPEN, WRITTEN) == (
        Learned(Period(RENAMED), (FieldChange(FIELD.NAME, "Klinik Ø", "Klinik"),)),
    )
    assert learned(planned, planned, WRITTEN) == ()


def test_a_version_that_is_only_cut_in_two_tells_nothing() -> None:
    assert learned(OPEN, story((Period(OPENED, RENAMED), KLINIK), (Period(RENAMED), KLINIK)), WRITTEN) == ()


def test_what_was_known_otherwise_on_some_days_is_told_of_each() -> None:
    before = story(
        (Period(OPENED, RENAMED), KLINIK),
        (Period(RENAMED, CLOSED), Facts(name="Klinik Ø", parent=code(0), postal=HOME.id)),
        (Period(CLOSED), KLINIK),
    )
    after = story((Period(OPENED), Facts(name="Klinik Ø", parent=code(0), postal=TOWN.id)))
    moved = FieldChange(FIELD.POSTAL_ADDRESS, "Prøvevej 1", "Eksempelgade 22")
    renamed = FieldChange(FIELD.NAME, "Klinik", "Klinik Ø")

    assert learned(before, after, WRITTEN) == (
        Learned(Period(OPENED, RENAMED), (renamed, moved)),
        Learned(Period(RENAMED, CLOSED), (moved,)),
        Learned(Period(CLOSED), (renamed, moved)),
    )


def test_a_closing_is_learned_of_the_days_on_which_the_unit_is_no_more() -> None:
    held = ((Period(OPENED), Mailbox(holder=code(2))),)
    closed = ((Period(OPENED, CLOSED), Mailbox(holder=code(2))),)
    successor = Relation("REPLACED_BY", code(2), code(3), Period(CLOSED))
    before = story((Period(OPENED), KLINIK), numbers=held)
    after = story((Period(OPENED, CLOSED), KLINIK), numbers=closed, relations=(successor,))

    assert learned(before, after, WRITTEN) == (
        Learned(
            Period(CLOSED),
            (
                FieldChange(FIELD.STATUS, "ACTIVE", "CLOSED"),
                FieldChange(FIELD.LOCATION_NUMBER, number(1), None),
                FieldChange(FIELD.RELATIONS, None, f"REPLACED_BY {code(3)}"),
            ),
        ),
    )


def test_a_unit_that_is_withdrawn_never_was() -> None:
    assert learned(OPEN, Story(), WRITTEN) == (Learned(Period(OPENED), (FieldChange(FIELD.STATUS, "ACTIVE", None),)),)


def test_an_opening_that_is_put_off_leaves_the_days_before_it_without_a_unit() -> None:
    assert learned(OPEN, story((Period(RENAMED), KLINIK)), WRITTEN) == (
        Learned(Period(OPENED, RENAMED), (FieldChange(FIELD.STATUS, "ACTIVE", None),)),
    )


def test_message_types_are_those_of_the_number_while_the_unit_holds_it() -> None:
    held = ((Period(OPENED, CLOSED), Mailbox(holder=code(2))),)
    receives = Capability(number(1), MEDDIS, Direction.RECEIVE, Period(OPENED))
    sends = Capability(number(1), MEDDIS, Direction.SEND, Period(RENAMED))
    strange = Capability(number(2), MEDDIS, Direction.SEND, Period(OPENED))
    before = story((Period(OPENED), KLINIK), numbers=held, capabilities=(receives, strange))
    after = story((Period(OPENED), KLINIK), numbers=held, capabilities=(receives, sends, strange))

    assert learned(before, after, WRITTEN) == (
        Learned(
            Period(RENAMED, CLOSED),
            (FieldChange(FIELD.MESSAGE_TYPES, "MEDDIS D0134L: receive", "MEDDIS D0134L: receive, send"),),
        ),
    )


def test_of_a_number_of_which_details_change_those_are_told() -> None:
    before = story((Period(OPENED), KLINIK), numbers=((Period(OPENED), Mailbox(holder=code(2), supplier="a")),))
    after = story(
        (Period(OPENED), KLINIK),
        numbers=((Period(OPENED), Mailbox(holder=code(2), supplier="b", note="flyttet", not_active=True)),),
    )

    assert learned(before, after, WRITTEN) == (
        Learned(
            Period(OPENED),
            (
                FieldChange(
                    FIELD.LOCATION_NUMBER,
                    f"{number(1)}, supplier a",
                    f"{number(1)}, supplier b, note flyttet, not active",
                ),
            ),
        ),
    )


@given(before=registers(), after=registers(), day=days, data=st.data())
def test_what_is_learned_of_a_day_is_what_differs_between_two_tellings_of_it(
    before: Lives, after: Lives, day: date, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from([unit.sor_code for unit in (*before.units, *after.units)]))
    one, other = naive.told_on(before, unit, day, ALL_WRITTEN), naive.told_on(after, unit, day, ALL_WRITTEN)

    told = learned(naive.story(before, unit), naive.story(after, unit), ALL_WRITTEN)

    fields = next((piece.fields for piece in told if piece.valid.covers(day)), ())
    gone = other[FIELD.STATUS] != "ACTIVE"
    expected = [
        FieldChange(field, one[field], other[field])
        for field in TimelineField
        if one[field] != other[field] and not (gone and field in {*TELLERS, FIELD.RELATIONS})
    ]
    assert [one for one in fields if one.field not in PARTLY_TOLD] == [
        one for one in expected if one.field not in PARTLY_TOLD
    ]
    assert {one.field for one in fields} >= {one.field for one in expected}


@given(before=registers(), after=registers(), data=st.data())
def test_neighbouring_days_of_which_the_same_is_learned_are_one(
    before: Lives, after: Lives, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from([unit.sor_code for unit in (*before.units, *after.units)]))
    told = learned(naive.story(before, unit), naive.story(after, unit), ALL_WRITTEN)

    for piece, following in pairwise(told):
        assert piece.valid.end is not None
        assert piece.valid.end < following.valid.start or (
            piece.valid.end == following.valid.start and piece.fields != following.fields
        )
    mentioned = {*naive.story(before, unit).days, *naive.story(after, unit).days}
    assert {*change_days(piece.valid for piece in told)} <= mentioned
