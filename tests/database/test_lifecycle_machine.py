"""Whatever is asked of a real register, in whatever order: each day of it, and each effect, is as its rules say."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.excerpt import Range
from db.writing.lives import write
from domain.effects import Effect
from domain.identifiers import serial_of
from domain.operations import Close, Move, Operation
from domain.permissions import Actor, Role
from domain.recording import ActorKind, Recorder
from resolvers.checking import check
from resolvers.context import Context, Writing
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Answer, Options
from tests.contents import ARCHIVES, TABLES
from tests.excerpts import excerpt
from tests.fixtures.databases import Databases, connected
from tests.naive_differences import differences
from tests.naive_lifecycle import drawn
from tests.naive_lifecycle.asked import all_carried_out
from tests.naive_lifecycle.read_back import from_both_sides, read_back, same_on, turning_days
from tests.naive_lifecycle.register import DAYS, Register
from tests.naive_lifecycle.written_out import lives, same, written_out
from tests.retold import told_and_retold

OFFICE = Actor("Kontoret", Role.SOR_OFFICE, subject="office-1")
NUMBERS = Range(drawn.NUMBER, drawn.NUMBER + 999)

T = TypeVar("T")


@pytest.fixture(scope="module")
def beginning(databases: Databases) -> Iterator[str]:
    """A register as each example begins. Nobody stays connected to it: it is a template."""
    with databases.clone() as address:
        asyncio.run(_begun(address))
        yield address


async def _begun(address: str) -> None:
    recorder = Recorder(ActorKind.SYSTEM, "test")
    async with connected(address) as opened, change(opened, recorder, note="the beginning") as writing:
        await write(writing, drawn.beginning())


class StoredLifecycle(RuleBasedStateMachine):
    """The register in PostgreSQL beside the naive one."""

    databases: Databases
    template: str

    def __init__(self) -> None:
        super().__init__()
        self._left = ExitStack()
        self._engine = engine_of(self._left.enter_context(self.databases.clone(self.template)), application="test")
        self._loop = self._left.enter_context(asyncio.Runner())
        self._naive = written_out(
            excerpt(drawn.beginning(), today=drawn.START, next_serial=drawn.SERIAL, free_numbers=(NUMBERS.first,))
        )
        self._codes, self._glns = {*self._naive.units}, {*self._naive.numbers}

    @rule(asked=st.lists(drawn.DRAWN, min_size=1, max_size=3), skip_failed=st.booleans())
    def is_asked(self, asked: list[list[int]], skip_failed: bool) -> None:
        operations: list[Operation] = []
        after = self._naive
        for numbers in asked:
            operations.append(drawn.operation(after, numbers))
            after, _ = all_carried_out(self._naive, operations, drawn.WITH_PHONE, skip_failed=True)
        note(operations)
        after, refused = all_carried_out(self._naive, operations, drawn.WITH_PHONE, skip_failed)
        self._run(self._is_asked(operations, skip_failed, after, refused))
        self._naive = after.copy()
        # What is planned and withdrawn by one and the same request has never been in the register.
        self._naive.serial = 1 + max(map(serial_of, self._codes))
        self._naive.number = 1 + max(NUMBERS.first - 1, *(int(gln[:-1]) for gln in self._glns))

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        self._naive = self._naive.copy()
        self._naive.today = min(self._naive.today + timedelta(days=days), drawn.LAST_TODAY)

    def teardown(self) -> None:
        try:
            self._run(self._is_whole())
        finally:
            self._run(self._engine.dispose())
            self._left.close()

    async def _is_asked(
        self, operations: Sequence[Operation], skip_failed: bool, after: Register, refused: Sequence[str | None]
    ) -> None:
        before = await _fingerprint(self._engine)
        tried = await self._carry_out(operations, Options(dry_run=True, several=True, skip_failed=skip_failed))
        assert await _fingerprint(self._engine) == before
        done = await self._carry_out(operations, Options(several=True, skip_failed=skip_failed))
        assert (tried.done, tried.errors) == (done.done, done.errors)
        assert _effects(tried) == _effects(done)
        told = [[one.words.en for one in each.errors] for each in done.done]
        assert [bool(each) for each in told] == [bool(why) for why in refused], (told, refused)
        if done.change_set is None:
            assert await _fingerprint(self._engine) == before
        else:
            entries, retold = await told_and_retold(self._engine, done.change_set)
            assert entries == retold
        assert by_day(_effects(done)) == differing(self._naive, after)
        self._codes |= {*after.units}
        self._glns |= {*after.numbers}
        async with Snapshot(self._engine) as db:
            found = await read_back(PostgresReader(db), after, self._codes, self._glns)
        assert found.relations == from_both_sides(after.relations)
        found.relations = after.relations
        same(found, after)

    async def _carry_out(self, operations: Sequence[Operation], options: Options) -> Answer:
        async with Snapshot(self._engine) as db:
            ctx = self._context(db)
            answer = await carry_out(ctx, operations, options)
            await ctx.take_back()
            return answer

    async def _is_whole(self) -> None:
        report = await check(self._engine)
        assert report.broken == 0, report.unkept
        async with Snapshot(self._engine) as db:
            for day in turning_days(self._naive):
                await same_on(self._context(db), self._naive, day)

    def _context(self, db: Snapshot) -> Context:
        return Context(PostgresReader(db), self._naive.today, OFFICE, writing=Writing(self._engine, NUMBERS))

    def _run(self, what: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(what)


def differing(before: Register, after: Register) -> dict[object, object]:
    """The effective values that are others after a change, day by day."""
    old, new = lives(before), lives(after)
    days = turning_days(before, after)
    told = {
        day: [
            (unit, field, one.before and one.before[:2], one.after and one.after[:2], one.via)
            for unit, field, one in differences(old, new, day)
        ]
        for day in days
    }
    return {
        (unit, field, day): (was, now, via)
        for day in DAYS
        for unit, field, was, now, via in told[max(turn for turn in days if turn <= day)]
    }


def by_day(effects: Sequence[Effect]) -> dict[object, object]:
    """What is told of each day of the calendar; no day is told of twice."""
    told = [
        ((one.unit, one.field, day), (one.before and one.before[:2], one.after and one.after[:2], one.via))
        for one in effects
        for day in DAYS
        if one.valid.covers(day)
    ]
    assert len(dict(told)) == len(told)
    return dict(told)


def _effects(answer: Answer) -> tuple[Effect, ...]:
    return () if answer.preview is None else answer.preview.effects


async def test_what_is_moved_under_a_unit_closes_with_it_in_one_request_and_so_does_all_below(
    databases: Databases, beginning: str
) -> None:
    async with databases.connected(beginning) as engine:
        operations: list[Operation] = [
            Move(unit=drawn.MEDICINE, parent=drawn.SURGERY),
            Close(unit=drawn.SURGERY, below=True),
        ]
        async with Snapshot(engine) as db:
            ctx = Context(PostgresReader(db), drawn.START, OFFICE, writing=Writing(engine, NUMBERS))
            answer = await carry_out(ctx, operations, Options(several=True))

    assert answer.errors == ()
    assert answer.done[1].others == (drawn.THEATRE, drawn.MEDICINE, drawn.WARD)


async def _fingerprint(engine: AsyncEngine) -> list[object]:
    """Of every row of every table, with the transaction that wrote it."""
    each = (
        f"SELECT '{table}' AS name, count(*), sum(hashtextextended(xmin::text || ' ' || t::text, 0)) FROM {table} t"
        for table in (*TABLES, *ARCHIVES)
    )
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(" UNION ALL ".join(each) + " ORDER BY name"))]


def test_the_register_is_what_its_rules_say_whatever_is_asked_in_whatever_order(
    databases: Databases, beginning: str
) -> None:
    class Begun(StoredLifecycle):
        """On databases of this session."""

    Begun.databases, Begun.template = databases, beginning
    # A sequence that fails is told as it is: to make it smaller would take minutes of PostgreSQL.
    run_state_machine_as_test(
        Begun, settings=settings(max_examples=12, stateful_step_count=15, phases=(Phase.generate,))
    )
