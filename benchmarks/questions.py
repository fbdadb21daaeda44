"""The questions that are timed, as the program is asked them. Peers with a schema of their own have their own words."""

from typing import Any, NamedTuple

PAGE_MOST = 10_000
"""Units of one page that the program is set to allow: lists of children are asked for whole."""


class Question(NamedTuple):
    """What is asked. `key` is what peers know it by.

    `pages`: asked again with the answer's `endCursor` as `after` until there is no next page. `writes`: a change, each
    time with another `name`. `note`: where peers are given something easier, told under the table.
    """

    key: str
    name: str
    text: str
    variables: dict[str, Any]
    pages: bool = False
    writes: bool = False
    note: str = ""


UNIT = """
fragment It on Unit { sorCode name kind type { name } validity { from until }
  effectivePostalAddress { value { street houseNumber postCode district } provenance { kind source { sorCode name } } }
  effectiveLocationNumber { value { gln } provenance { kind source { sorCode name } } } }
"""

IN_TREE = """
fragment It on Unit { sorCode name kind type { name } validity { from until }
  effectivePostalAddress { value { street houseNumber postCode district } provenance { kind source { sorCode } } }
  effectiveLocationNumber { value { gln } } }
"""

ONE = f"query One($code: SorCode!) {{ unit(by: {{sorCode: $code}}) {{ ...It parent {{ sorCode name }} }} }} {UNIT}"

PAST = """
query Past($code: SorCode!, $at: Date!) { unit(by: {sorCode: $code}, at: $at) { sorCode name kind
  parent { sorCode name } effectivePostalAddress { value { street houseNumber postCode district }
  provenance { kind source { sorCode name } } } } }
"""

UPWARD = "query Upward($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { sorCode name ancestors { sorCode name } } }"

MIXED = f"query Mixed($keys: [UnitKey!]!) {{ unitsByKeys(keys: $keys) {{ ...It }} }} {UNIT}"

PAGE = f"""
query Page {{ units(first: 100) {{ nodes {{ ...It parent {{ sorCode name }} }} pageInfo {{ hasNextPage }} }} }} {UNIT}
"""

ALL = f"""
query All($after: String) {{ units(first: {PAGE_MOST}, after: $after) {{ nodes {{ sorCode name kind type {{ name }}
  effectivePostalAddress {{ value {{ street houseNumber postCode district }} }} effectiveLocationNumber {{
  value {{ gln }} }} }} pageInfo {{ hasNextPage endCursor }} }} }}
"""

FLAT = f"""
query Flat($code: SorCode!) {{ subtree(root: {{sorCode: $code}}, first: 50000) {{ nodes {{ depth parentSorCode
  unit {{ ...It }} }} }} }} {IN_TREE}
"""

SEARCH = """
query Search($text: String!) { search(query: $text, first: 20, includeFormerNames: false) { totalCount
  edges { node { sorCode name parent { name } } } } }
"""

CHANGE = """
mutation Change($code: SorCode!, $name: String!) { changeUnit(input: {sorCode: $code, name: $name}) {
  errors { code } unit { sorCode } } }
"""


def nested(levels: int) -> str:
    """A tree as deep as `levels` below its root, all of it."""
    below = "...It"
    for _ in range(levels):
        below = f"...It children(first: {PAGE_MOST}) {{ nodes {{ {below} }} }}"
    return f"query Nested($code: SorCode!) {{ unit(by: {{sorCode: $code}}) {{ {below} }} }} {IN_TREE}"


TEXTS = {
    "one": ONE,
    "past": PAST,
    "upward": UPWARD,
    "mixed": MIXED,
    "page": PAGE,
    "search": SEARCH,
    "nested": nested(4),
    "flat": FLAT,
    "all": ALL,
    "change": CHANGE,
}
"""Every text by the key of its question, the nested tree as one of its depths."""
