"""Every mutation once, as somebody of the SOR office asks it of the hospital, and all that its payload may tell."""

import re
from datetime import date
from typing import Any

from graphql import GraphQLObjectType, get_named_type

import schema
from schema.ids import NodeId, written
from tests.builders import (
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    REGION,
    SURGERY,
    THEATRE,
    WARD,
)

_ADDRESS = "{ value { street houseNumber postCode } provenance { kind } }"
_UNIT = f"""{{
  id sorCode kind name status version firstValidFrom validity {{ from lastDay }} lifetime {{ from lastDay }}
  asOf {{ at knownAt }} parent {{ sorCode name }} childCount locationNumber {{ ...Number }} inheritsLocationNumber
  effectivePostalAddress {_ADDRESS} effectiveVisitingAddress {_ADDRESS} effectiveActivityAddress {_ADDRESS}
  effectiveElectronicAddress {{ value {{ phone email }} provenance {{ kind }} }}
  effectiveLocationNumber {{ value {{ gln }} }} specialities {{ code }}
  children {{ nodes {{
    sorCode name effectivePostalAddress {_ADDRESS} effectiveLocationNumber {{ value {{ gln }} }} }} }}
  relations {{ type sorCode validity {{ from lastDay }} note }} identifiers {{ system value }}
  plannedChanges {{ id action effectiveFrom fields {{ field before after }} }}
  history {{ nodes {{ version validity {{ from lastDay }} changes {{ field before after }} }} }}
}}"""
_CAUSE = "{ kind via { name } }"
_ERROR = """{ __typename code message en: message(lang: EN) path index rule { id }
  ... on TooEarlyError { earliestDate } ... on ActiveChildrenError { totalCount children { name version } }
  ... on PlanConflictError { plans { id effectiveFrom action } } ... on CycleError { cycle { name } during { from } }
  ... on StaleVersionError { current { name version } changedBy { name } } }"""
_PARTS = f"""
fragment Number on LocationNumber {{ gln validity {{ from lastDay }} internalOnly active note system {{ code }}
  messageTypes {{ messageType {{ code }} direction validity {{ from lastDay }} }} users {{ nodes {{ sorCode }} }} }}
fragment Whole on Payload {{ errors {_ERROR} warnings {_ERROR}
  effects {{ asOf {{ at knownAt }} affectedCount summary {{ field units }} earliestDate items {{ totalCount nodes {{
    unit {{ sorCode name version status }} fields {{ field before after validity {{ from lastDay }} cause {_CAUSE}
      sourceBefore {{ name }} sourceAfter {{ name }} }} }} }} }}
  changeSet {{ id recordedAt note cause operations actor {{ name }} units {{ totalCount }} }} }}
"""
_BOX = 'region: "1085", system: "WinLAB", supplier: "AH-support", network: "41000035001", administrator: "106"'
_NEW = f'kind: ORGANIZATIONAL_UNIT, parent: "{HOSPITAL}", type: "550851000005109"'
_MESSAGES = f'gln: "{MEDICINE_NUMBER}", messageTypes: [{{ code: "DIS01", version: "D0133L", direction: %s }}]'
_MERGED = f'{{ create: {{ {_NEW}, name: "Samlet" }} }}'
_PLAN = written(NodeId("PlannedChange", f"{WARD}/{MOVES}"))

