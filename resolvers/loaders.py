"""Questions asked once: a batch function whose answers are kept, seen through aiodataloader as a field resolver."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from aiodataloader import DataLoader

from domain.location_numbers import LocationNumber
from domain.units import Unit

Asking = TypeVar("Asking", bound=Callable[..., Awaitable[Any]])


class Memo:
    """What one request has asked of a relation at one moment with the same arguments: each source once.

    Askers that come while one is asking are told together, by one question more. A relation must not ask itself for
    what it does not know: it would wait for its own turn.
    """

    __slots__ = ("_answers", "_ask", "_gathers", "_loader", "_turn", "_waiting")

    def __init__(self, ask: Callable[[list[Any]], Awaitable[Sequence[Any]]], gathers: Callable[[], bool]) -> None:
        """`gathers`: whether it is worth a turn of the event loop to wait for others that ask at the same time."""
        self._ask = ask
        self._gathers = gathers
        self._answers: dict[object, Any] = {}
        self._waiting: dict[object, Any] = {}
        self._turn = asyncio.Lock()
        self._loader: RelationLoader | None = None

    def one(self, source: Any) -> Awaitable[Any]:
        """The answer for one source, fetched with all that are asked for in the same turn."""
        if self._loader is None:
            self._loader = RelationLoader(self)
        return self._loader.load(source)

    async def all(self, sources: Sequence[Any]) -> list[Any]:
        """The answer for each source. Refusals are answers."""
        keys = identities(sources)
        answer = self._answers.__getitem__
        try:
            return list(map(answer, keys))
        except KeyError:
            await self._learn(keys, sources)
        return list(map(answer, keys))

    async def _learn(self, keys: Sequence[object], sources: Sequence[Any]) -> None:
        """Has an answer for each, asked for by me or by another; only what is missing is asked for."""
        answers = self._answers
        missing = dict(zip(keys, sources, strict=True))
        if not answers.keys().isdisjoint(missing):
            missing = {key: source for key, source in missing.items() if key not in answers}
        if self._turn.locked():
            self._waiting.update(missing)
        async with self._turn:
            if not missing.keys() <= answers.keys() and self._gathers():
                await asyncio.sleep(0)
            if not missing.keys() <= answers.keys():
                await self._fetch(missing)

    async def _fetch(self, missing: dict[object, Any]) -> None:
        """Asks for these and for what others wait for. These again, if whoever asked for them before me failed."""
        asked, self._waiting = self._waiting | missing if self._waiting else missing, {}
        self._answers.update(zip(asked, await self._ask(list(asked.values())), strict=True))


AT_HAND: set[object] = set()
"""Relations that are not worth being remembered by a request whose reader has the register in memory. All that one of
them gives holds a unit no more than once, so that it may be asked of any number."""


def at_hand(relation: Asking) -> Asking:
    """Marks a relation that then asks nothing of the database, and costs less than remembering it."""
    AT_HAND.add(relation)
    return relation


DERIVED: set[object] = set()
"""Relations of which nothing is remembered when they are asked of a whole level, whoever reads: what they give follows
from what they ask of other relations, which is remembered."""


def derived(relation: Asking) -> Asking:
    """Marks a relation that asks nothing but other relations, and costs less than remembering it."""
    DERIVED.add(relation)
    return relation


def is_at_hand(relation: Callable[..., Any]) -> bool:
    """Whether it is answered at once by a reader that has the register in memory."""
    return relation in AT_HAND or relation in DERIVED


class RelationLoader(DataLoader[Any, Any]):
    """What one turn of fields asks of a relation, asked once. Never shared between requests."""

    def __init__(self, memo: Memo) -> None:
        super().__init__(get_cache_key=identity)
        self._memo = memo

    async def batch_load_fn(self, sources: list[Any]) -> list[Any]:
        return await self._memo.all(sources)


def identity(source: object) -> object:
    """What makes two sources the same question within one moment."""
    named = _NAMED.get(type(source))
    return source if named is None else named(source)


def identities(sources: Sequence[object]) -> Sequence[object]:
    """The same of each; the sources of a question are of one type."""
    named = _NAMED.get(type(sources[0])) if sources else None
    return sources if named is None else list(map(named, sources))


_NAMED: dict[type, Callable[[Any], object]] = {Unit: attrgetter("sor_code"), LocationNumber: attrgetter("gln")}
