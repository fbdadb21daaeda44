"""Who may ask which mutation of whose unit, over GraphQL: the table of REGISTER.md, section 6, written out by hand."""

from collections.abc import AsyncIterator, Callable, Mapping
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import SorCode
from domain.permissions import PUBLIC, Actor, Role
from domain.recording import ActorKind, Recorder
from schema import guarded
from tests.answers.conftest import Ask, asking
from tests.fixtures.databases import Databases
from tests.organisations import COMPANY, COMPANY_CVR, MUNICIPALITY, NEIGHBOUR, PLANNED, REGION, Organisation, register

OFFICE = Actor("kontoret", Role.SOR_OFFICE)
REGIONAL = Actor("regionen", Role.REGIONAL_ADMINISTRATOR, REGION.owner)
MUNICIPAL = Actor("kommunen", Role.MUNICIPAL_ADMINISTRATOR, MUNICIPALITY.owner)
MEDCOM = Actor("MedCom", Role.MEDCOM)
SUPPLIER = Actor("leverandøren", Role.SYSTEM_SUPPLIER)
PRIVATE = Actor("klinikken", Role.PRIVATE_COMPANY, COMPANY.owner, cvr=COMPANY_CVR)
ACTORS = (PUBLIC, OFFICE, REGIONAL, MUNICIPAL, MEDCOM, SUPPLIER, PRIVATE)
ORGANISATIONS = {"region": REGION, "neighbour": NEIGHBOUR, "municipality": MUNICIPALITY, "company": COMPANY}

Input = Callable[[Organisation], dict[str, Any]]
NUMBER = {
    "region": "1085",
    "system": "WinLAB",
    "supplier": "AH-support",
    "network": "41000035001",
    "administrator": "106",
}
MESSAGES = [{"code": "REF01", "version": "H0130R", "direction": "SEND"}]
RECEIVED = [{"code": "DIS01", "version": "D0133L", "direction": "RECEIVE"}]
CLINICAL = "550851000005109"
LATER = "2027-06-30"


def _new(parent: SorCode) -> dict[str, Any]:
    return {"parent": str(parent), "kind": "ORGANIZATIONAL_UNIT", "name": "Ny", "type": CLINICAL}


INPUTS: Mapping[str, Input] = {
    "createUnit": lambda one: _new(one.unit),
    "changeUnit": lambda one: {"sorCode": str(one.unit), "name": "Andet"},
    "moveUnit": lambda one: {"sorCode": str(one.unit), "newParent": str(one.sister)},
    "closeUnit": lambda one: {"sorCode": str(one.sister), "lastDay": LATER},
    "withdrawPlannedChange": lambda one: {"plannedChangeId": str(one.unit)},
    "createLocationNumber": lambda one: {"sorCode": str(one.sister), "locationNumber": NUMBER},
    "changeLocationNumber": lambda one: {"gln": one.numbers[2], "note": "ny"},
    "closeLocationNumber": lambda one: {"gln": one.numbers[2]},
    "inheritLocationNumber": lambda one: {"sorCode": str(one.sister), "inherits": True},
    "addMessageTypes": lambda one: {"gln": one.numbers[2], "messageTypes": MESSAGES},
    "endMessageTypes": lambda one: {"gln": one.numbers[2], "messageTypes": RECEIVED},
    "addRelation": lambda one: {"sorCode": str(one.unit), "type": "COOPERATES", "other": str(one.sister)},
    "endRelation": lambda one: {"sorCode": str(one.unit), "type": "COOPERATES", "other": str(one.sister)},
    "mergeUnits": lambda one: {
        "sorCodes": [str(one.unit)],
        "into": {"sorCode": str(one.sister)},
        "lastDay": LATER,
    },
    "splitUnit": lambda one: {
        "sorCode": str(one.unit),
        "into": [{"sorCode": str(one.sister)}, {"create": _new(one.institution)}],
        "lastDay": LATER,
    },
    "correctUnit": lambda one: {"sorCode": str(one.unit), "name": "Rigtigt", "validFrom": "2020-01-01"},
}
ITEMS = {
    "createUnit": "create",
    "changeUnit": "change",
    "moveUnit": "move",
    "closeUnit": "close",
    "withdrawPlannedChange": "withdraw",
    "mergeUnits": "merge",
    "splitUnit": "split",
    "correctUnit": "correct",
}
"""How `applyChanges` names what is a mutation of its own; the others go by the same name in both."""

