"""Operations are kept as plain data, and are the same when they are read again."""

import json
from datetime import date
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import Address, ElectronicAddress
from domain.identifiers import SorCode, sor_code_of
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
from domain.units import GeographicalRelation, UnitKind
from domain.written import KINDS, read, written
from tests.builders import COMPANY, HALL, KIDNEY, MEDICINE, MEDICINE_NUMBER, WARD, WARD_PHONE

DAY = date(2027, 1, 1)
COPY = date(2026, 11, 20)
PLACE = Address(street="Åvej", dar_id=UUID(int=7), east=Decimal("557481.680"), north=Decimal("6221000"))
SAID = Said(
    facts={
        "name": "Åstuen",
        "postal": PLACE.id,
        "electronic": WARD_PHONE.id,
        "provider_numbers": ("077410",),
        "local_attributes": ("M1", None),
        "geographical_relation": GeographicalRelation.OTHER_MOTHER,
        "geographical_parent": MEDICINE,
        "source_updated": COPY,
        "inpatient": False,
        "shak": None,
    },
    addresses=(PLACE,),
    electronic_addresses=(WARD_PHONE,),
)
DISCHARGE = Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.RECEIVE)
NUMBER = NewNumber(said={"region": "1085", "internal_only": True, "note": None}, exchanges=(DISCHARGE,))
NEW = Create(kind=UnitKind.ORGANIZATIONAL_UNIT, parent=MEDICINE, said=SAID, since=DAY, last_day=DAY, number=NUMBER)
EVERY_KIND: tuple[Operation, ...] = (
    NEW,
    Create(kind=UnitKind.INSTITUTION_OWNER, parent=None, said=Said()),
    Alter(unit=WARD, said=SAID, since=DAY, number=NUMBER, version=3),
    Move(unit=WARD, parent=KIDNEY, since=DAY, confirmed=True, version=1),
    Close(unit=WARD, last_day=DAY, below=True, replaced_by=(KIDNEY, MEDICINE), version=1),
    Withdraw(unit=WARD, day=DAY, dependants=True, version=1),
    Issue(unit=WARD, number=NUMBER, since=DAY, version=1),
    AlterNumber(gln=MEDICINE_NUMBER, said={"system": "WinLAB", "not_active": True}, since=DAY),
    CloseNumber(gln=MEDICINE_NUMBER, last_day=DAY, inherit=True),
    Inherit(unit=WARD, inherits=False, since=DAY, version=1),
    AddMessages(gln=MEDICINE_NUMBER, exchanges=(DISCHARGE,), since=DAY),
    EndMessages(gln=MEDICINE_NUMBER, exchanges=(DISCHARGE,), last_day=DAY),
    Relate(unit=WARD, type="COOPERATES", other=COMPANY, since=DAY, note="vagt"),
    Unrelate(unit=WARD, type="COOPERATES", other=COMPANY, last_day=DAY),
    Merge(units=(WARD, KIDNEY), into=NEW, last_day=DAY, below=True),
    Merge(units=(WARD, KIDNEY), into=MEDICINE),
    Split(unit=WARD, into=(KIDNEY, NEW), last_day=DAY, below=True, version=1),
    Correct(unit=WARD, said=SAID, since=DAY, last_day=DAY, parent=KIDNEY, opened=DAY, closed=DAY, version=1),
)


def test_every_kind_of_operation_is_among_the_examples() -> None:
    assert {type(one) for one in EVERY_KIND} == set(get_args(Operation)) == set(KINDS.values())


@pytest.mark.parametrize("operation", EVERY_KIND, ids=lambda one: type(one).__name__)
def test_what_is_written_as_json_is_read_again(operation: Operation) -> None:
    assert read(json.loads(json.dumps(written(operation)))) == operation


def test_the_form_that_requests_are_kept_in_stays() -> None:
    """What was asked for under an older version of the program must still be read."""
    assert written(NEW) == {
        "operation": "Create",
        "kind": "ORGANIZATIONAL_UNIT",
        "parent": str(MEDICINE),
        "since": "2027-01-01",
        "last_day": "2027-01-01",
        "said": {
            "facts": {
                "electronic": str(WARD_PHONE.id),
                "geographical_parent": str(MEDICINE),
                "geographical_relation": "OTHER_MOTHER",
                "inpatient": False,
                "local_attributes": ["M1", None],
                "name": "Åstuen",
                "postal": str(PLACE.id),
                "provider_numbers": ["077410"],
                "shak": None,
                "source_updated": "2026-11-20",
            },
            "addresses": [
                {
                    "street": "Åvej",
                    "dar_id": "00000000-0000-0000-0000-000000000007",
                    "east": "557481.68",
                    "north": "6221000",
                }
            ],
            "electronic_addresses": [{"phone": "70100106"}],
        },
        "number": {
            "said": {"internal_only": True, "note": None, "region": "1085"},
            "exchanges": [{"message_type": {"code": "DIS01", "version": "D0133L"}, "direction": "RECEIVE"}],
        },
    }
    assert written(Move(unit=WARD, parent=KIDNEY)) == {"operation": "Move", "unit": str(WARD), "parent": str(KIDNEY)}


