"""Requests of private companies: who sees them, when a number is due, and on which day they are carried out."""

from datetime import date, timedelta

import pytest

from domain.identifiers import Cvr
from domain.location_numbers import Direction, MessageType
from domain.operations import (
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Create,
    Exchange,
    Inherit,
    Issue,
    Move,
    NewNumber,
    Operation,
    Said,
)
from domain.permissions import Actor, Role
from domain.requests import Applicant, Asked, asked, due, on_another_day, sees_request
from domain.units import UnitKind
from domain.working_days import is_working_day, working_days_after
from tests.builders import TODAY
from tests.organisations import COMPANY, COMPANY_CVR, NEIGHBOUR

NUMBER = NewNumber(
    said={"region": "1085", "internal_only": False, "note": None},
    exchanges=(Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.RECEIVE),),
)
SAID = Said(facts={"name": "Klinik"})
DAY = date(2027, 2, 1)


@pytest.mark.parametrize(
    ("holiday", "name"),
    [
        (date(2027, 1, 1), "nytårsdag"),
        (date(2027, 3, 25), "skærtorsdag"),
        (date(2027, 3, 26), "langfredag"),
        (date(2027, 3, 29), "anden påskedag"),
        (date(2023, 5, 5), "store bededag, for the last time"),
        (date(2027, 5, 6), "Kristi himmelfartsdag"),
        (date(2027, 5, 17), "anden pinsedag"),
        (date(2028, 12, 25), "juledag"),
        (date(2028, 12, 26), "anden juledag"),
        (date(2026, 11, 22), "a Sunday"),
    ],
)
def test_holidays_and_sundays_are_no_working_days(holiday: date, name: str) -> None:
    assert not is_working_day(holiday), name


def test_great_prayer_day_is_a_working_day_since_2024() -> None:
    assert is_working_day(date(2024, 4, 26))


@pytest.mark.parametrize(
    ("asked_on", "sent_by"),
    [
        (date(2026, 11, 22), date(2026, 12, 4)),
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 11, 23), date(2026, 12, 7)),
        (date(2026, 12, 21), date(2027, 1, 6)),
        (date(2027, 3, 22), date(2027, 4, 8)),
    ],
)
def test_ten_working_days_are_counted_from_the_day_after(asked_on: date, sent_by: date) -> None:
    assert working_days_after(asked_on, 10) == sent_by


def test_a_location_number_is_due_and_nothing_else_is() -> None:
    numbered: list[Operation] = [
        Issue(unit=COMPANY.unit, number=NUMBER),
        Create(kind=UnitKind.HEALTH_INSTITUTION, parent=COMPANY.owner, said=SAID, number=NUMBER),
        Alter(unit=COMPANY.unit, said=SAID, number=NUMBER),
    ]

    assert {due(one, TODAY) for one in numbered} == {date(2026, 12, 4)}
    assert due(Alter(unit=COMPANY.unit, said=SAID), TODAY) is None
    assert due(Close(unit=COMPANY.unit), TODAY) is None


def test_requests_are_seen_by_the_office_and_the_company_that_asks() -> None:
    ours, newcomer = Applicant(COMPANY.owner), Applicant(None, Cvr("33257872"))
    company = Actor("klinikken", Role.PRIVATE_COMPANY, COMPANY.owner, cvr=COMPANY_CVR)
    founder = Actor("grundlæggeren", Role.PRIVATE_COMPANY, cvr=Cvr("33257872"))

    seeing = {role: sees_request(Actor("x", role, COMPANY.owner), ours) for role in Role}

    assert {role for role, sees in seeing.items() if sees} == {Role.SOR_OFFICE, Role.PRIVATE_COMPANY}
    assert sees_request(company, ours)
    assert not sees_request(company, newcomer)
    assert not sees_request(company, Applicant(NEIGHBOUR.owner))
    assert sees_request(founder, newcomer)
    assert not sees_request(founder, ours)
    assert sees_request(Actor("nu registreret", Role.PRIVATE_COMPANY, NEIGHBOUR.owner, cvr=Cvr("33257872")), newcomer)
    assert not sees_request(Actor("ingen", Role.PRIVATE_COMPANY), newcomer)


def test_whoever_is_told_no_organisation_and_no_number_sees_no_requests_at_all() -> None:
    assert not sees_request(Actor("ingen", Role.PRIVATE_COMPANY), Applicant(None, None))


@pytest.mark.parametrize(
    "operation",
    [
        Create(kind=UnitKind.HEALTH_INSTITUTION, parent=COMPANY.owner, said=SAID, since=TODAY),
        Alter(unit=COMPANY.unit, said=SAID, since=TODAY),
        Issue(unit=COMPANY.unit, number=NUMBER, since=TODAY),
        AlterNumber(gln=COMPANY.numbers[0], said={}, since=TODAY),
        Inherit(unit=COMPANY.unit, inherits=True, since=TODAY),
    ],
)
def test_what_is_approved_late_takes_effect_on_another_day(operation: Operation) -> None:
    later = on_another_day(operation, DAY)

    assert getattr(later, "since") == DAY  # noqa: B009
    assert type(later) is type(operation)


def test_of_a_closing_the_other_day_is_its_last() -> None:
    assert on_another_day(Close(unit=COMPANY.unit, below=True), DAY) == Close(
        unit=COMPANY.unit, below=True, last_day=DAY
    )
    number = COMPANY.numbers[0]
    assert on_another_day(CloseNumber(gln=number), DAY) == CloseNumber(gln=number, last_day=DAY)
    moving = Move(unit=COMPANY.unit, parent=COMPANY.sister, since=TODAY + timedelta(days=9))
    assert on_another_day(moving, DAY) == moving


def test_those_who_decide_read_all_that_is_asked_for() -> None:
    creation = Create(kind=UnitKind.HEALTH_INSTITUTION, parent=COMPANY.owner, said=SAID, since=DAY, number=NUMBER)

    assert asked(creation) == (
        Asked(("kind",), "HEALTH_INSTITUTION"),
        Asked(("parent",), str(COMPANY.owner)),
        Asked(("said", "facts", "name"), "Klinik"),
        Asked(("since",), "2027-02-01"),
        Asked(("number", "said", "internal_only"), "false"),
        Asked(("number", "said", "note"), None),
        Asked(("number", "said", "region"), "1085"),
        Asked(("number", "exchanges", "0", "message_type", "code"), "DIS01"),
        Asked(("number", "exchanges", "0", "message_type", "version"), "D0133L"),
        Asked(("number", "exchanges", "0", "direction"), "RECEIVE"),
    )
