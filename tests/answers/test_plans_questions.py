"""Every question that can be asked is answered by a plan, and as graphql-core answers it."""

import re

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from domain.permissions import PUBLIC
from tests.answers.both_ways import CLINIC, OFFICE, both
from tests.answers.both_ways import storied as storied
from tests.answers.recorded import CLERK, SLEEP
from tests.builders import COMPANY, HOSPITAL, MEDICINE, SURGERY, WARD

PARTS = {
    "ADDRESS": """{ oneLine street houseNumber postCode east north municipality { name code parent { name } }
      region { name } }""",
    "FROM": "provenance { kind distance sourceField source { name kind } effective { from until lastDay } }",
    "PAGE": "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }",
    "CAUSE": "cause { kind via { name } changeSet { id actor { name } } }",
    "DIFFERS": "fields { field before after <CAUSE> }",
    "UNIT": """{ id sorCode kind name type { code name(lang: EN) } status firstValidFrom version depth hasChildren
      childCount descendantCount validity { from until lastDay } lifetime { from } asOf { at knownAt }
      inheritsLocationNumber owner { name cvr } ancestors { name } specialities { name code list }
      identifiers { system value validity { from } } geographicalParent { relation unit { name } }
      relations { type sorCode note validity { from } unit { name } }
      postalAddress <ADDRESS> visitingAddress <ADDRESS> activityAddress <ADDRESS> electronicAddress { phone }
      effectivePostalAddress { value <ADDRESS> <FROM> } effectiveVisitingAddress { value { oneLine } <FROM> }
      effectiveActivityAddress { value { oneLine } <FROM> } effectiveElectronicAddress { value { phone email } <FROM> }
      effectiveLocationNumber { value { gln active users { totalCount nodes { name } } holder { name } } <FROM> }
      locationNumber { gln system { name } supplier { name } network { name explained } administrator { name } }
      heirs(field: POSTAL_ADDRESS) { nodes { name } }
      explain(field: LOCATION_NUMBER) { found text steps { text field rule } } }""",
    "EFFECTS": """{ asOf { at } affectedCount summary { field units } earliestDate warnings { __typename message }
      blockers { __typename code message rule { id } } items(first: 5) { totalCount <PAGE> edges { cursor node {
      unit { name } fields { field before after validity { from } <CAUSE> sourceBefore { name }
      sourceAfter { name } } } } } }""",
    "SET": """{ id recordedAt note cause request operations actor { name kind role organisation { name } }
      units { totalCount nodes { sorCode effectiveFrom changes { field before after validity { from } }
      before { name version } after { name version } } } effects <EFFECTS> }""",
    "PLANNED": """{ id action effectiveFrom withdrawable fields { field before after validity { from } }
      unit { name } dependants { id } }""",
    "SLEEP": str(SLEEP),
    "HOSPITAL": str(HOSPITAL),
    "SURGERY": str(SURGERY),
    "MEDICINE": str(MEDICINE),
    "WARD": str(WARD),
}

