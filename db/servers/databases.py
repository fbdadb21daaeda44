"""Which server is asked: replicas in their turns as long as they are near enough to the primary, else the primary."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from db.address import places
from db.engine import Limits
from db.engine import engine as engine_of
from db.pooling import Pooler
from db.servers.server import Server
from db.servers.watching import Watch

PRIMARY = "primary"
USUAL = Limits()


class Databases:
    """Of one process. `lag`: seconds that a replica may be behind. Without replicas the primary is asked everything,
    and nobody watches it."""

    def __init__(
        self,
        primary: AsyncEngine,
        replicas: Sequence[str] = (),
        lag: float = 5.0,
        limits: Limits = USUAL,
        pooler: Pooler = Pooler.NONE,
    ) -> None:
        """Raises `Unavailable` for what is no address."""
        self.primary = Server(PRIMARY, primary)
        made = [engine_of(url, "sor replica", limits, pooler) for url in replicas]
        self.replicas = [Server(", ".join(places(one.url)), one, replica=True) for one in made]
        self._lag = lag
        self._pooler = pooler
        self._turn = 0

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Watched from here to the end, when all connections are closed."""
        async with AsyncExitStack() as stack:
            if self.replicas:
                await stack.enter_async_context(Watch(self.primary, self.replicas, self._pooler).kept())
            yield
        for server in (self.primary, *self.replicas):
            await server.engine.dispose()

    def servers(self, least: int, pinned: bool) -> Sequence[Server]:
        """Whom to ask, the best first: replicas that are near enough, those before the others that have been seen to
        have the change set `least`; the primary; and, for want of that, whatever replica answers.

        `pinned`: what is asked only the primary can tell.
        """
        if pinned or not self.replicas:
            return (self.primary,)
        near = self._rotated([one for one in self.replicas if self.why_not(one) is None])
        holding = [one for one in near if one.number >= least]
        first = holding or near[:1]
        rest = [one for one in self.replicas if one.answers and one.strange is None and one not in first]
        return [*first, self.primary, *rest]

    def why_not(self, replica: Server) -> str | None:
        """Why a replica is not read, in a sentence; none, if it is."""
        if (why := replica.silent() or replica.strange) is not None:
            return why
        if replica.behind is None:
            return "Nobody knows how far it is behind."
        if replica.behind > self._lag:
            return f"It is {replica.behind:.1f} seconds behind, and may be {self._lag:g} (SOR_REPLICA_LAG)."
        return None if replica.compared else "It has not been compared with the primary yet."

    def near(self) -> list[URL]:
        """Where all of the register may be read at once without asking the primary for it. A pooler is no place for
        that."""
        if self._pooler is not Pooler.NONE:
            return []
        return [one.engine.url for one in self._rotated([one for one in self.replicas if self.why_not(one) is None])]

    @property
    def followed(self) -> bool:
        """Whether a replica answers."""
        return any(one.answers and one.strange is None for one in self.replicas)

    def without_primary(self) -> str | None:
        """Why nothing can be changed, though questions are answered: the primary is away, and a replica is not."""
        why = self.primary.silent() if self.replicas else None
        return why if why is not None and self.followed else None

    def told(self) -> list[dict[str, object]]:
        """Each server, whether it answers and is read, and why not; nothing where there are no replicas."""
        if not self.replicas:
            return []
        primary, why = self.primary, self.primary.silent()
        told: list[dict[str, object]] = [
            {"server": f"{PRIMARY}: {', '.join(places(primary.engine.url))}", "answers": why is None}
            | ({} if why is None else {"why": why})
        ]
        for one in self.replicas:
            why = self.why_not(one)
            behind = None if one.behind is None else round(one.behind, 1)
            told.append(
                {"server": one.name, "answers": one.answers, "read": why is None, "secondsBehind": behind}
                | ({} if why is None else {"why": why})
            )
        return told

    def figures(self) -> dict[str, dict[str, float]]:
        """By server: `views` that were opened on it; by replica whether it is `read` (1), and how many seconds it is
        `behind`, if that is known."""
        return {
            "views": {one.name: one.reads for one in (self.primary, *self.replicas)},
            "read": {one.name: float(self.why_not(one) is None) for one in self.replicas},
            "behind": {one.name: one.behind for one in self.replicas if one.behind is not None},
        }

    def _rotated(self, servers: list[Server]) -> list[Server]:
        self._turn += 1
        at = self._turn % len(servers) if servers else 0
        return [*servers[at:], *servers[:at]]
