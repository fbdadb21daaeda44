"""What changes from one version of a unit to the next, and what is planned."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain import changes
from domain.addresses import Address, ElectronicAddress
from domain.changes import DatedChange, FieldChange, PlanKind
from domain.identifiers import Cvr, ProviderNumber, Shak
from domain.location_numbers import Capability, Direction, LocationNumber, Mailbox, MessageType
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.relations import Relation
from domain.stories import Held, Said, read
from domain.telling import TELLERS, TimelineField
from domain.units import Facts, GeographicalRelation, UnitKind
from tests import naive
from tests.registers import ADDRESSES, ELECTRONIC_ADDRESSES, code, days, number, registers

HOME, TOWN = Address(street="Prøvevej", house_number="1"), Address(street="Eksempelgade", house_number="22")
PHONE = ElectronicAddress(phone="70100101", email="post@example.dk")
WRITTEN = {HOME.id: HOME.one_line, TOWN.id: TOWN.one_line, PHONE.id: PHONE.one_line}

OPENED, RENAMED, MOVED, CLOSED = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)
VERSIONS = naive.unit_versions(
    UnitLife(
        sor_code=code(2),
        kind=UnitKind.ORGANIZATIONAL_UNIT,
        first_from=OPENED,
        timeline=(
            Version(Period(OPENED, RENAMED), Facts(name="Klinik", type="1", parent=code(0), postal=HOME.id)),
            Version(Period(RENAMED, MOVED), Facts(name="Klinik Ø", type="1", parent=code(0), postal=TOWN.id)),
            Version(Period(MOVED, CLOSED), Facts(name="Klinik Ø", type="2", parent=code(1), postal=TOWN.id)),
        ),
    )
)


def mailboxes(*told: tuple[Period, Mailbox]) -> Sequence[LocationNumber]:
    versions = tuple(Version(period, mailbox) for period, mailbox in told)
    return naive.number_versions(NumberLife(gln=number(1), first_from=OPENED, timeline=versions))


def test_each_version_says_what_it_changed() -> None:
    first, second, third = Period(OPENED, RENAMED), Period(RENAMED, MOVED), Period(MOVED, CLOSED)

    assert changes.by_version(read(VERSIONS, ()), WRITTEN) == [
        (
            DatedChange(TimelineField.NAME, None, "Klinik", first),
            DatedChange(TimelineField.TYPE, None, "1", first),
            DatedChange(TimelineField.STATUS, None, "ACTIVE", first),
            DatedChange(TimelineField.PARENT, None, str(code(0)), first),
            DatedChange(TimelineField.POSTAL_ADDRESS, None, "Prøvevej 1", first),
        ),
        (
            DatedChange(TimelineField.NAME, "Klinik", "Klinik Ø", second),
            DatedChange(TimelineField.POSTAL_ADDRESS, "Prøvevej 1", "Eksempelgade 22", second),
        ),
        (
            DatedChange(TimelineField.TYPE, "1", "2", third),
            DatedChange(TimelineField.PARENT, str(code(0)), str(code(1)), third),
        ),
    ]


def test_what_is_planned_comes_after_the_day_the_nearest_first() -> None:
    planned = changes.planned(code(2), read(VERSIONS, ()), RENAMED, WRITTEN)

    assert [(one.sor_code, one.kind, one.effective_from) for one in planned] == [
        (code(2), PlanKind.MOVE, MOVED),
        (code(2), PlanKind.CLOSE, CLOSED),
    ]
    assert planned[1].fields == (FieldChange(TimelineField.STATUS, "ACTIVE", "CLOSED"),)
    assert changes.planned(code(2), read(VERSIONS, ()), CLOSED, WRITTEN) == []


def test_a_unit_that_is_not_yet_open_is_planned_to_open() -> None:
    planned = changes.planned(code(2), read(VERSIONS, ()), date(2019, 12, 31), WRITTEN)

    assert [one.kind for one in planned] == [PlanKind.OPEN, PlanKind.CHANGE, PlanKind.MOVE, PlanKind.CLOSE]


def test_a_location_number_has_days_of_its_own() -> None:
    issued, hidden = date(2020, 6, 1), date(2020, 9, 1)
    numbers = mailboxes(
        (Period(issued, hidden), Mailbox(holder=code(2), system="a")),
        (Period(hidden, MOVED), Mailbox(holder=code(2), system="b", not_active=True)),
    )
    field, gln = TimelineField.LOCATION_NUMBER, number(1)

    told = changes.by_version(read(VERSIONS, numbers), WRITTEN)

    assert told[0][-2:] == (
        DatedChange(field, None, gln, Period(issued, hidden)),
        DatedChange(field, f"{gln}, system a", f"{gln}, system b, not active", Period(hidden, RENAMED)),
    )
    assert DatedChange(field, f"{gln}, not active", None, Period(MOVED, CLOSED)) in told[2]
    planned = changes.planned(code(2), read(VERSIONS, numbers), issued, WRITTEN)
    assert (planned[0].kind, planned[0].effective_from) == (PlanKind.CHANGE, hidden)


def test_message_types_and_relations_have_days_of_their_own() -> None:
    own = mailboxes((Period(OPENED, CLOSED), Mailbox(holder=code(2))))
    added, ended = date(2020, 6, 1), date(2022, 6, 1)
    story = read(
        VERSIONS,
        own,
        [
            Capability(number(1), MessageType("MEDDIS", "D0134L"), Direction.SEND, Period(OPENED, ended)),
            Capability(number(1), MessageType("MEDDIS", "D0134L"), Direction.RECEIVE, Period(added)),
            Capability(number(1), MessageType("DIS01", "D0133L"), Direction.RECEIVE, Period(added)),
        ],
        [Relation("REPLACED_BY", code(2), code(3), Period(CLOSED))],
    )
    messages = TimelineField.MESSAGE_TYPES
    before, both = "MEDDIS D0134L: send", "DIS01 D0133L: receive; MEDDIS D0134L: receive, send"
    after = "DIS01 D0133L: receive; MEDDIS D0134L: receive"

    told = changes.by_version(story, WRITTEN)
    planned = changes.planned(code(2), story, MOVED, WRITTEN)

    assert [change for each in told for change in each if change.field is messages] == [
        DatedChange(messages, None, before, Period(OPENED, added)),
        DatedChange(messages, before, both, Period(added, RENAMED)),
        DatedChange(messages, both, after, Period(ended, CLOSED)),
    ]
    assert [(one.kind, one.effective_from) for one in planned] == [(PlanKind.CHANGE, ended), (PlanKind.CLOSE, CLOSED)]
    assert planned[1].fields == (
        FieldChange(TimelineField.STATUS, "ACTIVE", "CLOSED"),
        FieldChange(TimelineField.LOCATION_NUMBER, number(1), None),
        FieldChange(messages, after, None),
        FieldChange(TimelineField.RELATIONS, None, f"REPLACED_BY {code(3)}"),
    )


def test_a_number_inherited_instead_of_one_of_its_own_is_told() -> None:
    own = mailboxes((Period(OPENED, RENAMED), Mailbox(holder=code(2))))[0]
    before, after = Facts(name="Klinik"), Facts(name="Klinik", inherits_location_number=True)

    told = changes.between(Said(before, Held(own.gln, own)), Said(after), {})

    assert told == (FieldChange(TimelineField.LOCATION_NUMBER, number(1), "inherited"),)


def test_numbers_flags_and_places_are_told_in_words() -> None:
    facts = Facts(
        name="Klinik",
        cvr=Cvr("33257872"),
        shak=Shak("1301"),
        provider_numbers=(ProviderNumber("077410"), ProviderNumber("000077")),
        specialities=("394589003", "394584008"),
        ambulant=True,
        inpatient=False,
        electronic=PHONE.id,
        geographical_relation=GeographicalRelation.OTHER_MOTHER,
        geographical_parent=code(1),
    )

    told = {one.field: one.after for one in changes.between(Said(Facts(name="Klinik")), Said(facts), WRITTEN)}

    assert told == {
        TimelineField.ELECTRONIC_ADDRESS: "70100101, post@example.dk",
        TimelineField.SPECIALITIES: "394589003, 394584008",
        TimelineField.IDENTIFIERS: "SHAK 1301, CVR 33257872, ydernummer 077410, ydernummer 000077",
        TimelineField.CHARACTERISTICS: "ambulant: yes, inpatient: no",
        TimelineField.RELATIONS: f"OTHER_MOTHER {code(1)}",
    }


def test_what_is_internal_is_no_change_that_is_told() -> None:
    before, after = Facts(name="Klinik", local_attributes=("A",)), Facts(name="Klinik", source_updated=OPENED)

    assert changes.between(Said(before), Said(after), {}) == ()


ALL_WRITTEN: Mapping[UUID, str] = {
    **{one.id: one.one_line for one in ADDRESSES},
    **{one.id: one.one_line for one in ELECTRONIC_ADDRESSES},
}


@given(register=registers(), day=days, data=st.data())
def test_the_changes_up_to_a_day_together_say_what_holds_on_it(register: Lives, day: date, data: st.DataObject) -> None:
    life = data.draw(st.sampled_from(register.units))
    story = naive.story(register, life.sor_code)

    every = changes.planned(life.sor_code, story, date.min, ALL_WRITTEN)

    held: dict[TimelineField, str | None] = {}
    for planned in every:
        if planned.effective_from <= day:
            for change in planned.fields:
                assert held.get(change.field) == change.before or change.field in PARTLY_TOLD
                held[change.field] = change.after
    expected = naive.told_on(register, life.sor_code, day, ALL_WRITTEN)
    if expected[TimelineField.STATUS] == "CLOSED":
        last_day = naive.nearest_day(life, day)
        of_its_last = naive.told_on(register, life.sor_code, last_day, ALL_WRITTEN)
        expected |= {field: of_its_last[field] for field in TELLERS}
        held.pop(TimelineField.RELATIONS, None)
        expected.pop(TimelineField.RELATIONS)
    assert {field: text for field, text in held.items() if text is not None} == {
        field: text for field, text in expected.items() if text is not None
    }
    assert changes.planned(life.sor_code, story, day, ALL_WRITTEN) == [one for one in every if one.effective_from > day]


PARTLY_TOLD = {TimelineField.LOCATION_NUMBER, TimelineField.RELATIONS}
"""Fields of which a change tells no more than what differs."""