ALL = "region neighbour municipality company"
OWN = {REGIONAL: "region", MUNICIPAL: "municipality"}
MAY: Mapping[str, Mapping[Actor, str]] = {
    "createUnit": {OFFICE: ALL, **OWN, PRIVATE: "company"},
    "changeUnit": {OFFICE: ALL, **OWN, PRIVATE: "company"},
    "moveUnit": {OFFICE: ALL, **OWN},
    "closeUnit": {OFFICE: ALL, **OWN, PRIVATE: "company"},
    "withdrawPlannedChange": {OFFICE: ALL, **OWN},
    "createLocationNumber": {OFFICE: ALL, REGIONAL: "region", MEDCOM: "municipality", PRIVATE: "company"},
    "changeLocationNumber": {OFFICE: ALL, REGIONAL: "region", MEDCOM: "municipality", PRIVATE: "company"},
    "closeLocationNumber": {OFFICE: ALL, REGIONAL: "region", MEDCOM: "municipality", PRIVATE: "company"},
    "inheritLocationNumber": {OFFICE: ALL, REGIONAL: "region", MEDCOM: "municipality", PRIVATE: "company"},
    "addMessageTypes": {OFFICE: ALL, REGIONAL: "region", MEDCOM: ALL, SUPPLIER: ALL},
    "endMessageTypes": {OFFICE: ALL, REGIONAL: "region", MEDCOM: ALL, SUPPLIER: ALL},
    "addRelation": {OFFICE: ALL, **OWN},
    "endRelation": {OFFICE: ALL, **OWN},
    "mergeUnits": {OFFICE: ALL, **OWN},
    "splitUnit": {OFFICE: ALL, **OWN},
    "correctUnit": {OFFICE: ALL},
}
WRITTEN = (
    "change_set",
    "change",
    "unit",
    "unit_version",
    "location_number",
    "message_capability",
    "request",
    "answered",
)


@pytest.fixture(scope="module")
async def engine(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """The four organisations; nothing that these tests do is kept."""
    async with databases.connected() as opened:
        async with change(opened, Recorder(ActorKind.SYSTEM, "test")) as writing:
            await write(writing, register())
        yield opened


@pytest.fixture(scope="module")
def ask(engine: AsyncEngine) -> Ask:
    return asking(engine)


async def kept(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [(await connection.execute(text(f"SELECT count(*) FROM {one}"))).scalar_one() for one in WRITTEN]


async def filled(ask: Ask, name: str, one: Organisation) -> dict[str, Any]:
    """The input of a mutation; what is planned is known by the id that its list gives."""
    told = INPUTS[name](one)
    if name == "withdrawPlannedChange":
        query = "query ($code: SorCode!) { unit(by: {sorCode: $code}) { plannedChanges { id effectiveFrom } } }"
        (plan,) = (await ask(query, code=told["plannedChangeId"])).data["unit"]["plannedChanges"]
        assert plan["effectiveFrom"] == PLANNED.isoformat()
        told["plannedChangeId"] = plan["id"]
    return told


async def refused(ask: Ask, actor: Actor, name: str, given: dict[str, Any]) -> bool:
    """Whether the answer is that the actor may not. Whatever else there is to say of it, they may."""
    kind = f"{name[0].upper()}{name[1:]}Input!"
    query = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ errors {{ code rule {{ id }} }} }} }}"
    answer = await ask(query, actor, input=given)
    if answer.errors:
        assert answer.data is None
        assert [one["extensions"]["code"] for one in answer.errors] == ["FORBIDDEN"], answer.errors
        return True
    errors = answer.data[name]["errors"]
    assert [one["rule"]["id"] for one in errors] in ([], ["RELATION_NOT_RECORDED"]), errors
    return False


def test_every_mutation_is_in_the_table() -> None:
    told = schema.build()._schema.mutation_type
    assert told is not None

    assert set(told.fields) == {*MAY, "applyChanges", "decideRequest"} == set(guarded.ASKED)
    assert MAY.keys() == INPUTS.keys()


