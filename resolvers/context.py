"""What one request carries: who asks, which day today is, the reader, the request's id, and what was asked so far."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.reading.reader import Reader
from db.trail import Question, name_of
from db.writing.excerpt import Range
from domain.periods import Moment
from domain.permissions import PUBLIC, Actor, Role
from resolvers.budget import Budget, held
from resolvers.feed.tail import Tail
from resolvers.limits import Limits as Limits
from resolvers.loaders import AT_HAND, DERIVED, Memo
from resolvers.refusals import Code, Refusal

Answer = TypeVar("Answer")
One = TypeVar("One")
Other = TypeVar("Other")
Asking = Coroutine[Any, Any, Answer]


Relation = Callable[..., Awaitable[Sequence[Answer]]]
"""A question about many things at once, `(ctx, sources, *, moment, …)`: one answer for each, in their order."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What changes are made with: the database, and the location numbers that the register may issue. `acknowledged` is
    told of each change set that was committed, before its writer is."""

    engine: AsyncEngine
    numbers: Range | None = None
    acknowledged: Callable[[int], None] = lambda _: None


@dataclass(slots=True)
class Context:
    """`tried`: a dry run whose answer is still being read, to be taken back when the next begins or all is answered.

    `turn`: one request tries one thing at a time, so that it keeps no more writers waiting than another.

    `seen`: a revision that what is read holds at least: the one waited for, then the one written.

    For the log, the headers and the metrics: `operation`, what the operation is called in its plan; `planned`, the
    instant of `time.perf_counter` from which its plan was at hand, none where there is no plan; `declined`, no plan
    answers this request, and none is to be tried.
    """

    reader: Reader
    today: date
    actor: Actor = PUBLIC
    limits: Limits = field(default_factory=Limits)
    request: str | None = None
    tail: Tail | None = None
    memos: dict[object, Memo] = field(default_factory=dict)
    writing: Writing | None = None
    tried: AsyncExitStack | None = None
    seen: int | None = None
    operation: str | None = None
    planned: float | None = None
    declined: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits, self.actor.role is not Role.PUBLIC)

    @property
    def to_write(self) -> Writing:
        """Raises `Refusal` where nothing can be written."""
        if self.writing is None:
            raise Refusal(Code.FORBIDDEN, "This register is read only.")
        return self.writing

    async def renew(self, within: AsyncConnection | None = None, least: int | None = None) -> None:
        """Reads from here on what is then committed or, within a change that is being made, what it has written.
        `least`: it is enough that a change set is in it."""
        self.memos.clear()
        self.budget.begin()
        await self.reader.renew(within, least)

    def let_go(self) -> None:
        """Holds nothing of the register while nothing is asked; whoever goes on renews first."""
        self.memos.clear()
        self.reader.let_go()

    async def take_back(self) -> None:
        """Ends the dry run whose answer was being read, if there is one."""
        if self.tried is not None:
            tried, self.tried = self.tried, None
            await tried.aclose()

    async def close(self) -> None:
        """At the end of a request. What was asked is let go at once, and the revision that was read: graphql-core's own
        objects hold each other and the context, so that both would stay until the collector of garbage comes by."""
        self.let_go()
        if self.tried is not None:
            await self.take_back()

    async def ask(self, relation: Relation[Answer], source: Any, moment: Moment, **arguments: Any) -> Answer:
        """One answer, fetched with all that are asked in the same turn. Raises the `Refusal` that is the answer."""
        self.budget.touch(1)
        answer: Answer = await self._memo(relation, type(source), moment, arguments).one(source)
        self.budget.touch(held((answer,)))
        return answer

    async def ask_all(
        self, relation: Relation[Answer], sources: Sequence[Any], moment: Moment, **arguments: Any
    ) -> Sequence[Answer]:
        """An answer for each source, in their order; what was asked before is not asked again, unless it is at hand or
        follows from what was."""
        if not sources:
            return []
        self.budget.touch(len(sources))
        if relation in DERIVED or (relation in AT_HAND and self.reader.remembers(moment)):
            with Question(name_of(relation), len(sources)):
                answers = await relation(self, sources, moment=moment, **arguments)
        else:
            answers = await self._memo(relation, type(sources[0]), moment, arguments).all(sources)
        self.budget.touch(held(answers))
        return answers

    async def ask_at_hand(self, relation: Relation[Answer], source: Any, moment: Moment) -> Answer:
        """The answer for one source, of a relation that is at hand (`loaders.is_at_hand`)."""
        self.budget.touch(1)
        with Question(name_of(relation), 1):
            answers = await relation(self, (source,), moment=moment)
        self.budget.touch(held(answers))
        return answers[0]

    async def shared(self, relation: Relation[Answer], source: Any, moment: Moment) -> Answer:
        """What several relations need of one source that they are all asked of: found once, and not counted, since
        nobody asked for it."""
        answer: Answer
        [answer] = await self._memo(relation, type(source), moment, {}).all([source])
        return answer

    async def together(self, moment: Moment, one: Asking[One], other: Asking[Other]) -> tuple[One, Other]:
        """Two answers of the reader, in one trip where the database is asked. Both are heard to their end."""
        if self.reader.remembers(moment):
            with closing(other):  # it is not asked any more where there is no answer to the first
                return await one, await other
        told: Any = await asyncio.gather(one, other, return_exceptions=True)
        for outcome in told:
            if isinstance(outcome, BaseException):
                raise outcome
        return told[0], told[1]

    def _memo(self, relation: Relation[Any], kind: type, moment: Moment, arguments: dict[str, Any]) -> Memo:
        """`kind`: of the sources; a relation may be one of several types."""
        key = (relation, kind, moment, *sorted(arguments.items()))
        memo = self.memos.get(key)
        if memo is None:
            ask = partial(self._asked, relation, moment, arguments)
            memo = self.memos[key] = Memo(ask, self._asks_the_database)
        return memo

    async def _asked(
        self, relation: Relation[Answer], moment: Moment, arguments: dict[str, Any], sources: Sequence[Any]
    ) -> Sequence[Answer]:
        with Question(name_of(relation), len(sources)):
            if self.budget.is_enough(len(sources), arguments):
                return await relation(self, sources, moment=moment, **arguments)
            return await self._in_portions(relation, moment, arguments, sources)

    async def _in_portions(
        self, relation: Relation[Answer], moment: Moment, arguments: dict[str, Any], sources: Sequence[Any]
    ) -> Sequence[Answer]:
        """Raises `Refusal` before the portion that would be too much is asked for."""
        answers: list[Answer] = []
        found = 0
        for portion in self.budget.portions(sources, arguments["first"]):
            some = await relation(self, portion, moment=moment, **arguments)
            found += held(some)
            if found > self.budget.left:
                self.budget.touch(found)
            answers += some
        return answers

    def _asks_the_database(self) -> bool:
        """A reader that has needed no statement yet answers from memory: to gather questions for it gains nothing."""
        return self.reader.statements > 0
