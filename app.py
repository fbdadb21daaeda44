"""The front door: settings in, application out."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

import schema
from db.embedded import Embedded
from db.engine import Limits as EngineLimits
from db.engine import check_server, engine
from db.migrating import check_migrated
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.unavailable import Unavailable
from resolvers.context import Context, Limits
from settings import Settings
from web.endpoint import Endpoint
from web.health import health_routes
from web.middleware import Requests
from web.pages import page_routes
from web.refusals import nothing_here, other_method

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def today(settings: Settings) -> date:
    """The day taken for today: a day in Denmark, whatever the machine's clock is set to."""
    return settings.today or datetime.now(COPENHAGEN).date()


class Register:
    """The register as one process has it: connections from start to stop, one context for each request."""

    engine: AsyncEngine

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits = Limits(page=settings.first_max, subtree=settings.subtree_max)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Starts the embedded server where no database is set. A database that cannot be reached yet is for /readyz."""
        with self.database() as url:
            self.engine = engine(url, limits=EngineLimits(self.settings.statement_timeout))
            yield
            await self.engine.dispose()

    def database(self) -> AbstractContextManager[str]:
        url = self.settings.database_url
        return nullcontext(url) if url is not None else Embedded(self.settings.data_dir)

    @asynccontextmanager
    async def context(self) -> AsyncIterator[Context]:
        async with Snapshot(self.engine) as snapshot:
            yield Context(PostgresReader(snapshot), today(self.settings), limits=self.limits)

    async def unready(self) -> str | None:
        """What keeps requests from being answered, in a sentence."""
        try:
            await check_server(self.engine)
            await check_migrated(self.engine)
        except Unavailable as reason:
            return str(reason)
        return None


def create_app(settings: Settings) -> Starlette:
    """The whole program as an ASGI application; nothing is opened before its lifespan begins."""
    register = Register(settings)
    return Starlette(
        lifespan=register.lifespan,
        routes=[
            Route("/graphql", Endpoint(schema.build(), register.context)),
            *health_routes([register.unready]),
            *page_routes(schema.sdl()),
        ],
        middleware=[Middleware(Requests)],
        exception_handlers={404: nothing_here, 405: other_method},
    )
