"""The front door: settings in, application out."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

import schema
from db.address import address
from db.embedded import Embedded
from db.engine import Limits as EngineLimits
from db.engine import check_server, engine, unavailable
from db.migrating import check_migrated
from db.reading.choosing import Readers
from db.reading.postgres import PostgresReader
from db.reading.resident import memory
from db.reading.resident.keeping import Keeper
from db.reading.snapshot import Snapshot, TookTooLong
from db.servers.databases import Databases
from db.trail import followed
from db.unavailable import Unavailable
from db.writing import turns
from db.writing.excerpt import Range
from domain.permissions import Actor, Role
from resolvers.context import Context, Writing
from resolvers.feed import midnight
from resolvers.feed.tail import Tail
from resolvers.organisations import Organisation, acted_for
from settings import ReaderChoice, Settings
from settings import today as today
from web import development, measures
from web.auth import Authentication, FindOrganisation
from web.claims import OWN_NAMES, ClaimNames
from web.endpoint import Endpoint
from web.feed import feed_routes
from web.fitting import tell_of_misfits
from web.health import SILENT, Question, health_routes
from web.keys import KeptKeys
from web.metrics import Metrics, metrics_routes
from web.middleware import Program, Watch
from web.pages import page_routes
from web.provider import Provider
from web.refusals import no_socket, nothing_here, other_method
from web.revisions import NotYet, Unseen
from web.servers import of_servers
from web.tokens import Issuer
from web.tracing.sending import traces

if TYPE_CHECKING:
    from web.tracing.spans import Traces

log = structlog.stdlib.get_logger("sor")


def issued_from(written: str) -> Range:
    """`first-last`, as SOR_GLN_RANGE is written."""
    first, last = written.split("-")
    return Range(int(first), int(last))


class Register:
    """The register as one process has it: connections from start to stop, one context for each request."""

    engine: AsyncEngine
    databases: Databases
    tail: Tail
    readers: Readers
    writing: Writing

    def __init__(self, settings: Settings, shared: Path | None, sent: "Traces | None") -> None:
        self.settings = settings
        self.limits = settings.limits()
        self.authentication = authentication(settings, self.organisation)
        self.checked = Question(self.check)
        own = [*measures.of_memory(self.figures), *measures.of_connections(self.pools)]
        own += of_servers(self.servers)
        self.traces = sent or traces(os.environ)
        self.metrics = Metrics([*own, *measures.of_feed(lambda: self.tail), *measures.of_program()], shared)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Starts the embedded server where no database is set. A database that cannot be reached yet is for /readyz."""
        with self.database() as url:
            settings, pooler = self.settings, self.settings.pooler
            limits = EngineLimits(settings.statement_timeout)
            direct = address(settings.direct_url or url)
            self.engine = engine(url, limits=limits, pooler=pooler)
            self.databases = Databases(self.engine, settings.replicas, settings.replica_lag, limits, pooler)
            if self.settings.oidc_issuer is None:
                log.warning(
                    "development issuer: tokens of sor token are believed, and nobody else's; SOR_OIDC_ISSUER names "
                    "the provider of a register that is more than a trial"
                )
            self.tail = Tail(self.engine, direct)
            self.readers = Readers(self.databases, keeper(settings, direct, self.databases.near))
            writers = engine(url, "sor writer", turns.limits(settings.statement_timeout), pooler)
            numbers = issued_from(settings.gln_range)
            for one in (self.engine, writers):
                self.readers.spare(one)
            self.writing = Writing(followed(writers), numbers, self.readers.acknowledged)
            reading = self.databases.kept(), self.tail.kept(), self.readers.kept()
            async with AsyncExitStack() as stack:
                for kept in (*reading, self.kept_at_midnight(), self.metrics.kept()):
                    await stack.enter_async_context(kept)
                yield
            self.authentication.keys.close()
            if self.traces is not None:
                await asyncio.to_thread(self.traces.close)
            await writers.dispose()
        memory.at_the_end()

    def database(self) -> AbstractContextManager[str]:
        url = self.settings.database_url
        return nullcontext(url) if url is not None else Embedded(self.settings.data_dir)

    def context(self, actor: Actor, request: str, minimum: int | None = None, alone: bool = False, /) -> "Opened":
        """What a request works in. Raises `NotYet` where a revision that it wants to see is waited for in vain."""
        return Opened(self, actor, request, minimum, alone)

    @asynccontextmanager
    async def kept_at_midnight(self) -> AsyncIterator[None]:
        """Every process looks at the day; whichever comes first tells what takes effect on it."""
        keeping = asyncio.create_task(
            midnight.keep(self.writing.engine, lambda: today(self.settings), lambda: datetime.now(UTC))
        )
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def stop(self) -> None:
        """Ends what never ends by itself: those who follow the feed are told where to go on."""
        await self.tail.stop()

    async def organisation(self, written: str) -> Organisation:
        """Whom a login acts for. Raises `Refusal`, or `Unavailable`. Not in the request's own view: that begins later,
        with what it is asked. While the database is away it is asked of memory."""
        if self.readers.unsettled:
            await self.readers.settled()
        try:
            async with Snapshot(self.databases) as snapshot:
                alone = self.readers.alone() is not None
                reader = self.readers.reader(snapshot, alone) if alone else PostgresReader(snapshot)
                return await acted_for(reader, written, today(self.settings))
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise unavailable(self.engine.url, error) from None
        except TookTooLong as error:
            raise Unavailable(str(error)) from None

    async def reached(self, revision: int) -> int:
        """The newest revision that can be seen, once the one asked for can be or has been waited for."""
        try:
            return await self.readers.reach(revision)
        except (DBAPIError, PoolTimeout, OSError, TookTooLong):
            raise Unseen from None

    def reading(self) -> Mapping[str, object]:
        """Which reader answers and, where there are several, which servers it may ask."""
        told, servers = self.readers.told(), self.databases.told()
        why = self.databases.without_primary()
        alone = "The database is away." if "away" in told else None
        changes = {} if (why := why or alone) is None else {"changes": f"Nothing can be changed at the moment. {why}"}
        return {**told, **({"servers": servers} if servers else {}), **changes}

    def figures(self) -> Mapping[str, float]:
        return self.readers.figures()

    def servers(self) -> Mapping[str, Mapping[str, float]]:
        return self.databases.figures()

    def pools(self) -> Mapping[str, AsyncEngine]:
        replicas = {f"reading {server.name}": server.engine for server in self.databases.replicas}
        return {"reading": self.engine, "writing": self.writing.engine, **replicas}

    async def unready(self) -> str | None:
        """What keeps requests from being answered, in a sentence. Without the primary replicas answer questions, and
        for a while memory does."""
        if self.databases.without_primary() is not None or self.readers.alone() is not None:
            return None
        reason = await self.checked.answer()
        if reason is None:
            return None
        await self.readers.settled()
        answered = self.readers.alone() is not None or (reason == SILENT and self.readers.current)
        return None if answered else reason

    async def check(self) -> str | None:
        """What is wrong with the database, in a sentence."""
        try:
            await check_server(self.engine)
            await check_migrated(self.engine)
        except Unavailable as reason:
            return str(reason)
        return None


