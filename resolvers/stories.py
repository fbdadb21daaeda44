"""Stories of units, as far as the reader may see them: versions, location numbers, message types and relations."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from db.reading.reader import Reader, RecordedVersion
from domain.annals import Annals
from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber, Mailbox
from domain.periods import Moment
from domain.permissions import Role, belongs_to
from domain.stories import Story, read
from domain.units import Unit
from resolvers.context import Context
from resolvers.lines import named_in


async def versions(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[list[RecordedVersion]]:
    return await ctx.reader.histories([unit.sor_code for unit in asked], moment)


async def numbers(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[list[LocationNumber]]:
    """Every version of the numbers each unit has held or will hold, as far as the reader may see them."""
    told = await ctx.reader.number_histories([unit.sor_code for unit in asked], moment)
    hidden = {one.holder for each in told for one in each if one.hidden}
    ours = await belonging(ctx, hidden, moment)
    return [[one for one in each if not one.hidden or one.holder in ours] for each in told]


async def stories(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Story]:
    """What the reader may see of each unit at all dates."""
    told = await ctx.ask_all(versions, asked, moment)
    held = await ctx.ask_all(numbers, asked, moment)
    return await _made(ctx.reader, [unit.sor_code for unit in asked], told, held, moment)


async def whole(reader: Reader, codes: Sequence[SorCode], moment: Moment) -> list[Story]:
    """All that is told of each unit, whoever may see it; nothing of those not known at the moment's instant."""
    if not codes:
        return []
    told, held = await reader.histories(codes, moment), await reader.number_histories(codes, moment)
    return await _made(reader, codes, told, held, moment)


async def _made(
    reader: Reader,
    codes: Sequence[SorCode],
    told: Sequence[Sequence[RecordedVersion]],
    held: Sequence[Sequence[LocationNumber]],
    moment: Moment,
) -> list[Story]:
    """Stories of versions and numbers, with what the numbers exchange and the units' relations."""
    glns = list(dict.fromkeys(number.gln for each in held for number in each))
    exchanged = dict(zip(glns, await reader.capability_histories(glns, moment), strict=True)) if glns else {}
    beside = await reader.relation_histories(codes, moment)
    return [
        read(
            [one.unit for one in recorded],
            mailboxes,
            [one for gln in dict.fromkeys(number.gln for number in mailboxes) for one in exchanged[gln]],
            relations,
        )
        for recorded, mailboxes, relations in zip(told, held, beside, strict=True)
    ]


async def lines(reader: Reader, told: Iterable[Story]) -> dict[UUID, str]:
    """The addresses that stories name, each on one line."""
    return await named_in(reader, (version.value for story in told for version in story.versions))


async def annals(ctx: Context, codes: Sequence[SorCode], *, moment: Moment) -> list[Annals]:
    """All that was ever recorded of each unit and that the reader may see."""
    told = await ctx.reader.annals(codes, moment)
    hiding = {one.sor_code for one in told if any(_hidden(kept.row.value.mailbox) for kept in one.numbers)}
    ours = await belonging(ctx, hiding, moment)
    return [one if one.sor_code in ours else _public(one) for one in told]


def _public(told: Annals) -> Annals:
    return replace(told, numbers=tuple(kept for kept in told.numbers if not _hidden(kept.row.value.mailbox)))


def _hidden(mailbox: Mailbox) -> bool:
    return mailbox.internal_only or mailbox.not_active


async def belonging(ctx: Context, units: Iterable[SorCode], moment: Moment) -> set[SorCode]:
    """Those of the units that belong to the reader's own organisation; to the SOR office all do."""
    codes = sorted(set(units))
    if not codes or ctx.actor.role is Role.PUBLIC:
        return set()
    if ctx.actor.role is Role.SOR_OFFICE:
        return set(codes)
    paths = await ctx.reader.paths(codes, moment)
    return {code for code, path in zip(codes, paths, strict=True) if path and belongs_to(ctx.actor, path[-1].sor_code)}
