"""Asking the rules, one after the other, of the register as it is at one instant."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.checking.question import Check, Question, Reading
from db.writing.change import without_limits
from domain.findings import Finding, Weight
from domain.periods import Period
from domain.rules import Rule

KEPT = 20
"""Findings that are kept of a rule as examples; the others are counted."""

VALUES = 1 << 16
"""Values of a reading whose verdict is remembered."""

ROWS = 5_000
"""Rows of a reading that are fetched at a time."""

# A day beyond the calendar of Python is as good as none.
_DAYS = (
    "found.valid IS NOT NULL AND NOT isempty(found.valid) AS known,"
    " CASE WHEN lower(found.valid) >= '0001-01-01' THEN lower(found.valid) END AS first_day,"
    " CASE WHEN upper(found.valid) <= '9999-12-31' THEN upper(found.valid) END AS end_day"
)
_MEANS = text("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")
_TOTALS = text(
    "SELECT (SELECT count(*) FROM unit), (SELECT count(*) FROM unit_version), (SELECT count(*) FROM location_number),"
    " transaction_timestamp()"
)


class Totals(NamedTuple):
    units: int
    versions: int
    location_numbers: int
    read_at: datetime


class Key(NamedTuple):
    rule: Rule
    weight: Weight


@dataclass(slots=True)
class Answer:
    """What one check found of one rule: how often, and the first findings."""

    count: int = 0
    examples: list[Finding] = field(default_factory=list)


@asynccontextmanager
async def one_instant(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that sees the register as it is now, whatever is written meanwhile, and takes its time."""
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with reading.connect() as connection:
        await without_limits(connection)
        await connection.execute(_MEANS)
        yield connection


async def totals(connection: AsyncConnection) -> Totals:
    return Totals(*(await connection.execute(_TOTALS)).one())


async def asked(connection: AsyncConnection, check: Check) -> dict[Key, Answer]:
    """Where stored data does not keep the rules of a check; a rule that is kept has no answer."""
    if isinstance(check, Question):
        return await _selected(connection, check)
    return await _read(connection, check)


async def _selected(connection: AsyncConnection, question: Question) -> dict[Key, Answer]:
    """What is found is sorted and counted where it is: only the examples travel."""
    statement = text(
        f"SELECT found.sor_code, found.place, {_DAYS}, to_jsonb(found) AS told, count(*) OVER () AS findings"
        f" FROM ({question.broken}) found ORDER BY found.sor_code, found.place, found.valid, found LIMIT :kept"
    )
    rows = (await connection.execute(statement, {"kept": KEPT})).all()
    if not rows:
        return {}
    key = Key(question.rule, question.weight)
    examples = [_finding(key, question.sentence.format(**row.told), row) for row in rows]
    return {key: Answer(rows[0].findings, examples)}


async def _read(connection: AsyncConnection, reading: Reading) -> dict[Key, Answer]:
    """Every value is read, a few thousand at a time."""
    answers: defaultdict[Key, Answer] = defaultdict(Answer)
    fault = lru_cache(VALUES)(reading.fault)
    statement = text(
        f"SELECT found.sor_code, found.place, found.written, {_DAYS}"
        f" FROM ({reading.stored}) found ORDER BY found.sor_code, found.place, found.written, found.valid"
    )
    async with connection.stream(statement, execution_options={"yield_per": ROWS}) as rows:
        async for row in rows:
            violated = fault(row.written)
            if violated is not None:
                key = Key(violated.rule, reading.weight)
                answer = answers[key]
                answer.count += 1
                if len(answer.examples) < KEPT:
                    answer.examples.append(_finding(key, violated.message, row))
    return answers


def _finding(key: Key, message: str, row: Row[Any]) -> Finding:
    return Finding(
        *key,
        message,
        None if row.sor_code is None else str(row.sor_code),
        row.place,
        # Days that are not known at all have no period; days without a first one have always been.
        Period(row.first_day or date.min, row.end_day) if row.known else None,
    )
