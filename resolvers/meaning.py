"""A filter as it is meant of somebody: which units are theirs, and which hidden numbers they may find."""

from collections.abc import Iterator
from dataclasses import replace

from db.reading.lists import Filter, IdentifierSystem
from domain import identifiers
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.permissions import PUBLIC, Role, belongs_to
from domain.searching import MatchField, sought
from resolvers import location_numbers
from resolvers.context import Context
from resolvers.refusals import Code, Refusal

MINE = SorCode(0)
"""Stands in a filter for the organisation of whoever asks. No unit has it: a filter that nobody has looked at finds
nothing."""


async def meant(ctx: Context, filter: Filter, moment: Moment, text: str | None = None) -> Filter:
    """The filter that is asked of the register; `text` is what is searched for besides.

    Raises `Refusal` for the own units of somebody who has none.
    """
    told = replace(filter, within=_own(ctx)) if filter.within == MINE else filter
    numbers = [*_numbers(told), *_number_in(text)]
    if ctx.actor.role is Role.PUBLIC or not (numbers or _any_number(told)):
        return told
    return replace(told, hidden_numbers=await _finds_hidden(ctx, told, numbers, moment))


def _own(ctx: Context) -> SorCode:
    if ctx.actor.organisation is not None:
        return ctx.actor.organisation
    if ctx.actor == PUBLIC:
        raise Refusal(Code.FORBIDDEN, "`mine` asks for your own units, and nobody is logged in: send a token.")
    raise Refusal(Code.FORBIDDEN, "`mine` asks for your own units, and your login names no organisation to act for.")


def _numbers(filter: Filter) -> Iterator[Gln]:
    if filter.identifier is not None and filter.identifier[0] is IdentifierSystem.GLN:
        yield identifiers.gln(filter.identifier[1])
    if filter.effective_location_number is not None:
        yield filter.effective_location_number


def _number_in(text: str | None) -> Iterator[Gln]:
    number = None if text is None else sought(text).numbers.get(MatchField.LOCATION_NUMBER)
    if number is not None:
        yield Gln(number)


def _any_number(filter: Filter) -> bool:
    asked = (*(filter.has_own or ()), *(filter.inherits or ()))
    return InheritableField.LOCATION_NUMBER in asked


async def _finds_hidden(ctx: Context, filter: Filter, numbers: list[Gln], moment: Moment) -> bool:
    """Everywhere the SOR office; others within their own organisation, and by a number that they see."""
    if ctx.actor.role is Role.SOR_OFFICE:
        return True
    if filter.within is not None and belongs_to(ctx.actor, filter.within):
        return True
    return not _any_number(filter) and None not in await location_numbers.by_gln(ctx, numbers, moment=moment)
