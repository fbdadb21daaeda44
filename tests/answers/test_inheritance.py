"""What each unit inherits, with its source, as it is told over GraphQL."""

from typing import Any

from tests.answers.conftest import Ask
from tests.builders import (
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION,
    REGION_NUMBER,
    SURGERY,
    THEATRE,
    WARD,
)

ADDRESSES = """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) {
  postal: effectivePostalAddress { ...told } visiting: effectiveVisitingAddress { ...told }
  activity: effectiveActivityAddress { ...told } } }
fragment told on EffectiveAddress {
  value { oneLine } provenance { kind distance sourceField source { sorCode } effective { from until lastDay } } }"""

NUMBER = """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) {
  locationNumber { gln } inheritsLocationNumber
  effectiveLocationNumber { value { gln active holder { sorCode } } provenance { kind distance source { name } } }
  explain(field: LOCATION_NUMBER) { found text(lang: EN) steps { unit { name } hasOwn stops } } } }"""


def _told(address: dict[str, Any]) -> tuple[str, str, str, int, str]:
    why = address["provenance"]
    return address["value"]["oneLine"], why["kind"], why["source"]["sorCode"], why["distance"], why["sourceField"]


async def test_a_postal_address_climbs_and_the_others_fall_to_it(ask: Ask) -> None:
    unit = (await ask(ADDRESSES, c=str(WARD))).data["unit"]

    hall = "Skalpelstræde 2, 3. tv, 4000 Roskilde"
    assert _told(unit["postal"]) == (hall, "INHERITED", str(SURGERY), 1, "POSTAL_ADDRESS")
    assert _told(unit["visiting"]) == (hall, "SAME_AS_POSTAL", str(SURGERY), 1, "POSTAL_ADDRESS")
    assert _told(unit["activity"]) == (hall, "SAME_AS_VISITING", str(SURGERY), 1, "POSTAL_ADDRESS")


async def test_a_visiting_address_does_not_climb_by_itself(ask: Ask) -> None:
    medicine = (await ask(ADDRESSES, c=str(MEDICINE))).data["unit"]
    hospital = (await ask(ADDRESSES, c=str(HOSPITAL))).data["unit"]

    assert _told(hospital["visiting"]) == ("Hospitalsvej 9, 4000 Roskilde", "OWN", str(HOSPITAL), 0, "VISITING_ADDRESS")
    assert _told(medicine["visiting"])[:3] == ("Regionsgade 1, 4100 Ringsted", "SAME_AS_POSTAL", str(REGION))


async def test_only_organisational_units_have_an_activity_address(ask: Ask) -> None:
    assert (await ask(ADDRESSES, c=str(HOSPITAL))).data["unit"]["activity"] is None
    kidney = (await ask(ADDRESSES, c=str(KIDNEY))).data["unit"]
    assert _told(kidney["activity"]) == ("Nyrestien 7 B, 4700 Næstved", "OWN", str(KIDNEY), 0, "ACTIVITY_ADDRESS")


async def test_a_planned_move_ends_what_was_inherited_and_begins_what_will_be(ask: Ask) -> None:
    now = (await ask(ADDRESSES, c=str(WARD))).data["unit"]["postal"]
    then = (await ask(ADDRESSES, c=str(WARD), at="2027-06-01")).data["unit"]["postal"]
    day_before = (await ask(ADDRESSES, c=str(WARD), at="2027-05-31")).data["unit"]["postal"]

    assert now["provenance"]["effective"] == {"from": "2000-01-01", "until": "2027-06-01", "lastDay": "2027-05-31"}
    assert day_before == now
    assert then["provenance"]["source"] == {"sorCode": str(REGION)}
    assert then["provenance"]["effective"] == {"from": "2027-06-01", "until": None, "lastDay": None}


async def test_a_location_number_climbs_where_the_unit_says_so(ask: Ask) -> None:
    ward = (await ask(NUMBER, c=str(WARD))).data["unit"]
    after = (await ask(NUMBER, c=str(WARD), at="2027-06-01")).data["unit"]

    assert ward["locationNumber"] is None
    assert ward["effectiveLocationNumber"] == {
        "value": {"gln": REGION_NUMBER, "active": True, "holder": {"sorCode": str(REGION)}},
        "provenance": {"kind": "INHERITED", "distance": 3, "source": {"name": "Region Prøve"}},
    }
    assert [step["unit"]["name"] for step in ward["explain"]["steps"]] == [
        "Sengeafsnit Ærø",
        "Kirurgisk Afdeling",
        "Prøve Hospital",
        "Region Prøve",
    ]
    assert ward["explain"]["found"]
    assert ward["explain"]["steps"][-1]["stops"]
    assert after["effectiveLocationNumber"]["value"]["gln"] == MEDICINE_NUMBER


async def test_a_unit_that_chose_no_number_has_none_though_its_parent_has(ask: Ask) -> None:
    dialysis = (await ask(NUMBER, c=str(DIALYSIS), at="2024-12-31")).data["unit"]

    assert dialysis["effectiveLocationNumber"] is None
    assert dialysis["explain"]["found"] is False
    assert dialysis["explain"]["text"]


async def test_internal_and_inactive_numbers_are_hidden_from_the_public(ask: Ask) -> None:
    theatre = (await ask(NUMBER, c=str(THEATRE))).data["unit"]
    company = (await ask(NUMBER, c=str(COMPANY))).data["unit"]

    assert theatre["locationNumber"] is None
    assert theatre["effectiveLocationNumber"] is None
    assert company["effectiveLocationNumber"] is None


async def test_the_heirs_of_an_address_are_those_that_have_it_from_there(ask: Ask) -> None:
    query = """query ($c: SorCode!) { unit(by: {sorCode: $c}) {
      heirs(field: POSTAL_ADDRESS) { totalCount nodes { name } } } }"""
    heirs = (await ask(query, c=str(REGION))).data["unit"]["heirs"]

    assert heirs == {
        "totalCount": 3,
        "nodes": [{"name": "Dialyse og Nyre"}, {"name": "Medicinsk Afdeling"}, {"name": "Prøve Hospital"}],
    }
