"""To which mailbox a message of some type for a unit goes, and who else could take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain import recipients
from domain.code_lists import CodeList
from domain.identifiers import SorCode
from domain.inheritance import Held
from domain.location_numbers import Capability, LocationNumber, MessageType
from domain.periods import Moment
from domain.recipients import Asked, Outcome
from domain.units import Unit
from domain.words import Words
from resolvers import inheritance, units
from resolvers.context import Context
from resolvers.refusals import Code, Refusal


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """`location_number`: the one that counts for the unit, also where it does not take the message. `since`: from when
    on the unit has received such messages without a day between; none where it does not. `alternatives`: units that
    receive them, each at a mailbox of its own, nearest first: of a closed unit those that replace it, then those
    above."""

    unit: Unit
    message_type: str
    outcome: Outcome
    location_number: Held | None
    since: date | None
    words: Words
    alternatives: tuple[Unit, ...]

    @property
    def can_receive(self) -> bool:
        return self.outcome is Outcome.RECEIVED


async def resolved(ctx: Context, unit: Unit | None, message_type: str, moment: Moment) -> Resolution:
    """Raises `Refusal` for a unit or a type of message that the register does not know."""
    if unit is None:
        raise Refusal(Code.NOT_FOUND, "There is no such unit: ask `search` or `units` for its SOR code.")
    asked = Asked.read(message_type)
    others = [one for one in await _others(ctx, unit, moment) if one.life.covers(moment.at)]
    held: Sequence[Held | None] = await ctx.ask_all(inheritance.location_number, [unit, *others], moment)
    exchanged = await _exchanged(ctx, held, moment)
    await _known(ctx, asked, exchanged, moment)
    outcomes = [
        recipients.outcome(one, _number(found), told, asked, moment.at)
        for one, found, told in zip([unit, *others], held, exchanged, strict=True)
    ]
    mailboxes: dict[object, Unit] = {}
    for one, found, became in zip(others, held[1:], outcomes[1:], strict=True):
        if became is Outcome.RECEIVED and found is not None:
            mailboxes.setdefault(found.found.value.gln, one)
    source = None if held[0] is None else held[0].found.source
    return Resolution(
        unit=unit,
        message_type=asked.written,
        outcome=outcomes[0],
        location_number=held[0],
        since=await _since(ctx, held[0], exchanged[0], asked, moment) if outcomes[0] is Outcome.RECEIVED else None,
        words=recipients.reason(unit, _number(held[0]), source, asked, outcomes[0]),
        alternatives=() if outcomes[0] is Outcome.RECEIVED else tuple(mailboxes.values()),
    )


async def _others(ctx: Context, unit: Unit, moment: Moment) -> list[Unit]:
    """Who replaces it, where it is closed; then those above it, nearest first."""
    codes: list[SorCode] = []
    if unit.life.end is not None and unit.life.end <= moment.at:
        [told] = await ctx.reader.relations([unit.sor_code], moment)
        codes = [one.other for one in told if one.type == "REPLACED_BY"]
    [above] = await units.above(ctx, [unit], moment)
    codes += [one.sor_code for one in above]
    found: Sequence[Unit | None] = await ctx.ask_all(units.by_code, list(dict.fromkeys(codes)), moment)
    return [one for one in found if one is not None]


async def _exchanged(ctx: Context, held: Sequence[Held | None], moment: Moment) -> list[list[Capability]]:
    """What the number of each exchanges, on all days."""
    glns = list(dict.fromkeys(number.gln for number in map(_number, held) if number is not None))
    told = dict(zip(glns, await ctx.reader.capability_histories(glns, moment), strict=True)) if glns else {}
    return [[] if (number := _number(one)) is None else told[number.gln] for one in held]


async def _known(ctx: Context, asked: Asked, exchanged: Sequence[Sequence[Capability]], moment: Moment) -> None:
    if any(asked.means(one.message_type) for told in exchanged for one in told):
        return
    listed = await ctx.reader.code_list(CodeList.MESSAGE_TYPE, moment)
    if not any(asked.means(_type(value.code)) for value in listed):
        raise Refusal(
            Code.NOT_FOUND,
            f"{asked.written[:60]!r} is no type of message on {moment.at}. Give a code, or a code and a version, as "
            'codeList(list: "message-type") has them: "DIS01" or "DIS01 D0133L".',
        )


def _type(listed: str) -> MessageType:
    code, _, version = listed.partition(" ")
    return MessageType(code, version)


async def _since(
    ctx: Context, held: Held | None, exchanged: Sequence[Capability], asked: Asked, moment: Moment
) -> date | None:
    """The last of the days from which on the number counts for the unit, is active, and takes the message."""
    if held is None:
        return None
    [counts] = await inheritance.effective(ctx, [held], moment=moment)
    [versions] = await ctx.reader.number_histories([held.found.source.sor_code], moment)
    each = [
        recipients.since([counts] if counts else [], moment.at),
        recipients.since(recipients.active(versions, held.found.value.gln), moment.at),
        recipients.since(recipients.receiving(exchanged, asked), moment.at),
    ]
    return max((day for day in each if day is not None), default=None)


def _number(held: Held | None) -> LocationNumber | None:
    return None if held is None else held.found.value
