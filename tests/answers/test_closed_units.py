"""A closed unit is told of as on its last day and a planned one as on its first, whatever those above have become."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.reading.reader import Reader
from domain import chronicles
from domain.addresses import Address, ElectronicAddress
from domain.chronicles import Provided
from domain.identifiers import SorCode, gln_of, sor_code_of
from domain.inheritance import InheritableField
from domain.location_numbers import Mailbox
from domain.periods import Moment, Period, Version, value_on
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, Unit, UnitKind
from resolvers import inheritance
from resolvers.context import Context
from tests import naive
from tests.registers import ADDRESSES, ELECTRONIC_ADDRESSES, days, registers
from tests.residents import both

REGION, OLD, NEW, DEPARTMENT, WARD, PLANNED = (sor_code_of(serial) for serial in range(9101, 9107))
OLD_NUMBER, NEW_NUMBER = gln_of(579000990101), gln_of(579000990102)

OPENED, PLACED = date(2000, 1, 1), date(2020, 1, 1)
CLOSED = date(2021, 1, 1)
RENAMED, MOVED, GONE = date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1)
OPENS = date(2030, 1, 1)
"""The ward's first day without; then all above it becomes different bit by bit. The planned unit's first day."""

STREET, GATE, HALL = (
    Address(street=street, house_number="1", post_code=code, district="Prøveby", municipality=municipality)
    for street, code, municipality in (
        ("Gaden", "4000", "0265"),
        ("Porten", "4100", "0329"),
        ("Hallen", "8000", "0751"),
    )
)
SWITCHBOARD, DESK = ElectronicAddress(phone="70100100"), ElectronicAddress(phone="70100101")


def unit(code: Any, kind: str, *said: tuple[date, dict[str, Any]], end: date | None = None) -> UnitLife:
    """What is said of it from each day on, all that was said before it included."""
    ends, facts, timeline = [*(day for day, _ in said[1:]), end], dict[str, Any](), list[Version[Facts]]()
    for (start, more), until in zip(said, ends, strict=True):
        facts |= more
        timeline.append(Version(Period(start, until), Facts(**facts)))
    return UnitLife(sor_code=code, kind=UnitKind(kind), first_from=said[0][0], timeline=tuple(timeline))


def number(gln: Any, holder: Any, hidden_from: date) -> NumberLife:
    shown, hidden = (Mailbox(holder=holder, region="1085", not_active=hidden) for hidden in (False, True))
    timeline = (Version(Period(OPENED, hidden_from), shown), Version(Period(hidden_from), hidden))
    return NumberLife(gln=gln, first_from=OPENED, timeline=timeline)


TAKES = {"inherits_location_number": True}
REGISTER = Lives(
    units=(
        unit(
            REGION,
            "IE",
            (OPENED, {"name": "Region Før", "postal": STREET.id, "electronic": SWITCHBOARD.id}),
            (RENAMED, {"name": "Region Nu", "postal": GATE.id, "electronic": DESK.id}),
        ),
        unit(OLD, "SI", (OPENED, {"name": "Hospital Før", "parent": REGION}), end=GONE),
        unit(NEW, "SI", (OPENED, {"name": "Hospital Nu", "parent": REGION, "postal": HALL.id})),
        unit(
            DEPARTMENT,
            "OE",
            (OPENED, {"name": "Afdeling Først", "parent": OLD, **TAKES}),
            (PLACED, {"name": "Afdeling Før"}),
            (MOVED, {"name": "Afdeling Nu", "parent": NEW}),
        ),
        unit(WARD, "OE", (PLACED, {"name": "Afsnit", "parent": DEPARTMENT, **TAKES}), end=CLOSED),
        unit(PLANNED, "OE", (OPENS, {"name": "Senere", "parent": DEPARTMENT, **TAKES})),
    ),
    numbers=(number(OLD_NUMBER, OLD, RENAMED), number(NEW_NUMBER, NEW, date(2040, 1, 1))),
    addresses=(STREET, GATE, HALL),
    electronic_addresses=(SWITCHBOARD, DESK),
)

LOOKS = [date(2020, 12, 31), CLOSED, RENAMED, MOVED, GONE, date(2026, 11, 22), date(2035, 1, 1)]
"""The ward's last day, the day after, each day on which somebody above it becomes different, and later."""