QUESTIONS = {
    "unit": 'unit(by: {sorCode: "<SURGERY>"}) <UNIT>',
    "unitsByKeys": 'unitsByKeys(keys: [{sorCode: "<MEDICINE>"}, {shak: "1301"}, {pNumber: "1003388394"}]) <UNIT>',
    "units": """units(first: 3, orderBy: {field: SOR_CODE}) { totalCount <PAGE> edges { cursor node <UNIT> }
      facets(by: [KIND, TYPE, REGION]) { field buckets { value label count } } }""",
    "subtree": """subtree(root: {sorCode: "<HOSPITAL>"}, first: 4) { totalCount <PAGE> asOf { at knownAt }
      nodes { depth childCount parentSorCode path unit <UNIT> } }""",
    "search": """search(query: "skære*") { totalCount <PAGE> nodes { name } edges { cursor score node <UNIT>
      matches { field highlight validity { from until } } } }""",
    "node": 'node(id: "Q29kZVZhbHVlOnVuaXQtdHlwZS8yMjIzMjAwOQ") { id ... on CodeValue { name levels explained } }',
    "nodes": 'nodes(ids: ["Q2hhbmdlU2V0OjM", "Q29kZVZhbHVlOnVuaXQtdHlwZS8yMjIzMjAwOQ"]) { __typename id }',
    "codeList": """codeList(list: "municipality") { id code name name_en: name(lang: EN) parent { name }
      validity { from } }""",
    "changeSet": 'changeSet(id: "Q2hhbmdlU2V0OjM") <SET>',
    "changeSets": "changeSets(first: 4) { <PAGE> edges { cursor node <SET> } }",
    "rules": "rules { id source title text(lang: EN) example }",
    "me": "me { name role roles cvr organisation { name kind } }",
    "changes": """changes(first: 40) { next caughtUp changes { cursor kind sorCode recordedAt effectiveFrom until
      codeList <DIFFERS> changeSet { id } unit { name parent { name } } via { name } } }""",
    "register": "register { today version unitCount feedPosition limits { name value } }",
    "previewMove": 'previewMove(unit: "<WARD>", newParent: "<MEDICINE>") <EFFECTS>',
    "previewClose": 'previewClose(unit: "<SURGERY>", cascade: false) <EFFECTS>',
    "resolveRecipient": """resolveRecipient(unit: {sorCode: "<WARD>"}, messageType: "DIS01") { canReceive outcome
      since messageType reason en: reason(lang: EN) unit { name parent { name } } alternatives { name }
      locationNumber { value { gln } provenance { kind distance source { name } } } }""",
    "registerDiff": """registerDiff(from: {at: "2010-01-01"}, to: {at: "2028-02-01"}) { totalCount
      summary { kind count } <PAGE> edges { cursor node { kinds unit { name asOf { at } } before { name }
      after { name } <DIFFERS> } } }""",
    "upcoming": "upcoming { totalCount <PAGE> edges { cursor node <PLANNED> } }",
    "requests": """requests { totalCount <PAGE> nodes { id status operation note dueBy asks { path value }
      unit { name } under { name } requestedBy { name role } decidedBy { name } changeSet { id }
      preview <EFFECTS> } }""",
    "unit's history": """unit(by: {sorCode: "<SLEEP>"}) { history { totalCount <PAGE> edges { cursor node { version
      validity { from lastDay } recordedAt recordedUntil changeSet { id note } actor { name organisation { name } }
      changes { field before after validity { from } } unit { name asOf { at knownAt } } } } }
      recorded: history(by: RECORDED, first: 3) { totalCount nodes { version recordedAt unit { parent { name } } } }
      timeline { field value planned validity { from } changeSet { id } provenance { kind source { name } } }
      own: timeline(effective: false, fields: [NAME]) { value } plannedChanges <PLANNED> }""",
    "what may be done": """unit(by: {sorCode: "<WARD>"}) { plannedChanges <PLANNED> allowedActions { action
      allowed earliestDate throughRequest reasons { __typename code message } }
      ... on OrganizationalUnit { ambulant inpatient reportingLevel } }""",
}


def whole(question: str) -> str:
    """With what its words in angle brackets stand for."""
    while "<" in question:
        question = re.sub("<([A-Z]+)>", lambda word: PARTS[word[1]], question)
    return question


NOT_FOR = {"requests": (PUBLIC, CLERK), "previewMove": (PUBLIC,), "previewClose": (PUBLIC,)}
"""Who is refused. Everyone else is answered by a plan."""


def test_every_question_is_among_them() -> None:
    query = schema.build()._schema.query_type
    assert query is not None
    assert query.fields.keys() <= QUESTIONS.keys()


@pytest.mark.parametrize("asker", [PUBLIC, OFFICE, CLERK, CLINIC], ids=lambda one: one.role.written)
@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_plan_answers_each_question_as_graphql_core_does(
    storied: AsyncEngine, name: str, asker: object
) -> None:
    told = await both(storied, f"{{ {whole(QUESTIONS[name])} }}", None, asker)  # type: ignore[arg-type]

    if asker in NOT_FOR.get(name, ()):
        assert [one["extensions"]["code"] for one in told.errors] == ["FORBIDDEN"]
    else:
        assert told.errors == []
        assert told.declined is None


async def test_a_plan_answers_all_questions_at_once(storied: AsyncEngine) -> None:
    asked = " ".join(f"q{number}: {whole(text)}" for number, text in enumerate(QUESTIONS.values()))
    told = await both(storied, f"{{ {asked} }}", None, OFFICE)

    assert told.errors == []
    assert told.declined is None
    assert len(told.data) == len(QUESTIONS)
    assert str(COMPANY) in str(told.data)


async def test_what_things_of_several_types_have_in_common_is_asked_of_each(storied: AsyncEngine) -> None:
    """A subtree, its units, a preview and a unit each tell the moment they are read at, by one relation."""
    query = f"""{{
      subtree(root: {{sorCode: "{HOSPITAL}"}}) {{ nodes {{ unit {{ asOf {{ at knownAt }} }} }} asOf {{ at }} }}
      previewClose(unit: "{SURGERY}") {{ asOf {{ at knownAt }} items {{ totalCount }} }}
      unit(by: {{sorCode: "{WARD}"}}) {{ asOf {{ at knownAt }} timeline {{ value }} }} }}"""
    told = await both(storied, query, None, OFFICE)

    assert told.errors == []
    assert told.declined is None