@pytest.mark.parametrize("name", MAY)
async def test_a_mutation_is_carried_out_for_whom_the_register_says(ask: Ask, engine: AsyncEngine, name: str) -> None:
    """Who may, tries; who may not, asks in earnest, and nothing is kept."""
    before = await kept(engine)
    allowed = set()
    for actor, (whose, one) in product(ACTORS, ORGANISATIONS.items()):
        given = await filled(ask, name, one)
        expected = whose in MAY[name].get(actor, "").split()
        if not await refused(ask, actor, name, given | ({"options": {"dryRun": True}} if expected else {})):
            allowed.add((actor.role, whose))

    assert allowed == {(actor.role, whose) for actor, told in MAY[name].items() for whose in told.split()}
    assert await kept(engine) == before


SEVERAL = """
mutation ($input: ApplyChangesInput!) {
  applyChanges(input: $input) { results { index errors { code rule { id } } } }
}
"""


@pytest.mark.parametrize("name", MAY)
async def test_the_same_holds_among_several_changes(ask: Ask, name: str) -> None:
    allowed = set()
    items = [{ITEMS.get(name, name): await filled(ask, name, one)} for one in ORGANISATIONS.values()]
    asked = {"items": items, "policy": "SKIP_FAILED", "options": {"dryRun": True}}
    for actor in ACTORS:
        answer = await ask(SEVERAL, actor, input=asked)
        if actor is PUBLIC:
            assert [one["extensions"]["code"] for one in answer.errors] == ["FORBIDDEN"]
            continue
        for whose, result in zip(ORGANISATIONS, answer.data["applyChanges"]["results"], strict=True):
            if "FORBIDDEN" not in [one["code"] for one in result["errors"]]:
                allowed.add((actor.role, whose))

    assert allowed == {(actor.role, whose) for actor, told in MAY[name].items() for whose in told.split()}


async def test_one_forbidden_change_among_several_keeps_all_from_being_made(ask: Ask, engine: AsyncEngine) -> None:
    before = await kept(engine)
    items = [{"change": INPUTS["changeUnit"](REGION)}, {"change": INPUTS["changeUnit"](NEIGHBOUR)}]
    query = """
    mutation ($input: ApplyChangesInput!) {
      applyChanges(input: $input) { changeSet { id } results { unit { sorCode } }
        errors { code path index rule { id } message } }
    }
    """
    answer = await ask(query, REGIONAL, input={"items": items})

    told = answer.data["applyChanges"]
    assert answer.errors == []
    assert (told["changeSet"], told["results"]) == (None, [{"unit": None}, {"unit": None}])
    (error,) = told["errors"]
    assert (error["code"], error["index"], error["path"]) == ("FORBIDDEN", 1, ["items", "1", "change", "sorCode"])
    assert error["rule"] == {"id": "FORBIDDEN_OTHER_ORGANISATION"}
    assert "hører under Region Nabo" in error["message"]
    assert await kept(engine) == before


@pytest.mark.parametrize("name", ["changeUnit", "closeUnit", "moveUnit"])
async def test_an_institution_is_the_office_s_and_by_request_its_company_s(ask: Ask, name: str) -> None:
    inputs: Mapping[str, Input] = {
        "changeUnit": lambda one: {"sorCode": str(one.institution), "name": "Andet"},
        "closeUnit": lambda one: {"sorCode": str(one.institution), "cascade": True},
        "moveUnit": lambda one: {
            "sorCode": str(one.institution),
            "newParent": str(next(other for other in ORGANISATIONS.values() if other is not one).owner),
            "confirmOtherOrganisation": True,
        },
    }
    allowed = set()
    for actor, (whose, one) in product(ACTORS, ORGANISATIONS.items()):
        given = {**inputs[name](one), "options": {"dryRun": True}}
        query = (
            f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"
        )
        if not (await ask(query, actor, input=given)).errors:
            allowed.add((actor.role, whose))

    company = {(Role.PRIVATE_COMPANY, "company")} if name != "moveUnit" else set()
    assert allowed == {(Role.SOR_OFFICE, whose) for whose in ORGANISATIONS} | company


async def test_whoever_may_do_nothing_is_told_so_before_anything_is_read(ask: Ask) -> None:
    query = "mutation ($input: ChangeUnitInput!) { changeUnit(input: $input) { errors { code } } }"
    answer = await ask(query, PUBLIC, input={"sorCode": str(REGION.unit), "name": "Andet"})

    assert answer.data is None
    (error,) = answer.errors
    assert error["message"] == "Everyone may read the register; to change it, one logs in with a role."
    assert error["extensions"]["rules"] == ["FORBIDDEN_READ_ONLY"]
    assert error["extensions"]["messageDa"].startswith("Alle må læse registeret")
    assert answer.statements == 0
