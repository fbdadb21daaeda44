"""Values of the maintained code lists, told by name and day."""

from collections.abc import Sequence
from datetime import date

from domain.code_lists import CodeList, CodeValue
from domain.periods import Moment, Period
from resolvers.context import Context
from resolvers.loaders import at_hand, derived
from resolvers.refusals import Code, Refusal

Key = tuple[CodeList, str]


@at_hand
async def value(ctx: Context, keys: Sequence[Key], *, moment: Moment) -> list[CodeValue]:
    """Each value; a code that no list knows is told by itself, unexplained."""
    found = await ctx.reader.code_values(keys, moment)
    return [
        one or CodeValue(key[0], key[1], key[1], None, Period(date(1900, 1, 1)), explained=False)
        for key, one in zip(keys, found, strict=True)
    ]


@derived
async def parent(ctx: Context, values: Sequence[CodeValue], *, moment: Moment) -> list[CodeValue | None]:
    """A municipality's region, for instance."""
    keys = [(_ABOVE.get(one.list, one.list), one.parent) for one in values]
    distinct = [(list_, code) for list_, code in dict.fromkeys(keys) if code is not None]
    found: dict[object, CodeValue] = dict(
        zip(distinct, await ctx.ask_all(value, distinct, moment), strict=True) if distinct else ()
    )
    return [found.get(key) for key in keys]


async def whole(ctx: Context, name: str, moment: Moment) -> list[CodeValue]:
    """All values of a list at a moment. Raises `Refusal` for a list the register does not have."""
    try:
        asked = CodeList(name)
    except ValueError:
        known = ", ".join(one.value for one in CodeList)
        raise Refusal(Code.UNKNOWN_CODE_LIST, f"There is no code list '{name[:60]}'. The lists are: {known}.") from None
    return await ctx.reader.code_list(asked, moment)


_ABOVE = {CodeList.MUNICIPALITY: CodeList.REGION, CodeList.SYSTEM: CodeList.SUPPLIER}
