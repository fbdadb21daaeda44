"""Fields whose value is a code: told as the value of its list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.code_lists import CodeList, CodeValue
from domain.periods import Moment
from resolvers import code_lists
from resolvers.context import Context
from resolvers.loaders import derived
from schema.related import related


def coded(code_list: CodeList, code: Callable[[Any], str | None], *, description: str) -> Any:
    """The value behind a code, fetched with all other codes of the same turn."""

    @derived
    async def value(ctx: Context, sources: Sequence[Any], *, moment: Moment) -> list[CodeValue | None]:
        codes = [*map(code, sources)]
        told: dict[str | None, CodeValue | None] = {None: None}
        told.update(await _found(ctx, code_list, codes, moment))
        return [*map(told.__getitem__, codes)]

    return related(value, description=description)


def coded_list(code_list: CodeList, codes: Callable[[Any], Sequence[str]], *, description: str) -> Any:
    """The values behind several codes, in their order."""

    @derived
    async def values(ctx: Context, sources: Sequence[Any], *, moment: Moment) -> list[list[CodeValue]]:
        lists = [*map(tuple, map(codes, sources))]
        distinct = set(lists)
        found = await _found(ctx, code_list, (code for one in distinct for code in one), moment)
        told = {one: [found[code] for code in one] for one in distinct}
        return [told[one] for one in lists]

    return related(values, description=description)


async def _found(
    ctx: Context, code_list: CodeList, codes: Iterable[str | None], moment: Moment
) -> Mapping[str, CodeValue]:
    """What stands behind each code; a level of units has few different ones."""
    asked = {code: (code_list, code) for code in codes if code is not None}
    found = await ctx.ask_all(code_lists.value, [*asked.values()], moment)
    return dict(zip(asked, found, strict=True))
