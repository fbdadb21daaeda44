"""PostGraphile's own words for the questions, and its answers in the shape of the program's.

Its schema is the table's: flat, one field for each column. `PLACES` says where in the program's answer each belongs.
"""

from typing import Any

from benchmarks.contestant import Words
from benchmarks.peers.postgresql.asked import sought
from benchmarks.questions import PAGE_MOST, Question

FACTS = "sorCode name kind typeName validFrom validUntil"
ADDRESS = "postalStreet postalHouseNumber postalPostCode postalDistrict"
SOURCE = "postalKind postalSource"
NUMBER_SOURCE = "glnKind glnSource glnSourceName"
UNIT = f"fragment It on Unit {{ {FACTS} {ADDRESS} {SOURCE} postalSourceName gln {NUMBER_SOURCE} }}"
IN_TREE = f"fragment It on Unit {{ {FACTS} {ADDRESS} {SOURCE} gln }}"
BY_NAME = "orderBy: [SORT_NAME_ASC, SOR_CODE_ASC]"

ONE = f"query One($code: BigInt!) {{ unitBySorCode(sorCode: $code) {{ ...It above {{ sorCode name }} }} }} {UNIT}"

PAST = f"""
query Past($code: BigInt!, $at: Date!) {{ unitOn(code: $code, day: $at) {{ sorCode name kind
  parent parentName {ADDRESS} {SOURCE} postalSourceName }} }}
"""

UPWARD = """
query Upward($codes: [BigInt]!) { unitsByCodesList(codes: $codes) { sorCode name ancestorsList { sorCode name } } }
"""

MIXED = f"""
query Mixed($systems: [String]!, $numbers: [String]!) {{
  unitsByKeysList(systems: $systems, numbers: $numbers) {{ ...It }} }} {UNIT}
"""

PAGE = f"""
query Page {{ allUnits(first: 100, {BY_NAME}) {{ nodes {{ ...It above {{ sorCode name }} }}
  pageInfo {{ hasNextPage }} }} }} {UNIT}
"""

ALL = f"""
query All($after: Cursor) {{ allUnits(first: {PAGE_MOST}, after: $after, {BY_NAME}) {{
  nodes {{ sorCode name kind typeName {ADDRESS} gln }} pageInfo {{ hasNextPage endCursor }} }} }}
"""

FLAT = f"query Flat($code: BigInt!) {{ subtreeList(root: $code) {{ depth parentSorCode: parent ...It }} }} {IN_TREE}"

SEARCH = """
query Search($part: String!, $word: String!) { searchTotal(part: $part)
  searchList(part: $part, word: $word, most: 20) { sorCode name above { name } } }
"""

CHANGE = """
mutation Change($code: BigInt!, $name: String!) {
  updateUnitBySorCode(input: {sorCode: $code, unitPatch: {name: $name}}) { unit { sorCode } } }
"""

PLACES = {
    "unitBySorCode": "unit",
    "unitOn": "unit",
    "unitsByCodesList": "unitsByKeys",
    "unitsByKeysList": "unitsByKeys",
    "allUnits": "units",
    "updateUnitBySorCode": "changeUnit",
    "above": "parent",
    "parent": "parent sorCode",
    "parentName": "parent name",
    "ancestorsList": "ancestors",
    "children": "children nodes",
    "typeName": "type name",
    "validFrom": "validity from",
    "validUntil": "validity until",
    "postalStreet": "effectivePostalAddress value street",
    "postalHouseNumber": "effectivePostalAddress value houseNumber",
    "postalPostCode": "effectivePostalAddress value postCode",
    "postalDistrict": "effectivePostalAddress value district",
    "postalKind": "effectivePostalAddress provenance kind",
    "postalSource": "effectivePostalAddress provenance source sorCode",
    "postalSourceName": "effectivePostalAddress provenance source name",
    "gln": "effectiveLocationNumber value gln",
    "glnKind": "effectiveLocationNumber provenance kind",
    "glnSource": "effectiveLocationNumber provenance source sorCode",
    "glnSourceName": "effectiveLocationNumber provenance source name",
}


def nested(levels: int) -> str:
    below = "...It"
    for _ in range(levels):
        below = f"...It children({BY_NAME}) {{ {below} }}"
    return f"query Nested($code: BigInt!) {{ unitBySorCode(sorCode: $code) {{ {below} }} }} {IN_TREE}"


TEXTS = {
    "one": ONE,
    "past": PAST,
    "upward": UPWARD,
    "mixed": MIXED,
    "page": PAGE,
    "all": ALL,
    "flat": FLAT,
    "search": SEARCH,
    "change": CHANGE,
}


def worded(question: Question) -> Words:
    """A question in PostGraphile's words."""
    key, _, levels = question.key.partition(" ")
    return Words(nested(int(levels)) if levels else TEXTS[key], variables(question))


def variables(question: Question) -> dict[str, Any]:
    given = question.variables
    match question.key:
        case "upward":
            return {"codes": [key["sorCode"] for key in given["keys"]]}
        case "mixed":
            systems, numbers = zip(*(pair for key in given["keys"] for pair in key.items()), strict=True)
            return {"systems": systems, "numbers": numbers}
        case "search":
            asked = sought(given["text"])
            return {"part": asked["whole"], "word": asked["word"]}
        case _:
            return given


def shaped(data: dict[str, Any]) -> Any:
    """An answer as the program would give it."""
    told = placed(data)
    match told:
        case {"subtreeList": nodes}:
            return {"subtree": {"nodes": from_top(nodes)}}
        case {"searchTotal": total, "searchList": found}:
            return {"search": {"totalCount": total, "edges": [{"node": unit} for unit in found]}}
        case {"changeUnit": payload}:
            return {"changeUnit": {"errors": [], **payload}}
    return told


def placed(value: Any) -> Any:
    """Values put where they belong."""
    if isinstance(value, list):
        return [placed(each) for each in value]
    if not isinstance(value, dict):
        return value
    told: dict[str, Any] = {}
    for field, inner in value.items():
        *way, name = PLACES.get(str(field), str(field)).split()
        at = told
        for step in way:
            at = at.setdefault(step, {})
        at[name] = placed(inner)
    return told


def from_top(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table knows a unit's depth below the owner; asked for is that below the tree's root, which comes first."""
    top = nodes[0]["depth"] if nodes else 0
    return [
        {"depth": node.pop("depth") - top, "parentSorCode": node.pop("parentSorCode"), "unit": node} for node in nodes
    ]
