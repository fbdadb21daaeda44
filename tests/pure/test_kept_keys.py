"""Keys are kept, fetched anew after a time and for a key not known, one fetch at a time and never in a flood."""

import asyncio
from dataclasses import dataclass, field

import pytest
from joserfc.jwk import KeySet

from tests.issuers import EC, ED, RSA, public
from web.keys import KeptKeys, NoKeys, Unreachable

OLD, NEW = public(RSA), public(EC, ED)
KEPT, PAUSE = 600.0, 5.0


@dataclass
class Publisher:
    """Publishes keys, counts who asks, and may be away or slow; with a clock that stands still until it is moved."""

    keys: KeySet | None = field(default_factory=lambda: OLD)
    now: float = 1_000.0
    fetched: int = 0
    answering: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.answering.set()
        self.kept = KeptKeys(self.fetch, KEPT, PAUSE, lambda: self.now)

    async def fetch(self) -> KeySet:
        self.fetched += 1
        await self.answering.wait()
        if self.keys is None:
            raise Unreachable("it is away")
        return self.keys


async def test_keys_are_fetched_when_they_are_first_needed_and_then_kept() -> None:
    publisher = Publisher()
    assert publisher.fetched == 0

    assert [await publisher.kept.current() for _ in range(50)] == [OLD] * 50
    assert publisher.fetched == 1


async def test_keys_are_fetched_anew_after_their_time() -> None:
    publisher = Publisher()
    await publisher.kept.current()
    publisher.keys = NEW
    publisher.now += KEPT - 1
    assert await publisher.kept.current() == OLD

    publisher.now += 1
    assert await publisher.kept.current() == NEW
    assert publisher.fetched == 2


async def test_an_unknown_key_makes_them_be_fetched_at_once() -> None:
    publisher = Publisher()
    await publisher.kept.current()
    publisher.keys = NEW
    publisher.now += PAUSE

    assert await publisher.kept.anew() == NEW
    assert await publisher.kept.current() == NEW
    assert publisher.fetched == 2


async def test_a_flood_of_unknown_keys_is_one_fetch_in_each_pause() -> None:
    publisher = Publisher()
    await publisher.kept.current()
    for _ in range(10):
        publisher.now += PAUSE / 2
        await asyncio.gather(*(publisher.kept.anew() for _ in range(1_000)))

    assert publisher.fetched == 1 + 5


async def test_many_who_wait_wait_for_one_fetch() -> None:
    publisher = Publisher()
    publisher.answering.clear()
    waiting = [asyncio.create_task(publisher.kept.current()) for _ in range(100)]
    await asyncio.sleep(0)
    publisher.answering.set()

    assert await asyncio.gather(*waiting) == [OLD] * 100
    assert publisher.fetched == 1


async def test_who_stops_waiting_does_not_take_the_fetch_from_the_others() -> None:
    publisher = Publisher()
    publisher.answering.clear()
    first, second = (asyncio.create_task(publisher.kept.current()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    publisher.answering.set()

    assert await second == OLD
    assert first.cancelled()


async def test_a_provider_that_is_away_leaves_the_keys_in_use_and_is_asked_again_after_a_pause() -> None:
    publisher = Publisher()
    await publisher.kept.current()
    publisher.keys = None
    publisher.now += KEPT
    assert [await publisher.kept.current() for _ in range(20)] == [OLD] * 20
    assert publisher.fetched == 2

    publisher.now += PAUSE
    publisher.keys = NEW
    assert await publisher.kept.current() == NEW
    assert publisher.fetched == 3


async def test_a_provider_that_hangs_holds_up_nobody_who_has_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.keys.PATIENCE", 0.01)
    publisher = Publisher()
    await publisher.kept.current()
    publisher.answering.clear()
    publisher.keys = NEW
    publisher.now += KEPT
    async with asyncio.timeout(2):
        assert await publisher.kept.current() == OLD

    publisher.answering.set()
    await asyncio.sleep(0.01)
    assert await publisher.kept.current() == NEW
    assert publisher.fetched == 2


async def test_without_any_keys_it_is_said_when_to_ask_again() -> None:
    publisher = Publisher(keys=None)
    with pytest.raises(NoKeys) as first:
        await publisher.kept.current()
    publisher.now += 3.5
    with pytest.raises(NoKeys) as second:
        await publisher.kept.anew()

    assert (first.value.seconds, second.value.seconds, publisher.fetched) == (5, 2, 1)
    assert "identity provider cannot be reached" in str(first.value)
    publisher.now += 2
    publisher.keys = OLD
    assert await publisher.kept.current() == OLD


async def test_a_fetch_under_way_ends_with_the_program() -> None:
    publisher = Publisher()
    publisher.answering.clear()
    waiting = asyncio.create_task(publisher.kept.current())
    await asyncio.sleep(0)
    publisher.kept.close()

    with pytest.raises(NoKeys):
        await waiting