TOLD = """query ($c: SorCode!, $at: Date!) { unit(by: {sorCode: $c}, at: $at) {
  parent { sorCode name } owner { name } ancestors { name } depth
  postal: effectivePostalAddress { ...told } visiting: effectiveVisitingAddress { ...told }
  activity: effectiveActivityAddress { ...told }
  electronic: effectiveElectronicAddress { value { phone } provenance { ...why } }
  number: effectiveLocationNumber { value { gln } provenance { ...why } }
  explainNumber: explain(field: LOCATION_NUMBER) { text(lang: EN) steps { unit { name } rule hasOwn stops } }
  explainPostal: explain(field: POSTAL_ADDRESS) { text(lang: EN) steps { unit { name } stops } }
  timeline(fields: [POSTAL_ADDRESS, ELECTRONIC_ADDRESS, LOCATION_NUMBER, PARENT]) {
    field value validity { from until } provenance { source { sorCode } } } } }
fragment why on Provenance { kind distance source { sorCode name } effective { from until } }
fragment told on EffectiveAddress { value { oneLine } provenance { ...why } }"""


class Asked(NamedTuple):
    reader: Reader

    async def query(self, query: str, **variables: Any) -> Any:
        told = await schema.build().execute(query, variables, context_value=Context(self.reader, date(2026, 11, 22)))
        assert told.errors is None
        assert told.data is not None
        return told.data

    async def unit(self, code: int, at: date) -> Any:
        told = (await self.query(TOLD, c=str(code), at=at.isoformat()))["unit"]
        for one in told["timeline"]:
            one.pop("planned", None)
        return told

    async def found(self, at: date = LOOKS[-2], /, **filter: Any) -> list[str]:
        query = """query ($at: Date!, $filter: UnitFilter!) {
          units(at: $at, filter: $filter) { totalCount nodes { name } } }"""
        units = (await self.query(query, at=at.isoformat(), filter=filter))["units"]
        assert units["totalCount"] == len(units["nodes"])
        return [one["name"] for one in units["nodes"]]


@pytest.fixture(params=["resident", "postgres"])
async def asked(engine: AsyncEngine, request: pytest.FixtureRequest) -> AsyncIterator[Asked]:
    async with both(engine, REGISTER) as readers:
        yield Asked(getattr(readers, request.param))


@pytest.mark.parametrize("day", LOOKS)
async def test_a_closed_unit_is_told_of_as_on_its_last_day(asked: Asked, day: date) -> None:
    told, last = await asked.unit(WARD, day), await asked.unit(WARD, LOOKS[0])

    assert told == last
    assert told["parent"] == {"sorCode": str(DEPARTMENT), "name": "Afdeling Før"}
    assert [one["name"] for one in told["ancestors"]] == ["Region Før", "Hospital Før", "Afdeling Før"]
    assert (told["owner"], told["depth"]) == ({"name": "Region Før"}, 3)
    lasted = {"from": PLACED.isoformat(), "until": CLOSED.isoformat()}
    region = {"sorCode": str(REGION), "name": "Region Før"}
    assert told["postal"] == {
        "value": {"oneLine": "Gaden 1, 4000 Prøveby"},
        "provenance": {"kind": "INHERITED", "distance": 3, "source": region, "effective": lasted},
    }
    assert told["visiting"]["value"] == told["activity"]["value"] == told["postal"]["value"]
    assert told["electronic"]["value"] == {"phone": "70100100"}
    assert told["number"] == {
        "value": {"gln": OLD_NUMBER},
        "provenance": {
            "kind": "INHERITED",
            "distance": 2,
            "source": {"sorCode": str(OLD), "name": "Hospital Før"},
            "effective": lasted,
        },
    }
    assert [step["unit"]["name"] for step in told["explainNumber"]["steps"]] == [
        "Afsnit",
        "Afdeling Før",
        "Hospital Før",
    ]
    assert [one["value"] for one in told["timeline"]] == [
        str(DEPARTMENT),
        "Gaden 1, 4000 Prøveby",
        told["timeline"][2]["value"],
        OLD_NUMBER,
    ]


