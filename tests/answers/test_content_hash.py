"""Content hashes as they are asked for: everybody is told the same, and can compute it from what everybody may read."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from db.writing.change import change
from db.writing.lives import write
from domain.addresses import Address
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Cvr, PNumber, ProviderNumber, Shak, gln_of, sor_code_of
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Period, Version
from domain.permissions import PUBLIC, Actor, Role
from domain.recording import ActorKind, Recorder
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import Facts, GeographicalRelation, UnitKind
from resolvers.context import Limits
from tests.answers.both_ways import both
from tests.answers.both_ways import storied as storied
from tests.answers.conftest import Ask, asking
from tests.builders import (
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    MEDICINE,
    OPENED,
    REGION,
    SUCCEEDED,
    SURGERY,
    SWITCHBOARD,
    THEATRE,
    TODAY,
    WARD,
    hospital,
)
from tests.fixtures.databases import Databases
from tests.limits.limited import Limited, limited

PAGE = (Path(__file__).parents[2] / "docs" / "content-hash.md").read_text(encoding="utf-8")
CLINIC, SECTION, STRANGER = (sor_code_of(9100 + serial) for serial in range(3))
CLINIC_NUMBER = gln_of(579000990070)
OFFICE = Actor("Kontoret", Role.SOR_OFFICE, subject="office-1")
REGIONAL = Actor("Regionen", Role.REGIONAL_ADMINISTRATOR, REGION)
OTHER = Actor("Firmaet", Role.PRIVATE_COMPANY, COMPANY)
HASH = "query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { sorCode contentHash } }"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


SAME, WHERE, CONTENTS = blocks("graphql")


@pytest.fixture(scope="module")
async def detailed(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """The hospital, and a clinic with a section of which everything is told that may be."""
    with databases.clone() as address:
        opened = engine_of(address, application="test")
        async with change(opened, Recorder(ActorKind.SYSTEM, "test")) as writing:
            await write(writing, hospital())
            await write(writing, clinic())
        yield opened
        await opened.dispose()


@pytest.fixture
def ask(detailed: AsyncEngine) -> Ask:
    return asking(detailed)


def clinic() -> Lives:
    place = Address(
        street="Åbrinken",
        house_number="12 A",
        floor="1",
        door="th",
        extra='c/o "Klinikken"',
        post_code="4000",
        district="Roskilde",
        municipality="0265",
        region="1085",
        street_code="0042",
        dar_id=UUID("0a3f50a0-0000-4000-8000-000000000001"),
        east=Decimal("694000.00"),
        north=Decimal("6170123.40"),
    )
    away = Address(street="Storgatan", district="Malmö", country="SE", validation_skipped_reason="Uden for Danmark")
    whole = Facts(
        name="Klinik Åbrinken \\ Nord",
        parent=REGION,
        type="22232009",
        local_code="N-1",
        cvr=Cvr("33257872"),
        p_number=PNumber("1003367890"),
        shak=Shak("1302"),
        provider_numbers=(ProviderNumber("077410"), ProviderNumber("000077")),
        pharmacy_number="362,1",
        specialities=("394584008", "394589003"),
        postal=place.id,
        visiting=away.id,
        electronic=SWITCHBOARD.id,
        inherits_location_number=False,
        geographical_relation=GeographicalRelation.ORGANISATIONAL_MOTHER,
        ambulant=True,
        treatment_site=True,
        local_attributes=("hemmeligt", None),
    )
    section = Facts(
        name="Afsnit",
        parent=CLINIC,
        activity=place.id,
        geographical_relation=GeographicalRelation.OTHER_MOTHER,
        geographical_parent=HOSPITAL,
        ambulant=False,
        inpatient=True,
        reporting_level=True,
        treatment_site=True,
    )
    box = Mailbox(
        holder=CLINIC,
        region="1085",
        system="WinLAB",
        supplier="AH-support",
        network="41000035001",
        administrator="106",
        note="Ring først",
    )
    ends = Period(OPENED, date(2026, 11, 22))
    return Lives(
        units=(
            UnitLife(
                sor_code=CLINIC,
                kind=UnitKind.HEALTH_INSTITUTION,
                first_from=OPENED,
                timeline=(Version(Period(OPENED), whole),),
            ),
            UnitLife(
                sor_code=SECTION,
                kind=UnitKind.ORGANIZATIONAL_UNIT,
                first_from=OPENED,
                timeline=(Version(Period(OPENED), section),),
            ),
        ),
        numbers=(NumberLife(gln=CLINIC_NUMBER, first_from=OPENED, timeline=(Version(Period(OPENED), box),)),),
        capabilities=(
            Capability(CLINIC_NUMBER, MessageType("REF01", "H0130R"), Direction.SEND, Period(OPENED)),
            Capability(CLINIC_NUMBER, MessageType("DIS01", "D0133L"), Direction.SEND, Period(OPENED)),
            Capability(CLINIC_NUMBER, MessageType("DIS01", "D0133L"), Direction.RECEIVE, ends),
        ),
        successions=(Succession(CLINIC, STRANGER, SUCCEEDED), Succession(SECTION, DIALYSIS, date(2027, 1, 1))),
        addresses=(place, away),
        electronic_addresses=(SWITCHBOARD,),
        code_values=(CodeValue(CodeList.REGION, "1085", "Region Sjælland", None, Period(date(2007, 1, 1))),),
    )


@pytest.fixture(scope="module")
def computing() -> Callable[[Any, list[str], str], str]:
    """What the page says, as it says it."""
    names: dict[str, Any] = {}
    [program] = blocks("python")
    exec(program, names)
    computed: Callable[[Any, list[str], str], str] = names["content_hash"]
    return computed


@pytest.mark.parametrize("actor", [PUBLIC, OFFICE], ids=["the public", "the office, who sees hidden numbers"])
@pytest.mark.parametrize("at", ["1999-12-31", "2010-01-01", "2026-11-21", "2026-11-22", "2027-06-01"])
@pytest.mark.parametrize("root", [REGION, COMPANY], ids=["the region", "the company"])
async def test_consumers_compute_the_hash_from_what_they_may_read(
    ask: Ask, computing: Callable[[Any, list[str], str], str], root: int, at: str, actor: Actor
) -> None:
    answer = await ask(CONTENTS, actor, root=str(root), at=at)
    nodes = answer.data["subtree"]["nodes"] if answer.data["subtree"] else []
    below: defaultdict[str | None, list[str]] = defaultdict(list)
    for node in nodes:
        below[node["parentSorCode"]].append(node["unit"]["contentHash"])

    assert answer.errors == []
    assert len(nodes) == (0 if at < "2000" else 1 if root == COMPANY else 9)
    for node in nodes:
        unit = node["unit"]
        assert unit["contentHash"] == computing(unit, below[unit["sorCode"]], at), unit["name"]


@pytest.mark.parametrize(
    ("code", "at"),
    [(DIALYSIS, "2026-11-22"), (CLINIC, "1999-12-31"), (SECTION, "1999-12-31")],
    ids=["closed", "planned", "planned below one that is planned"],
)
async def test_consumers_compute_it_of_units_that_are_not_in_force(
    ask: Ask, computing: Callable[[Any, list[str], str], str], code: int, at: str
) -> None:
    fragments = CONTENTS[CONTENTS.index("fragment Content") :]
    query = "query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { contentHash ...Content } }"
    unit = (await ask(f"{query} {fragments}", c=str(code), at=at)).data["unit"]

    assert unit["status"] in ("PLANNED", "CLOSED")
    assert unit["contentHash"] == computing(unit, [], at)


async def test_everybody_is_told_the_same_hash(ask: Ask) -> None:
    """Though not everybody sees the location numbers of the theatre and of the company."""
    query = """{ units(first: 50) { nodes { sorCode contentHash locationNumber { gln } } } }"""
    told = [(await ask(query, actor)).data["units"]["nodes"] for actor in (PUBLIC, OFFICE, REGIONAL, OTHER)]
    hashes = [[(one["sorCode"], one["contentHash"]) for one in nodes] for nodes in told]
    numbers = [sum(one["locationNumber"] is not None for one in nodes) for nodes in told]

    assert hashes == [hashes[0]] * 4
    assert numbers == [3, 5, 4, 4]


async def test_the_hash_is_of_the_day_that_is_asked_about(ask: Ask) -> None:
    """The ward moves from surgery to medicine on 1 June 2027, and stays what it is."""
    query = """query ($c: SorCode!) { unit(by: {sorCode: $c}) { contentHash
      before: at(date: "2027-05-31") { contentHash } on: at(date: "2027-06-01") { contentHash } } }"""
    found = {
        code: (await ask(query, c=str(code))).data["unit"] for code in (WARD, SURGERY, MEDICINE, HOSPITAL, THEATRE)
    }

    assert all(unit["before"]["contentHash"] == unit["contentHash"] for unit in found.values())
    changed = {code for code, unit in found.items() if unit["on"]["contentHash"] != unit["contentHash"]}
    assert changed == {SURGERY, MEDICINE, HOSPITAL}


async def test_who_holds_a_copy_finds_what_changed_by_asking_down(ask: Ask) -> None:
    async def below(code: str, at: str) -> dict[str, str]:
        children = (await ask(WHERE, unit=code, at=at)).data["unit"]["children"]
        return {one["sorCode"]: one["contentHash"] for one in children["nodes"]}

    before, after = "2019-12-31", "2020-01-01"
    roots = [(await ask(SAME, root=str(REGION), at=at)).data["unit"]["contentHash"] for at in (before, after)]
    asked, differing = [str(REGION)], list[str]()
    while asked:
        code = asked.pop()
        then, now = await below(code, before), await below(code, after)
        asked += [one for one in now if then.get(one) != now[one]]
        differing.append(code)

    assert roots[0] != roots[1]
    assert sorted(differing) == sorted(map(str, (REGION, HOSPITAL, SURGERY, MEDICINE)))


@pytest.mark.parametrize("declined", [False, True], ids=["plan", "graphql-core"])
async def test_a_hash_counts_the_unit_and_all_below_it(storied: AsyncEngine, declined: bool) -> None:
    async def asked(what: str, limits: Limits) -> Limited:
        query = f'{{ unit(by: {{sorCode: "{HOSPITAL}"}}) {{ {what} }} }}'
        return await limited(storied, query, limits, declined=declined)

    told = await asked("contentHash", Limits())
    above = await asked("contentHash", Limits(units_public=told.touched - 1))
    count = (await asked("descendantCount", Limits())).data["unit"]["descendantCount"]

    assert told.touched == 1 + 1 + count  # what is asked about; and the unit with all below it
    assert (above.limits, above.data) == (["units"], {"unit": None})
    assert above.errors[0]["extensions"]["code"] == "TOO_MANY_UNITS"


async def test_plans_and_graphql_core_tell_the_same_hashes(storied: AsyncEngine) -> None:
    query = f"""{{ unit(by: {{sorCode: "{REGION}"}}) {{ contentHash children {{ nodes {{ contentHash
      at(date: "2027-06-01") {{ contentHash children {{ nodes {{ contentHash }} }} }} }} }} }}
      subtree(root: {{sorCode: "{HOSPITAL}"}}) {{ nodes {{ unit {{ contentHash }} }} }} }}"""
    told = await both(storied, query)

    assert told.declined is None
    assert re.fullmatch("1-[0-9a-f]{64}", told.data["unit"]["contentHash"])


async def test_the_day_of_today_is_the_day_without_one(ask: Ask) -> None:
    today = await ask(HASH, c=str(HOSPITAL), at=TODAY.isoformat())

    assert (await ask(HASH, c=str(HOSPITAL))).data == today.data
