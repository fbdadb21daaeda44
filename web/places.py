"""Places for those who follow: so many operations streamed at once, so many sockets open, and so many to one client."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from starlette.types import Scope

from domain.permissions import Actor
from resolvers.context import Context
from resolvers.limits import over
from resolvers.refusals import Code

LATER = "End another one first, or come back later."


class Places:
    """Of this process, `most` of one kind (`subscriptions`, `sockets`), and so many to `each` client. Who has logged in
    is one client, wherever from; others are as their addresses."""

    def __init__(self, kind: str, most: int, each: int) -> None:
        self.kind = kind
        self.most = most
        self.each = each
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        return self._taken.total()

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        """Raises `Refusal` where there is none."""
        if self._taken[client] >= self.each:
            sentence = f"You have {self.each:,} {self.kind}. {LATER}"
            raise over(f"{self.kind}_client", self.each, sentence, Code.TOO_MANY_SUBSCRIPTIONS)
        if self.taken >= self.most:
            sentence = f"The server has {self.most:,} {self.kind}. {LATER}"
            raise over(self.kind, self.most, sentence, Code.TOO_MANY_SUBSCRIPTIONS)
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]

    @asynccontextmanager
    async def opened(
        self, client: str, opening: Callable[[], AbstractAsyncContextManager[Context]]
    ) -> AsyncIterator[Context]:
        """What an operation works in, with a place for as long as it is streamed."""
        with self.one(client):
            async with opening() as context:
                yield context


def client(actor: Actor, scope: Scope) -> str:
    """Who takes a place."""
    if actor.subject is not None:
        return f"subject {actor.subject}"
    address = scope.get("client")
    return f"address {address[0]}" if address else "address"
