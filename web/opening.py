"""How whatever is asked begins: who asks, and what their question works in."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from starlette.datastructures import Headers

from domain.permissions import Actor
from resolvers.context import Context


class Opening(Protocol):
    def __call__(
        self, actor: Actor, request: str, minimum: int | None = None, alone: bool = False, /
    ) -> AbstractAsyncContextManager[Context]:
        """Opens what a request of somebody, with its id, works in; leaving it gives back what it held of the database.
        `minimum`: with this revision of the register or a later one. `alone`: if need be without a database that is
        away, since the answer can tell how old it is. Raises `revisions.NotYet`."""
        ...


Asker = Callable[[Headers], Awaitable[Actor]]
"""Who sends a request with these headers. Raises `NotLetIn`."""

LOGIN = frozenset({b"authorization", b"x-sor-role"})
"""Headers that say who somebody is; without any of them it is the public."""
