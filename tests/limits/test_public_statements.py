"""Statements of those who have not logged in are ended sooner than those of others."""

import asyncio
from pathlib import Path

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app import create_app
from domain.permissions import Role
from settings import ReaderChoice, Settings
from web.development import key_in, token

UNITS = {"query": "{ units(first: 5) { totalCount } }"}


async def test_the_public_waits_less_long_than_somebody_who_has_logged_in(storied: AsyncEngine, tmp_path: Path) -> None:
    """Somebody keeps the units to themselves for longer than the one may wait, and not as long as the other."""
    address = storied.url.render_as_string(hide_password=False)
    app = create_app(
        Settings(database_url=address, reader=ReaderChoice.POSTGRES, statement_timeout_public=1, data_dir=tmp_path)
    )
    bearer = {"Authorization": f"Bearer {token(key_in(tmp_path), 'Bente', [Role.SOR_OFFICE], None, 1)}"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://sor") as client,
    ):
        told = (await client.post("/graphql", json={"query": "{ register { limits { name value } } }"})).json()
        async with storied.connect() as other:
            await other.execute(text("LOCK TABLE unit_version IN ACCESS EXCLUSIVE MODE"))
            waiting = asyncio.create_task(client.post("/graphql", json=UNITS, headers=bearer))
            both = await asyncio.gather(*(client.post("/graphql", json=UNITS) for _ in range(2)))
            await other.rollback()
        answered = (await waiting).json()
        again = (await client.post("/graphql", json=UNITS)).json()

    limits = {limit["name"]: limit["value"] for limit in told["data"]["register"]["limits"]}
    assert (limits["statement"], limits["statement_public"]) == (15, 1)
    for refused in both:
        (error,) = refused.json()["errors"]
        assert (error["extensions"]["code"], error["extensions"]["maximum"]) == ("TOOK_TOO_LONG", 1)
    assert answered == again
    assert answered["data"]["units"]["totalCount"] > 0