async def test_those_above_a_closed_unit_have_ids_that_read_them_as_they_were(asked: Asked) -> None:
    """A client that keeps units by their ids would else show those of today as they were then."""
    query = "query ($c: SorCode!) { unit(by: {sorCode: $c}) { id name ancestors { id name } } }"
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Unit { name } } }"
    closed = (await asked.query(query, c=str(WARD)))["unit"]
    today = (await asked.query(query, c=str(NEW)))["unit"]
    told = [*closed["ancestors"], *today["ancestors"]]
    again = await asked.query(nodes, ids=[one["id"] for one in told])

    assert [one["name"] for one in told] == ["Region Før", "Hospital Før", "Afdeling Før", "Region Nu"]
    assert len({one["id"] for one in told}) == 4
    assert again["nodes"] == told


@pytest.mark.parametrize("day", [PLACED, *LOOKS[:-1], OPENS])
async def test_a_planned_unit_is_told_of_as_on_its_first_day(asked: Asked, day: date) -> None:
    told, first = await asked.unit(PLANNED, day), await asked.unit(PLANNED, OPENS)

    assert told == first
    assert [one["name"] for one in told["ancestors"]] == ["Region Nu", "Hospital Nu", "Afdeling Nu"]
    assert told["postal"]["value"] == {"oneLine": "Hallen 1, 8000 Prøveby"}
    assert told["electronic"]["value"] == {"phone": "70100101"}
    assert told["number"]["value"] == {"gln": NEW_NUMBER}


async def test_units_in_force_are_told_of_as_on_the_day_beside_closed_ones(asked: Asked) -> None:
    query = """query ($keys: [UnitKey!]!, $at: Date!) { unitsByKeys(keys: $keys, at: $at) { name
      ancestors { name } effectivePostalAddress { value { oneLine } } effectiveLocationNumber { value { gln } } } }"""
    keys = [{"sorCode": str(code)} for code in (WARD, DEPARTMENT, OLD, PLANNED)]
    told = (await asked.query(query, keys=keys, at="2026-11-22"))["unitsByKeys"]

    assert [[one["name"] for one in unit["ancestors"]] for unit in told] == [
        ["Region Før", "Hospital Før", "Afdeling Før"],
        ["Region Nu", "Hospital Nu"],
        ["Region Nu"],
        ["Region Nu", "Hospital Nu", "Afdeling Nu"],
    ]
    assert [unit["effectivePostalAddress"]["value"]["oneLine"][:6] for unit in told] == [
        "Gaden ",
        "Hallen",
        "Porten",
        "Hallen",
    ]
    numbers = [one and one["value"]["gln"] for one in (unit["effectiveLocationNumber"] for unit in told)]
    assert numbers == [OLD_NUMBER, NEW_NUMBER, None, NEW_NUMBER], "the old hospital's was hidden before it closed"