def test_equal_operations_are_written_alike_in_whatever_order_their_facts_were_given() -> None:
    one = Alter(unit=WARD, said=Said(facts={"name": "A", "shak": None}))
    other = Alter(unit=WARD, said=Said(facts={"shak": None, "name": "A"}))

    assert one == other
    assert json.dumps(written(one)) == json.dumps(written(other))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"operation": "Reopen", "unit": "9005100001600"}, "there is no operation 'Reopen'"),
        ({"unit": "9005100001600"}, "there is no operation None"),
        ({"operation": "Move", "unit": "9", "onto": "8", "into": "7"}, "Move has no into, onto"),
    ],
)
def test_what_is_no_operation_is_refused(told: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(told)


DAYS = st.none() | st.dates()
CODES = st.integers(1, 10**6).map(sor_code_of)
TEXTS = st.text(max_size=20)
COORDINATES = st.none() | st.decimals(1, 10**7, places=3)
ADDRESSES = st.builds(
    Address, street=st.none() | TEXTS, east=COORDINATES, north=COORDINATES, dar_id=st.none() | st.uuids()
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "shak": st.none() | TEXTS,
        "provider_numbers": st.lists(TEXTS, max_size=3).map(tuple),
        "specialities": st.lists(TEXTS, max_size=3).map(tuple),
        "local_attributes": st.lists(st.none() | TEXTS, max_size=5).map(tuple),
        "visiting": st.none() | ADDRESSES.map(lambda one: one.id),
        "inherits_location_number": st.none() | st.booleans(),
        "geographical_relation": st.none() | st.sampled_from(GeographicalRelation),
        "geographical_parent": st.none() | CODES,
        "source_updated": DAYS,
    },
)
SAYINGS = st.builds(
    Said,
    facts=FACTS,
    addresses=st.lists(ADDRESSES, max_size=2).map(tuple),
    electronic_addresses=st.lists(st.builds(ElectronicAddress, phone=TEXTS, fax=st.none() | TEXTS), max_size=2).map(
        tuple
    ),
)
MESSAGES = st.builds(Exchange, message_type=st.builds(MessageType, TEXTS, TEXTS), direction=st.sampled_from(Direction))
BOXES = st.fixed_dictionaries(
    {},
    optional={"region": TEXTS, "supplier": st.none() | TEXTS, "not_active": st.booleans(), "note": st.none() | TEXTS},
)
NUMBERS = st.builds(NewNumber, said=BOXES, exchanges=st.lists(MESSAGES, max_size=3).map(tuple))
CREATES = st.builds(Create, parent=st.none() | CODES, said=SAYINGS, since=DAYS, number=st.none() | NUMBERS)
PARTS: st.SearchStrategy[SorCode | Create] = CODES | CREATES
OPERATIONS: st.SearchStrategy[Operation] = (
    CREATES
    | st.builds(Alter, unit=CODES, said=SAYINGS, since=DAYS, number=st.none() | NUMBERS)
    | st.builds(Move, unit=CODES, parent=CODES, since=DAYS)
    | st.builds(Close, unit=CODES, last_day=DAYS, replaced_by=st.lists(CODES, max_size=3).map(tuple))
    | st.builds(AlterNumber, gln=st.just(MEDICINE_NUMBER), said=BOXES, since=DAYS)
    | st.builds(AddMessages, gln=st.just(MEDICINE_NUMBER), exchanges=st.lists(MESSAGES).map(tuple), since=DAYS)
    | st.builds(Merge, units=st.lists(CODES).map(tuple), into=PARTS, last_day=DAYS)
    | st.builds(Split, unit=CODES, into=st.lists(PARTS, max_size=3).map(tuple), last_day=DAYS)
    | st.builds(Correct, unit=CODES, said=SAYINGS, since=DAYS, parent=st.none() | CODES, opened=DAYS)
)


@given(operation=OPERATIONS)
def test_whatever_is_asked_is_the_same_when_it_is_read_again(operation: Operation) -> None:
    assert read(json.loads(json.dumps(written(operation)))) == operation


@given(one=OPERATIONS, other=OPERATIONS)
def test_different_operations_are_written_differently(one: Operation, other: Operation) -> None:
    assert (written(one) == written(other)) is (one == other)


def test_an_address_is_known_by_the_same_id_after_it_was_kept() -> None:
    again = read(json.loads(json.dumps(written(Alter(unit=WARD, said=Said(addresses=(PLACE, HALL)))))))

    assert isinstance(again, Alter)
    assert [one.id for one in again.said.addresses] == [PLACE.id, HALL.id]
