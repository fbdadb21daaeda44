"""Arguments of a plan: variables given, null, absent or defaulted, in lists and objects too; enums and scalars."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.ids import NodeId, written
from tests.answers.both_ways import both
from tests.answers.both_ways import storied as storied
from tests.builders import HOSPITAL, MEDICINE, REGION, REGION_NUMBER, SURGERY

FILTERED = """query ($filter: UnitFilter, $kinds: [UnitKind!] = [ORGANIZATIONAL_UNIT], $kind: UnitKind!, $name: String,
  $first: Int! = 2, $order: UnitOrder = {field: SOR_CODE, direction: DESC}, $at: Date, $top: SorCode!, $after: String) {
  whole: units(filter: $filter, first: 500, orderBy: $order, at: $at) { nodes { sorCode kind } totalCount }
  inside: units(filter: {kinds: $kinds, nameContains: $name}, first: $first, after: $after) { nodes { name } }
  lists: units(filter: {kinds: [$kind, HEALTH_INSTITUTION], under: {sorCodes: [$top], maxDepth: 3}}) { nodes { name } }
  ordered: units(orderBy: {direction: DESC, field: NAME}, first: $first) { nodes { name children(first: $first,
    orderBy: $order, filter: $filter) { nodes { name at(date: $at) { name status } } } } } }"""
GIVEN: dict[str, Any] = {"kind": "INSTITUTION_OWNER", "top": str(REGION)}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"filter": None, "name": None, "at": None, "after": None, "order": None, "kinds": None},
        {"filter": {}, "name": "", "kinds": []},
        {"filter": {"kinds": ["ORGANIZATIONAL_UNIT"], "statuses": None, "postCode": {"startsWith": "4"}}},
        {"filter": {"kinds": "ORGANIZATIONAL_UNIT"}, "kinds": "HEALTH_INSTITUTION"},
        {"filter": {"under": {"sorCodes": [str(HOSPITAL)], "includeSelf": True}, "mine": False}},
        {"filter": {"under": {"sorCodes": str(HOSPITAL)}, "inherits": ["POSTAL_ADDRESS"]}, "at": "2010-05-05"},
        {"filter": {"identifier": {"system": "SHAK", "value": "1301"}, "municipality": {"isNull": False}}},
        {"filter": {"effectiveLocationNumber": str(REGION_NUMBER), "changedSince": "2020-01-01T00:00:00+01:00"}},
        {"order": {}, "first": 1},
        {"order": {"direction": "ASC"}, "first": 500},
        {"kind": "ORGANIZATIONAL_UNIT", "name": "ÆRØ", "unknown": [{"of": "no importance"}]},
    ],
)
async def test_variables_are_told_as_graphql_core_tells_them(storied: AsyncEngine, given: dict[str, Any]) -> None:
    told = await both(storied, FILTERED, {**GIVEN, **given})

    assert told.declined is None


@pytest.mark.parametrize(
    "given",
    [
        {"top": None},
        {"kind": "WARD"},
        {"kinds": [None]},
        {"first": None},
        {"first": "2"},
        {"first": 2.5},
        {"first": 0},
        {"first": 1 << 40},
        {"top": "90021000016008"},
        {"top": 90021000016005},
        {"at": "2026-02-30"},
        {"at": 20261122},
        {"after": "strange"},
        {"filter": {"colour": "red"}},
        {"filter": {"postCode": {}}},
        {"filter": {"postCode": {"eq": "4000", "contains": "4"}}},
        {"filter": {"postCode": {"eq": None}}},
        {"filter": {"under": {}}},
        {"filter": {"under": {"sorCodes": [str(REGION)], "maxDepth": -1}}},
        {"filter": {"identifier": {"system": "SHAK", "value": "13"}}},
        {"name": "a\x00b"},
        {"name": "\ud800"},
        {"unknown": {"\x00": 1}},
        {"filter": {"nameContains": "\udfff"}},
    ],
)
async def test_a_wrong_variable_is_refused_in_the_same_words(storied: AsyncEngine, given: dict[str, Any]) -> None:
    told = await both(storied, FILTERED, {**GIVEN, **given})

    assert told.errors
    assert told.declined in ("variables", "error")


ID = written(NodeId("Unit", str(HOSPITAL)))
KEYS = """query ($key: UnitKey!, $keys: [UnitKey!]!, $code: SorCode!, $shak: String! = "1301", $id: ID!) {
  by: unit(by: $key) { name } code: unit(by: {sorCode: $code}) { name } shak: unit(by: {shak: $shak}) { name }
  many: unitsByKeys(keys: $keys) { name } some: unitsByKeys(keys: [$key, {sorCode: $code}, {shak: "130102"}]) { name }
  one: unitsByKeys(keys: {sorCode: $code}) { name }
  ids: nodes(ids: [$id, $id]) { id } id: node(id: $id) { __typename } }"""


@pytest.mark.parametrize(
    "given",
    [
        {"key": {"sorCode": str(HOSPITAL)}, "keys": []},
        {"key": {"shak": "1301"}, "keys": [{"sorCode": str(MEDICINE)}, {"gln": str(REGION_NUMBER)}], "shak": "130101"},
        {"key": {"id": ID}, "keys": {"sorCode": str(SURGERY)}},
        {"key": {"pNumber": "1003388394"}, "keys": [{"sorCode": "11000016002"}, {"sorCode": str(SURGERY)}] * 2},
    ],
)
async def test_keys_are_told_by_one_of_several_fields(storied: AsyncEngine, given: dict[str, Any]) -> None:
    told = await both(storied, KEYS, {"code": str(SURGERY), "id": ID, **given})

    assert told.declined is None


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"sorCode": None},
        {"sorCode": str(SURGERY), "shak": "1301"},
        {"shak": "1301", "gln": None},
        {"shak": "13"},
        None,
    ],
)
async def test_a_key_of_none_or_two_fields_is_refused(storied: AsyncEngine, key: Any) -> None:
    told = await both(storied, KEYS, {"code": str(SURGERY), "id": ID, "key": key, "keys": []})

    assert told.errors


async def test_defaults_of_arguments_count_where_a_variable_is_absent(storied: AsyncEngine) -> None:
    query = """query ($lang: Language, $effective: Boolean = false, $fields: [TimelineField!], $code: SorCode!,
      $direction: MessageDirection, $types: [RelationType!], $systems: [IdentifierSystem!]) {
      unit(by: {sorCode: $code}) { type { name(lang: EN) da: name asked: name(lang: $lang) }
        timeline(fields: $fields, effective: $effective) { field value planned validity { from until lastDay } }
        relations(types: $types) { type sorCode unit { name } } identifiers(systems: $systems) { system value }
        locationNumber { messageTypes(direction: $direction) { direction messageType { code } } }
        explain(field: VISITING_ADDRESS) { found steps { rule hasOwn stops en: text(lang: EN) text unit { name } } }
      } }"""
    for given in (
        {},
        {"fields": ["NAME"], "systems": ["SHAK"], "direction": "SEND", "types": []},
        {"types": None, "effective": True, "lang": "EN"},
    ):
        told = await both(storied, query, {"code": str(MEDICINE), **given})

        assert told.declined is None
