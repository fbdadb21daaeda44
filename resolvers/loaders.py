"""The one adapter: a batch function seen, through aiodataloader, as a field resolver. No SQL."""

from collections.abc import Callable
from functools import partial
from typing import Any

from aiodataloader import DataLoader

from domain.location_numbers import LocationNumber
from domain.periods import Moment
from domain.units import Unit


class RelationLoader(DataLoader[Any, Any]):
    """What one turn asks of a relation, asked once; one for each relation, moment and set of arguments.

    Built inside the request that uses it, never shared between requests.
    """

    def __init__(self, ctx: object, relation: Callable[..., Any], moment: Moment, arguments: dict[str, Any]) -> None:
        super().__init__(get_cache_key=identity)
        self._ask = partial(relation, ctx, moment=moment, **arguments)

    async def batch_load_fn(self, sources: list[Any]) -> list[Any]:
        return list(await self._ask(sources))


def identity(source: object) -> object:
    """What makes two sources the same question within one moment."""
    if isinstance(source, Unit):
        return source.sor_code
    if isinstance(source, LocationNumber):
        return source.gln
    return source
