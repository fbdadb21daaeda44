"""Fields whose value is a code: told as the value of its list."""

from collections.abc import Callable, Sequence
from typing import Any

from domain.code_lists import CodeList, CodeValue
from domain.periods import Moment
from resolvers import code_lists
from resolvers.context import Context
from schema.related import related


def coded(code_list: CodeList, code: Callable[[Any], str | None], *, description: str) -> Any:
    """The value behind a code, fetched with all other codes of the same turn."""

    async def value(ctx: Context, sources: Sequence[Any], *, moment: Moment) -> list[CodeValue | None]:
        keys = [(code_list, one) if (one := code(source)) is not None else None for source in sources]
        distinct = list(dict.fromkeys(key for key in keys if key is not None))
        found = dict(zip(distinct, await ctx.ask_all(code_lists.value, distinct, moment), strict=True))
        return [None if key is None else found[key] for key in keys]

    return related(value, description=description)


def coded_list(code_list: CodeList, codes: Callable[[Any], Sequence[str]], *, description: str) -> Any:
    """The values behind several codes, in their order."""

    async def values(ctx: Context, sources: Sequence[Any], *, moment: Moment) -> list[list[CodeValue]]:
        distinct = list(dict.fromkeys((code_list, code) for source in sources for code in codes(source)))
        found = dict(zip(distinct, await ctx.ask_all(code_lists.value, distinct, moment), strict=True))
        return [[found[(code_list, code)] for code in codes(source)] for source in sources]

    return related(values, description=description)