class Opened(AbstractAsyncContextManager[Context]):
    """A request's view of the register, with all that it works in, from its first step to its last."""

    __slots__ = ("actor", "alone", "context", "minimum", "register", "request", "snapshot")

    def __init__(self, register: Register, actor: Actor, request: str, minimum: int | None, alone: bool) -> None:
        self.register, self.actor, self.request, self.minimum, self.alone = register, actor, request, minimum, alone

    async def __aenter__(self) -> Context:
        register = self.register
        if self.alone and register.readers.unsettled:
            await register.readers.settled()
        seen = None if self.minimum is None else await register.reached(self.minimum)
        if self.minimum is not None and seen is not None and seen < self.minimum:
            raise NotYet(self.minimum, seen)
        limits = register.limits
        public = limits.statement_public if self.actor.role is Role.PUBLIC else None
        whole = limits.seconds + limits.statement  # what is asked last may take its own time
        self.snapshot = Snapshot(register.databases, least=self.minimum or 0, limit=public, whole=whole)
        self.context = Context(
            register.readers.reader(self.snapshot, self.alone),
            today(register.settings),
            self.actor,
            limits,
            self.request,
            register.tail,
            writing=register.writing,
            seen=seen,
        )
        return self.context

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.context.close()
        finally:
            await self.snapshot.close()


def keeper(settings: Settings, primary: URL, near: Callable[[], Sequence[URL]]) -> Keeper | None:
    """Who keeps the register in memory, where it is to be held there; loaded from `near` servers, if there are any."""
    if settings.reader is ReaderChoice.POSTGRES:
        return None
    limit = settings.resident_limit if settings.reader is ReaderChoice.AUTO else None
    return Keeper(primary, limit, near, settings.stale_limit)


def authentication(settings: Settings, organisation: FindOrganisation) -> Authentication:
    """By the provider that is set; else by the development issuer, who has our own names for everything."""
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        keys = development.DevelopmentKeys(settings.data_dir)
        return Authentication(development.ISSUER, keys, ClaimNames(), organisation)
    return Authentication(
        Issuer(settings.oidc_issuer, settings.oidc_audience, settings.oidc_clock_skew),
        KeptKeys(Provider(settings.oidc_issuer).keys, settings.oidc_keys_seconds),
        ClaimNames(
            settings.oidc_roles_claim,
            settings.oidc_organisation_claim,
            settings.oidc_name_claim,
            settings.oidc_role_names or OWN_NAMES,
        ),
        organisation,
    )


def create_app(settings: Settings, shared: Path | None = None, sent: "Traces | None" = None) -> Starlette:
    """The whole program as an ASGI application; nothing is opened before its lifespan begins. `shared`: a folder in
    which the processes of one program, where they are several, tell each other what they count. `sent`: what makes
    traces, where it is not the environment that says so."""
    register, built, trusted = Register(settings, shared, sent), schema.build(), settings.trusted()
    tell_of_misfits(trusted, built, register.limits.shape)
    endpoint = Endpoint(
        built,
        register.context,
        register.authentication.asker,
        limits=register.limits,
        trusted=trusted,
        origins=settings.origins,
    )
    app = Program(
        "/graphql",
        endpoint,
        Watch(register.metrics.add, register.traces, settings.slow_ms / 1000),
        settings.origins,
        lifespan=register.lifespan,
        routes=[
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            *feed_routes(register.context, register.authentication.asker),
            *health_routes([register.unready], register.reading),
            *metrics_routes(register.metrics),
            *page_routes(schema.sdl()),
            WebSocketRoute("/{path:path}", no_socket),
        ],
        exception_handlers={404: nothing_here, 405: other_method},
    )

    async def stop() -> None:
        await asyncio.gather(register.stop(), endpoint.parting.over())

    app.state.stop = stop
    return app
