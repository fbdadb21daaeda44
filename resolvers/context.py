"""What one request carries: who asks, which day today is, the reader, the request's id, and the loaders made so far."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from db.reading.reader import Reader
from domain.periods import Moment
from domain.permissions import PUBLIC, Actor
from resolvers.loaders import RelationLoader

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many units a page may hold."""

    page: int = 500
    subtree: int = 50_000
    keys: int = 1_000


Relation = Callable[..., Awaitable[Sequence[Answer]]]
"""A question about many things at once, `(ctx, sources, *, moment, …)`: one answer for each, in their order."""


@dataclass(slots=True)
class Context:
    reader: Reader
    today: date
    actor: Actor = PUBLIC
    limits: Limits = field(default_factory=Limits)
    request: str | None = None
    loaders: dict[object, RelationLoader] = field(default_factory=dict)

    async def ask(self, relation: Relation[Answer], source: Any, moment: Moment, **arguments: Any) -> Answer:
        """One answer, fetched with all that are asked in the same turn."""
        answer: Answer = await self._loader(relation, moment, arguments).load(source)
        return answer

    async def ask_all(
        self, relation: Relation[Answer], sources: Sequence[Any], moment: Moment, **arguments: Any
    ) -> list[Answer]:
        answers: list[Answer] = await self._loader(relation, moment, arguments).load_many(sources)
        return answers

    def _loader(self, relation: Relation[Any], moment: Moment, arguments: dict[str, Any]) -> RelationLoader:
        key = (relation, moment, *sorted(arguments.items()))
        loader = self.loaders.get(key)
        if loader is None:
            loader = self.loaders[key] = RelationLoader(self, relation, moment, arguments)
        return loader
