"""Random operations: a plan answers what graphql-core answers."""

from hypothesis import given
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from domain.permissions import PUBLIC
from schema.ids import NodeId, written
from tests.answers.both_ways import CLINIC, OFFICE, SLEEP_NUMBER, both
from tests.answers.both_ways import storied as storied
from tests.answers.recorded import CLERK, SLEEP
from tests.any_operation import Operation, operations
from tests.any_value import Values
from tests.builders import (
    COMPANY,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    REGION,
    REGION_NUMBER,
    RENAMED,
    SUCCEEDED,
    SURGERY,
    THEATRE_NUMBER,
    TODAY,
    WARD,
)
from tests.operations import STRANGER

CODES = [str(code) for code in (REGION, HOSPITAL, SURGERY, WARD, MEDICINE, KIDNEY, COMPANY, SLEEP, STRANGER)]
DAYS = [str(day) for day in (TODAY, RENAMED, SUCCEEDED, MOVES, "1999-12-31", "2029-01-01")]
ASKERS = (OFFICE, CLERK, CLINIC, OFFICE, PUBLIC)
IDS = [
    *(written(NodeId("Unit", code)) for code in CODES),
    written(NodeId("Unit", str(SURGERY), RENAMED.replace(year=2010))),
    written(NodeId("LocationNumber", MEDICINE_NUMBER)),
    written(NodeId("LocationNumber", THEATRE_NUMBER)),
    written(NodeId("CodeValue", "unit-type/22232009")),
    written(NodeId("CodeValue", "region/1085")),
    *(written(NodeId("ChangeSet", str(number))) for number in range(1, 8)),
    written(NodeId("Request", "1")),
    written(NodeId("Unknown", "1")),
]
VALUES: Values = {
    "SorCode": CODES,
    "Date": DAYS,
    "DateTime": ["2026-11-22T00:00:00+01:00", "2020-01-01T00:00:00Z"],
    "Gln": [str(REGION_NUMBER), str(MEDICINE_NUMBER), str(THEATRE_NUMBER), str(SLEEP_NUMBER)],
    "ID": IDS,
    "Int": [1, 2, 3, 10, 500],
    "Boolean": [True, False],
    "String": ["1301", "Æ", "hospital"],
    "FeedCursor": ["strange"],
    "UnitKey.id": IDS[:10],
    "UnitKey.shak": ["1301", "130101", "1301011", "130102"],
    "UnitKey.pNumber": ["1003388394"],
    "UnitKey.ydernummer": ["077410"],
    "UnitFilter.types": ["550851000005109", "22232009"],
    "UnitFilter.specialities": ["394589003"],
    "IdentifierFilter.value": ["1301"],
    "changeSet.id": IDS[-9:-2],
    "codeList.list": ["unit-type", "region", "municipality", "network"],
    "search.query": ["kirurg*", "*prøve*", "1301", "Æ", "skære"],
}


@given(asked=operations(schema.build()._schema, VALUES, len(ASKERS)))
async def test_a_plan_answers_any_operation_as_graphql_core_does(storied: AsyncEngine, asked: Operation) -> None:
    await both(storied, asked.text, dict(asked.variables), ASKERS[asked.who], asked.name)


@given(asked=operations(schema.build()._schema, VALUES, len(ASKERS), ("unit", "node")))
async def test_a_plan_answers_what_is_asked_of_one_thing_as_graphql_core_does(
    storied: AsyncEngine, asked: Operation
) -> None:
    await both(storied, asked.text, dict(asked.variables), ASKERS[asked.who], asked.name)
