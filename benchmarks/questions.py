"""The questions that are timed, each about units chosen from the register at hand."""

from collections.abc import Callable
from typing import Any, NamedTuple

Ask = Callable[..., Any]
"""Asks the program a question with variables and gives the answer's data."""


class Question(NamedTuple):
    name: str
    text: str
    variables: dict[str, Any]


ONE = """
query One($code: SorCode!) { unit(by: {sorCode: $code}) { sorCode name kind type { name } status
  effectivePostalAddress { value { oneLine } provenance { kind source { sorCode name } } }
  effectiveLocationNumber { value { gln } provenance { kind source { sorCode name } } } } }"""

UPWARD = """
query Upward($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { sorCode name ancestors { sorCode name } } }"""

MANY = """
query Many($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { sorCode name parent { sorCode name }
  effectivePostalAddress { value { oneLine } } effectiveLocationNumber { value { gln } } } }"""

NESTED = """
query Nested($code: SorCode!) { unit(by: {sorCode: $code}) { ...It children(first: 500) { nodes { ...It
  children(first: 500) { nodes { ...It children(first: 500) { nodes { ...It } } } } } } } }
fragment It on Unit { sorCode name type { name } effectivePostalAddress { value { oneLine } } }"""

FLAT = """
query Flat($code: SorCode!) { subtree(root: {sorCode: $code}, first: 5000) { nodes { depth parentSorCode
  unit { sorCode name type { name } effectivePostalAddress { value { oneLine } } } } } }"""

PAGE = """
query Page { units(first: 100) { nodes { sorCode name parent { name } type { name }
  effectivePostalAddress { value { oneLine } } effectiveLocationNumber { value { gln } } } pageInfo { endCursor } } }"""

SEARCH = """
query Search($text: String!) { search(query: $text, first: 20) { totalCount
  edges { score matches { field highlight } node { sorCode name ancestors { name } } } } }"""

PAST = """
query Past($code: SorCode!, $at: Date!) { unit(by: {sorCode: $code}, at: $at) { name status parent { name }
  effectivePostalAddress { value { oneLine } } } }"""

CHOOSE = """
query Choose { units(filter: {kinds: [ORGANIZATIONAL_UNIT]}, orderBy: {field: SOR_CODE}, first: 100)
  { nodes { sorCode name } }
  wide: units(filter: {kinds: [HEALTH_INSTITUTION]}, orderBy: {field: CHILD_COUNT, direction: DESC}, first: 1)
  { nodes { sorCode name } } register { today } }"""


def questions(ask: Ask) -> list[Question]:
    """The questions, about the units with the lowest codes and the institution with the most units right under it."""
    chosen = ask(CHOOSE)
    units = chosen["units"]["nodes"]
    keys = [{"sorCode": unit["sorCode"]} for unit in units]
    one, wide = units[-1]["sorCode"], chosen["wide"]["nodes"][0]["sorCode"]
    year = int(chosen["register"]["today"][:4])
    return [
        Question("one unit with what it inherits", ONE, {"code": one}),
        Question("one unit three years ago", PAST, {"code": one, "at": f"{year - 3}-06-01"}),
        Question("100 units, their way up", UPWARD, {"keys": keys}),
        Question("100 units with what they inherit", MANY, {"keys": keys}),
        Question("a page of 100 units", PAGE, {}),
        Question("an institution as a tree, 4 levels", NESTED, {"code": wide}),
        Question("an institution, flat", FLAT, {"code": wide}),
        Question("search for part of a name", SEARCH, {"text": f"*{units[0]['name'][1:6].lower()}*"}),
    ]