INPUTS: dict[str, str] = {
    "createUnit": f'{_NEW}, name: "Ny afdeling", locationNumber: {{ requestNew: {{ {_BOX} }} }}',
    "changeUnit": f'sorCode: "{HOSPITAL}", name: "Hospitalet", electronicAddress: {{ phone: "70101010" }}',
    "moveUnit": f'sorCode: "{SURGERY}", newParent: "{MEDICINE}", effectiveFrom: "2027-07-01"',
    "closeUnit": f'sorCode: "{MEDICINE}", lastDay: "2028-06-30", cascade: true',
    "withdrawPlannedChange": f'plannedChangeId: "{_PLAN}"',
    "createLocationNumber": f'sorCode: "{SURGERY}", locationNumber: {{ {_BOX} }}',
    "changeLocationNumber": f'gln: "{MEDICINE_NUMBER}", note: "Ny note", active: false',
    "closeLocationNumber": f'gln: "{MEDICINE_NUMBER}", inherit: true',
    "inheritLocationNumber": f'sorCode: "{WARD}", inherits: false',
    "addMessageTypes": _MESSAGES % "SEND",
    "endMessageTypes": _MESSAGES % "RECEIVE",
    "addRelation": f'sorCode: "{MEDICINE}", type: COOPERATES, other: "{SURGERY}", note: "fælles vagt"',
    "endRelation": f'sorCode: "{KIDNEY}", type: REPLACES, other: "{DIALYSIS}", lastDay: "2026-12-31"',
    "mergeUnits": f'sorCodes: ["{THEATRE}", "{WARD}"], into: {_MERGED}, lastDay: "2027-12-31"',
    "splitUnit": f'sorCode: "{THEATRE}", into: [{{ sorCode: "{WARD}" }}, {{ create: {{ {_NEW}, name: "Halv" }} }}]',
    "correctUnit": f'sorCode: "{MEDICINE}", validFrom: "2010-01-01", lastDay: "2012-12-31", name: "Medicin"',
    "applyChanges": f"""policy: SKIP_FAILED, items: [
        {{ create: {{ {_NEW}, name: "Den første" }} }}, {{ close: {{ sorCode: "{REGION}" }} }},
        {{ change: {{ sorCode: "{REGION}", electronicAddress: {{ phone: "70202020" }} }} }},
        {{ createLocationNumber: {{ sorCode: "{KIDNEY}", locationNumber: {{ {_BOX} }} }} }}]""",
}
"""What each is asked, without its options."""

REFUSED: dict[str, str] = {
    "createUnit": f'{_NEW.replace("550851000005109", "1")}, name: "", validFrom: "2026-11-23"',
    "changeUnit": f'sorCode: "{HOSPITAL}", name: "Hospitalet", ifVersion: 7',
    "moveUnit": f'sorCode: "{SURGERY}", newParent: "{WARD}"',
    "closeUnit": f'sorCode: "{HOSPITAL}"',
    "withdrawPlannedChange": f'plannedChangeId: "{written(NodeId("PlannedChange", f"{HOSPITAL}/{date(2030, 1, 1)}"))}"',
    "applyChanges": f'items: [{{ create: {{ {_NEW}, name: "Den første" }} }}, {{ close: {{ sorCode: "{REGION}" }} }}]',
}
"""What may not be done."""


def asked(mutation: str, given: str, alias: str | None = None) -> str:
    """The mutation with all that its payload tells; its options are the variable `options`, or one named for it."""
    options = "options" if alias is None else f"options_{alias}"
    return f"{alias or mutation}: {mutation}(input: {{ {given}, options: ${options} }}) {{ ...Whole {_own(mutation)} }}"


def document(*fields: str) -> str:
    """A request of mutations, one after the other."""
    names = {name for field in fields for name in re.findall(r"\$(\w+)", field)}
    declared = ", ".join(f"${name}: ChangeOptions" for name in sorted(names))
    return f"mutation ({declared}) {{ {' '.join(fields)} }} {_PARTS}"


def whole(mutation: str, given: str) -> str:
    return document(asked(mutation, given))


def _own(mutation: str) -> str:
    """What the payload of a mutation has besides that which all have."""
    root: Any = schema.build()._schema.mutation_type
    payload: Any = get_named_type(root.fields[mutation].type)
    shared = {"errors", "warnings", "effects", "changeSet", "request"}
    return " ".join(_selected(name, field) for name, field in payload.fields.items() if name not in shared)


def _selected(name: str, field: Any) -> str:
    kind = get_named_type(field.type).name
    if kind == "Unit":
        return f"{name} {_UNIT}"
    if kind == "LocationNumber":
        return f"{name} {{ ...Number }}"
    if kind == "ChangeItemResult":
        return f"{name} {{ index unit {_UNIT} errors {_ERROR} warnings {_ERROR} }}"
    assert not isinstance(get_named_type(field.type), GraphQLObjectType), f"{name} of type {kind} is told too"
    return name
