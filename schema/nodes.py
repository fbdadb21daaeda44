"""Things by id or by key, each at its own moment."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from domain import identifiers
from domain.code_lists import CodeList
from domain.periods import Moment
from domain.rules import Violated
from resolvers import change_sets, keys, location_numbers, requests
from resolvers.context import Context
from resolvers.keys import Key
from resolvers.knowing import knowable
from resolvers.refusals import Code, Refusal
from schema import ids
from schema.seen import seen


async def by_keys(ctx: Context, asked: Sequence[tuple[Key, Moment]]) -> list[Any]:
    """Units in the order of their keys; where several share one, the refusal that lists them."""
    groups: defaultdict[Moment, list[Key]] = defaultdict(list)
    for key, moment in asked:
        groups[moment].append(key)
    found: dict[tuple[Key, Moment], Any] = {}
    for moment, some in groups.items():
        units = await keys.units(ctx, some, moment)
        found |= {(key, moment): seen(unit, moment) for key, unit in zip(some, units, strict=True)}
    return [found[one] for one in asked]


async def by_ids(
    ctx: Context,
    asked: Sequence[str],
    at: date | None = None,
    known_at: datetime | None = None,
    only: str | None = None,
) -> list[Any]:
    """Each thing, or none where nothing is, or the refusal of what is no id; one question a kind and moment.

    What was read at another moment is read at it again, unless the question names one. `only`: of one kind, other ids
    being refused.
    """
    knowable(known_at)
    groups: defaultdict[tuple[str, Moment], list[ids.NodeId]] = defaultdict(list)
    told: list[ids.NodeId | Refusal] = []
    for text in asked:
        try:
            node = ids.read(text)
            if only not in (None, node.type):
                raise Refusal(Code.INVALID_ID, f"'{text[:60]}' is the id of a {node.type}, not of a {only}.")
            groups[(node.type, node.moment(at, known_at, ctx.today))].append(node)
            told.append(node)
        except Refusal as refusal:
            told.append(refusal)
    found: dict[ids.NodeId, Any] = {}
    for (kind, then), nodes in groups.items():
        answers = await _KINDS.get(kind, _nothing)(ctx, [node.key for node in nodes], then)
        found |= {node: seen(answer, then) for node, answer in zip(nodes, answers, strict=True)}
    return [one if isinstance(one, Refusal) else found[one] for one in told]


async def _units(ctx: Context, texts: list[str], moment: Moment) -> list[Any]:
    codes = [_read(identifiers.sor_code, text) for text in texts]
    known = dict.fromkeys(code for code in codes if code is not None)
    found = dict(zip(known, await ctx.reader.units(list(known), moment), strict=True)) if known else {}
    return [None if code is None else found[code] for code in codes]


async def _numbers(ctx: Context, texts: list[str], moment: Moment) -> list[Any]:
    glns = [_read(identifiers.gln, text) for text in texts]
    known = list(dict.fromkeys(gln for gln in glns if gln is not None))
    found = dict(zip(known, await location_numbers.by_gln(ctx, known, moment=moment), strict=True)) if known else {}
    return [None if gln is None else found[gln] for gln in glns]


async def _codes(ctx: Context, texts: list[str], moment: Moment) -> list[Any]:
    lists = {one.value: one for one in CodeList}
    parts = [text.partition("/") for text in texts]
    told = [(lists[name], code) if name in lists else None for name, _, code in parts]
    distinct = list(dict.fromkeys(key for key in told if key is not None))
    found = dict(zip(distinct, await ctx.reader.code_values(distinct, moment), strict=True)) if distinct else {}
    return [None if key is None else found[key] for key in told]


async def _nothing(ctx: Context, texts: list[str], moment: Moment) -> list[Any]:
    return [None] * len(texts)


def _read(reading: Any, text: str) -> Any:
    try:
        return reading(text)
    except Violated:
        return None


async def _change_sets(ctx: Context, texts: list[str], moment: Moment) -> list[Any]:
    numbers = [_number(text) for text in texts]
    known = list(dict.fromkeys(number for number in numbers if number is not None))
    found = dict(zip(known, await change_sets.by_id(ctx, known, moment.known_at), strict=True)) if known else {}
    return [None if number is None else found[number] for number in numbers]


async def _requests(ctx: Context, texts: list[str], moment: Moment) -> list[Any]:
    numbers = [_number(text) for text in texts]
    known = list(dict.fromkeys(number for number in numbers if number is not None))
    found = dict(zip(known, await requests.by_id(ctx, known, moment=moment), strict=True)) if known else {}
    return [None if number is None else found[number] for number in numbers]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


_KINDS = {
    "Request": _requests,
    "ChangeSet": _change_sets,
    "Unit": _units,
    "LocationNumber": _numbers,
    "CodeValue": _codes,
}
