"""PostGraphile's own words for the questions, and its answers in the shape of the program's.

Its schema is the table's: flat, one field for each column. An alias says where in the program's answer a value belongs,
`__` for a step down, so that the answers are equally long and can be compared.
"""

from typing import Any

from benchmarks.contestant import Words
from benchmarks.peers.postgresql.asked import sought
from benchmarks.questions import PAGE_MOST, Question

NAMED = "sorCode name kind type__name: typeName"
FACTS = f"{NAMED} validity__from: validFrom validity__until: validUntil"
ADDRESS = """
  effectivePostalAddress__value__street: postalStreet effectivePostalAddress__value__houseNumber: postalHouseNumber
  effectivePostalAddress__value__postCode: postalPostCode effectivePostalAddress__value__district: postalDistrict
"""
SOURCE = """
  effectivePostalAddress__provenance__kind: postalKind
  effectivePostalAddress__provenance__source__sorCode: postalSource
"""
SOURCE_NAME = "effectivePostalAddress__provenance__source__name: postalSourceName"
NUMBER = "effectiveLocationNumber__value__gln: gln"
NUMBER_SOURCE = """
  effectiveLocationNumber__provenance__kind: glnKind
  effectiveLocationNumber__provenance__source__sorCode: glnSource
  effectiveLocationNumber__provenance__source__name: glnSourceName
"""
UNIT = f"fragment It on Unit {{ {FACTS} {ADDRESS} {SOURCE} {SOURCE_NAME} {NUMBER} {NUMBER_SOURCE} }}"
IN_TREE = f"fragment It on Unit {{ {FACTS} {ADDRESS} {SOURCE} {NUMBER} }}"
BY_NAME = "orderBy: [SORT_NAME_ASC, SOR_CODE_ASC]"

ONE = f"""
query One($code: BigInt!) {{ unit: unitBySorCode(sorCode: $code) {{ ...It parent: above {{ sorCode name }} }} }} {UNIT}
"""

PAST = f"""
query Past($code: BigInt!, $at: Date!) {{ unit: unitOn(code: $code, day: $at) {{ sorCode name kind
  parent__sorCode: parent parent__name: parentName {ADDRESS} {SOURCE} {SOURCE_NAME} }} }}
"""

UPWARD = """
query Upward($codes: [BigInt]!) { unitsByKeys: unitsByCodesList(codes: $codes) { sorCode name
  ancestors: ancestorsList { sorCode name } } }
"""

MIXED = f"""
query Mixed($systems: [String]!, $numbers: [String]!) {{
  unitsByKeys: unitsByKeysList(systems: $systems, numbers: $numbers) {{ ...It }} }} {UNIT}
"""

PAGE = f"""
query Page {{ units: allUnits(first: 100, {BY_NAME}) {{ nodes {{ ...It parent: above {{ sorCode name }} }}
  pageInfo {{ hasNextPage }} }} }} {UNIT}
"""

ALL = f"""
query All($after: Cursor) {{ units: allUnits(first: {PAGE_MOST}, after: $after, {BY_NAME}) {{
  nodes {{ {NAMED} {ADDRESS} {NUMBER} }} pageInfo {{ hasNextPage endCursor }} }} }}
"""

FLAT = f"""
query Flat($code: BigInt!) {{ nodes: subtreeList(root: $code) {{ depth parentSorCode: parent ...It }} }} {IN_TREE}
"""

SEARCH = """
query Search($part: String!, $word: String!) { search__totalCount: searchTotal(part: $part)
  search__edges: searchList(part: $part, word: $word, most: 20) { node__sorCode: sorCode node__name: name
    node__parent: above { name } } }
"""

CHANGE = """
mutation Change($code: BigInt!, $name: String!) {
  changeUnit: updateUnitBySorCode(input: {sorCode: $code, unitPatch: {name: $name}}) { unit { sorCode } } }
"""


def nested(levels: int) -> str:
    below = "...It"
    for _ in range(levels):
        below = f"...It children__nodes: children({BY_NAME}) {{ {below} }}"
    return f"query Nested($code: BigInt!) {{ unit: unitBySorCode(sorCode: $code) {{ {below} }} }} {IN_TREE}"


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
    told = stepped(data)
    if "nodes" in told:
        return {"subtree": {"nodes": [*_relative(told["nodes"])]}}
    if "changeUnit" in told:
        return {"changeUnit": {"errors": [], **told["changeUnit"]}}
    return told


def stepped(value: Any) -> Any:
    """Values put where their aliases say."""
    if isinstance(value, list):
        return [stepped(each) for each in value]
    if not isinstance(value, dict):
        return value
    told: dict[str, Any] = {}
    for alias, inner in value.items():
        *way, name = alias.split("__")
        at = told
        for step in way:
            at = at.setdefault(step, {})
        at[name] = stepped(inner)
    return told


def _relative(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table knows a unit's depth below the owner; asked for is that below the tree's root, which comes first."""
    top = nodes[0]["depth"] if nodes else 0
    return [
        {"depth": node.pop("depth") - top, "parentSorCode": node.pop("parentSorCode"), "unit": node} for node in nodes
    ]