async def test_closed_units_are_found_by_what_counted_for_them(asked: Asked) -> None:
    closed: dict[str, Any] = {"statuses": ["CLOSED"]}

    assert await asked.found(**closed) == ["Afsnit", "Hospital Før"]
    assert await asked.found(**closed, postCode={"eq": "4000"}) == ["Afsnit"]
    assert await asked.found(**closed, postCode={"eq": "4100"}) == ["Hospital Før"]
    assert await asked.found(**closed, municipality={"eq": "0751"}) == []
    assert await asked.found(**closed, effectiveLocationNumber=OLD_NUMBER) == ["Afsnit"]
    assert await asked.found(**closed, effectiveLocationNumber=NEW_NUMBER) == []
    assert await asked.found(**closed, inherits=["LOCATION_NUMBER", "POSTAL_ADDRESS"]) == ["Afsnit"]
    assert await asked.found(**closed, under={"sorCodes": [str(OLD)]}) == ["Afsnit"]
    assert await asked.found(**closed, under={"sorCodes": [str(NEW)]}) == []
    planned, then = {"statuses": ["PLANNED"]}, date(2022, 6, 1)
    assert await asked.found(then, **planned, under={"sorCodes": [str(NEW)]}, postCode={"eq": "8000"}) == ["Senere"]
    assert await asked.found(then, **planned, under={"sorCodes": [str(OLD)]}) == []


async def test_closed_units_stand_in_the_tree_where_they_stood(asked: Asked) -> None:
    query = """query ($c: SorCode!, $at: Date!) { unit(by: {sorCode: $c}, at: $at) {
      descendants(filter: {statuses: [ACTIVE, CLOSED]}) { totalCount nodes { name } } }
      subtree(root: {sorCode: $c}, at: $at, filter: {statuses: [ACTIVE, CLOSED]}) { nodes { depth unit { name } } } }"""
    for root, names in ((OLD, ["Afsnit"]), (NEW, ["Afdeling Nu"])):
        told = await asked.query(query, c=str(root), at="2026-11-22")
        assert [one["name"] for one in told["unit"]["descendants"]["nodes"]] == names
        assert told["unit"]["descendants"]["totalCount"] == 1
        assert [one["unit"]["name"] for one in told["subtree"]["nodes"]][1:] == names
    depths = await asked.query(query, c=str(OLD), at="2026-11-22")
    assert [one["depth"] for one in depths["subtree"]["nodes"]] == [0, 2]


_RELATIONS: dict[InheritableField, Any] = {
    InheritableField.POSTAL_ADDRESS: inheritance.postal_address,
    InheritableField.VISITING_ADDRESS: inheritance.visiting_address,
    InheritableField.ACTIVITY_ADDRESS: inheritance.activity_address,
    InheritableField.ELECTRONIC_ADDRESS: inheritance.electronic_address,
    InheritableField.LOCATION_NUMBER: inheritance.location_number,
}


@settings(max_examples=20)
@given(register=registers(), day=days)
async def test_what_counts_for_a_unit_on_any_day_is_what_its_timeline_says_of_the_nearest_day_of_its_life(
    engine: AsyncEngine, register: Lives, day: date
) -> None:
    moment, codes = Moment(day), [life.sor_code for life in register.units]
    async with both(engine, register) as readers:
        for reader in (readers.resident, readers.postgres):
            ctx = Context(reader, day)
            units = [unit for unit in await reader.units(codes, moment) if unit is not None]
            for field, relation in _RELATIONS.items():
                expected = [_counting(register, unit, field, unit.life.clamp(day)) for unit in units]
                for _ in range(2):  # worked out, and as it was kept
                    held = await relation(ctx, units, moment=moment)
                    assert [one and (one.found.value, one.found.source.sor_code) for one in held] == expected, field


def _counting(register: Lives, unit: Unit, field: InheritableField, day: date) -> tuple[object, SorCode] | None:
    """The value that counts for a unit on a day of its life, and whose it is, as two tell it; hidden numbers do not."""
    stated = naive.effective(register, unit.sor_code, field, day)
    timeline = chronicles.timeline(naive.chronicle(register, unit.sor_code), field)
    assert value_on(day, timeline) == (stated and Provided(stated.value, stated.source))
    if stated is None:
        return None
    if field is InheritableField.LOCATION_NUMBER:
        number = naive.number_on(register, stated.source, day)
        assert number is not None
        return None if number.hidden else (number, stated.source)
    return next(one for one in (*ADDRESSES, *ELECTRONIC_ADDRESSES) if one.id == stated.value), stated.source
