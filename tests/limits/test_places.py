"""Places for those who follow: so many in all, and so many for one client; what has ended leaves its place."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any, cast

import pytest

from domain.permissions import PUBLIC
from resolvers.context import Context
from resolvers.refusals import Code, Refusal
from tests.answers.both_ways import OFFICE
from web.places import Places, client


def test_a_client_has_so_many_places_and_all_together_so_many() -> None:
    places = Places("subscriptions", 3, 2)
    with ExitStack() as stack:
        stack.enter_context(places.one("a"))
        with places.one("a"):
            with pytest.raises(Refusal) as third, places.one("a"):
                pass
            with places.one("b"), pytest.raises(Refusal) as fourth, places.one("c"):
                pass
            assert places.taken == 2
        stack.enter_context(places.one("a"))

    assert (third.value.code, third.value.details) == (
        Code.TOO_MANY_SUBSCRIPTIONS,
        {"limit": "subscriptions_client", "maximum": 2},
    )
    assert third.value.message.endswith("The limit `subscriptions_client` is 2.")
    assert fourth.value.details == {"limit": "subscriptions", "maximum": 3}
    assert places.taken == 0


async def test_a_place_is_left_however_its_operation_ends() -> None:
    places = Places("sockets", 1, 1)
    context = cast(Context, object())

    @asynccontextmanager
    async def opening() -> AsyncIterator[Context]:
        yield context

    async with places.opened("a", opening) as opened:
        assert opened is context
        with pytest.raises(Refusal):
            async with places.opened("b", opening):
                pass
    with pytest.raises(ZeroDivisionError):
        async with places.opened("a", opening):
            raise ZeroDivisionError
    async with places.opened("b", opening):
        assert places.taken == 1


def test_who_has_logged_in_is_one_client_wherever_from() -> None:
    here: dict[str, Any] = {"client": ("192.0.2.1", 1)}
    there: dict[str, Any] = {"client": ("192.0.2.2", 1)}

    assert client(OFFICE, here) == client(OFFICE, there) != client(PUBLIC, here)
    assert client(PUBLIC, here) == client(PUBLIC, {"client": ("192.0.2.1", 2)}) != client(PUBLIC, there)
    assert client(PUBLIC, {"client": None}) == client(PUBLIC, {})
