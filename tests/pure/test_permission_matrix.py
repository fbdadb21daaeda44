"""Who may do what to whose units, at every level: the table of REGISTER.md, section 6, written out by hand."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import get_args

import pytest

from domain.identifiers import SorCode
from domain.location_numbers import Direction
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
from domain.permissions import Actor, Role
from domain.permissions.refusing import refused
from domain.units import UnitKind
from tests.excerpts import excerpt
from tests.organisations import (
    COMPANY,
    DISCHARGE,
    MUNICIPALITY,
    NEIGHBOUR,
    ORGANISATIONS,
    PLANNED,
    REGION,
    Organisation,
    register,
)

EXCERPT = excerpt(register())
RENAMED = Said(facts={"name": "Nyt navn"})
NUMBER = NewNumber(said={"region": "1085"})
EXCHANGES = (Exchange(message_type=DISCHARGE, direction=Direction.SEND),)
LEVELS = ("IE", "SI", "OE")


def _unit(one: Organisation, level: str) -> SorCode:
    return {"IE": one.owner, "SI": one.institution, "OE": one.unit}[level]


def _create(one: Organisation, level: str) -> Operation:
    parent = {"IE": None, "SI": one.owner, "OE": one.institution}[level]
    return Create(kind=UnitKind(level), parent=parent, said=RENAMED)


def _numbered(one: Organisation, level: str) -> Operation:
    parent = {"IE": None, "SI": one.owner, "OE": one.sister}[level]
    return Create(kind=UnitKind(level), parent=parent, said=RENAMED, number=NUMBER)


OPERATIONS: Mapping[str, Callable[[Organisation, str], Operation]] = {
    "create": _create,
    "create with a number": _numbered,
    "change": lambda one, level: Alter(unit=_unit(one, level), said=RENAMED),
    "change local attributes": lambda one, level: Alter(
        unit=_unit(one, level), said=Said(facts={"local_attributes": ("x",)})
    ),
    "move": lambda one, level: Move(unit=_unit(one, level), parent=one.sister),
    "move out": lambda one, level: Move(
        unit=_unit(one, level), parent=(NEIGHBOUR if one is MUNICIPALITY else MUNICIPALITY).unit, confirmed=True
    ),
    "close": lambda one, level: Close(unit=_unit(one, level)),
    "close with a successor": lambda one, level: Close(unit=_unit(one, level), replaced_by=(one.sister,)),
    "withdraw": lambda one, level: Withdraw(unit=_unit(one, level), day=PLANNED),
    "merge": lambda one, level: Merge(units=(_unit(one, level),), into=one.sister),
    "split": lambda one, level: Split(unit=_unit(one, level), into=(one.sister,)),
    "relate": lambda one, level: Relate(unit=_unit(one, level), type="COOPERATES", other=one.sister),
    "unrelate": lambda one, level: Unrelate(unit=_unit(one, level), type="COOPERATES", other=one.sister),
    "correct": lambda one, level: Correct(unit=_unit(one, level), said=RENAMED, since=date(2020, 1, 1)),
    "issue": lambda one, level: Issue(unit=_unit(one, level), number=NUMBER),
    "change and issue": lambda one, level: Alter(unit=_unit(one, level), said=RENAMED, number=NUMBER),
    "choose to inherit": lambda one, level: Inherit(unit=_unit(one, level), inherits=True),
    "change to inherit": lambda one, level: Alter(
        unit=_unit(one, level), said=Said(facts={"inherits_location_number": True})
    ),
    "change number": lambda one, level: AlterNumber(gln=one.numbers[LEVELS.index(level)], said={"note": "x"}),
    "close number": lambda one, level: CloseNumber(gln=one.numbers[LEVELS.index(level)]),
    "close number and inherit": lambda one, level: CloseNumber(gln=one.numbers[LEVELS.index(level)], inherit=True),
    "add messages": lambda one, level: AddMessages(gln=one.numbers[LEVELS.index(level)], exchanges=EXCHANGES),
    "end messages": lambda one, level: EndMessages(gln=one.numbers[LEVELS.index(level)], exchanges=EXCHANGES),
}

NOTHING = ""
ALL = "IE SI OE"
OWN_OE = {"own": "OE", "municipal": NOTHING, "other": NOTHING}
OWN = {"own": ALL, "municipal": NOTHING, "other": NOTHING}
MUNICIPAL = {"own": NOTHING, "municipal": ALL, "other": NOTHING}
ANY = {"own": ALL, "municipal": ALL, "other": ALL}
NONE = {"own": NOTHING, "municipal": NOTHING, "other": NOTHING}

# Of whose units, at which levels. A role that is not named may not do it to any unit.
OFFICE, REGIONAL, MUNICIPAL_ROLE, MEDCOM, SUPPLIER, PRIVATE = (role for role in Role if role is not Role.PUBLIC)
MAY: Mapping[str, Mapping[Role, Mapping[str, str]]] = {
    "create": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE, PRIVATE: {**OWN, "own": "SI OE"}},
    "create with a number": {OFFICE: ANY, REGIONAL: OWN_OE, PRIVATE: {**OWN, "own": "SI OE"}},
    "change": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE, PRIVATE: OWN},
    "change local attributes": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE, PRIVATE: OWN},
    "move": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "move out": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "close": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE, PRIVATE: OWN},
    "close with a successor": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "withdraw": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "merge": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "split": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "relate": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "unrelate": {OFFICE: ANY, REGIONAL: OWN_OE, MUNICIPAL_ROLE: OWN_OE},
    "correct": {OFFICE: ANY},
    "issue": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: MUNICIPAL, PRIVATE: OWN},
    "change and issue": {OFFICE: ANY, REGIONAL: OWN_OE, PRIVATE: OWN},
    "choose to inherit": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: MUNICIPAL, PRIVATE: OWN},
    "change to inherit": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: MUNICIPAL, PRIVATE: OWN},
    "change number": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: MUNICIPAL, PRIVATE: OWN},
    "close number": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: MUNICIPAL, PRIVATE: OWN},
    "close number and inherit": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: MUNICIPAL, PRIVATE: OWN},
    "add messages": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: ANY, SUPPLIER: ANY},
    "end messages": {OFFICE: ANY, REGIONAL: OWN_OE, MEDCOM: ANY, SUPPLIER: ANY},
}

ACTING_FOR = {
    Role.PUBLIC: None,
    OFFICE: None,
    REGIONAL: REGION,
    MUNICIPAL_ROLE: MUNICIPALITY,
    MEDCOM: None,
    SUPPLIER: None,
    PRIVATE: COMPANY,
}


def test_every_operation_of_the_register_is_in_the_table() -> None:
    asked = {type(make(REGION, "OE")) for make in OPERATIONS.values()}

    assert asked == set(get_args(Operation))
    assert MAY.keys() == OPERATIONS.keys()


@pytest.mark.parametrize(("role", "name"), [*product(Role, OPERATIONS)], ids=lambda one: getattr(one, "name", one))
def test_a_role_may_do_what_the_register_says_and_nothing_else(role: Role, name: str) -> None:
    acting = ACTING_FOR[role]
    actor = Actor("somebody", role, None if acting is None else acting.owner)
    expected = MAY[name].get(role, NONE)

    allowed = {
        (one.name, level)
        for one, level in product(ORGANISATIONS, LEVELS)
        if refused(actor, OPERATIONS[name](one, level), EXCERPT) == ()
    }

    assert allowed == {
        (one.name, level)
        for one in ORGANISATIONS
        for level in expected["own" if one is acting else "municipal" if one is MUNICIPALITY else "other"].split()
    }


@pytest.mark.parametrize("role", [REGIONAL, MUNICIPAL_ROLE, PRIVATE])
def test_whoever_acts_for_no_organisation_may_do_nothing(role: Role) -> None:
    actor = Actor("somebody", role)

    for make, one, level in product(OPERATIONS.values(), ORGANISATIONS, LEVELS):
        assert refused(actor, make(one, level), EXCERPT) != ()
