"""Plans over the demo register, which has more of everything: the worked examples, and random operations."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from resolvers.generating import load_demo
from synthetic.demo import demo as demo_register
from tests.answers.both_ways import OFFICE, both
from tests.answers.test_plans_generated import VALUES
from tests.any_operation import Operation, operations
from tests.any_value import Values
from tests.builders import TODAY
from tests.fixtures.databases import Databases
from tests.synthetic_registers import vocabulary

FOLDER = Path(__file__).parents[2] / "console" / "examples"
EXAMPLES = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.graphql"))}


def values() -> Values:
    """Those of the hospital's that any register has, and the demo register's own."""
    lives = demo_register(TODAY, vocabulary())
    return {
        **VALUES,
        "SorCode": [str(unit.sor_code) for unit in lives.units[::25]],
        "Gln": [str(number.gln) for number in lives.numbers[:20]],
        "Int": [1, 2, 3, 5, 20],
        "search.query": ["pleje*", "*klinik*", "hjem", "København"],
    }


@pytest.fixture(scope="module")
async def demo(databases: Databases) -> AsyncIterator[AsyncEngine]:
    async with databases.connected() as opened:
        await load_demo(opened, TODAY)
        yield opened


@pytest.mark.parametrize("example", EXAMPLES)
async def test_a_worked_example_has_a_plan(demo: AsyncEngine, example: str) -> None:
    told = await both(demo, EXAMPLES[example], None, OFFICE)

    assert told.declined is None
    assert any(told.data.values())


@settings(max_examples=20)
@given(asked=operations(schema.build()._schema, values(), 1))
async def test_any_operation_is_answered_as_graphql_core_does(demo: AsyncEngine, asked: Operation) -> None:
    await both(demo, asked.text, dict(asked.variables), OFFICE, asked.name)
