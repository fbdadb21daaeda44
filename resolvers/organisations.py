"""Whom somebody acts for: the owner that a login names by its SOR code or its CVR number."""

from datetime import date
from typing import NamedTuple

from db.reading.lists import IdentifierSystem
from db.reading.reader import Reader
from domain import identifiers
from domain.identifiers import Cvr, SorCode
from domain.periods import Moment
from domain.rules import Violated
from domain.units import Unit, UnitKind
from resolvers.refusals import Code, Refusal

CVR_DIGITS = 8


class Organisation(NamedTuple):
    """`owner`: in force today. A company that the register does not have (yet) has its number alone."""

    owner: SorCode | None
    cvr: Cvr | None


async def acted_for(reader: Reader, written: str, today: date) -> Organisation:
    """The organisation by its SOR code or, of 8 digits, its CVR number. Raises `Refusal`."""
    try:
        if len(written) == CVR_DIGITS:
            return await _company(reader, identifiers.cvr(written), Moment(today))
        return await _owner(reader, identifiers.sor_code(written), Moment(today))
    except Violated as wrong:
        raise Refusal(
            Code.FORBIDDEN,
            f"The login names an organisation by neither a SOR code nor a CVR number: {wrong.message[:200]}.",
        ) from None


async def _owner(reader: Reader, code: SorCode, moment: Moment) -> Organisation:
    [unit] = await reader.units([code], moment)
    if unit is None:
        raise Refusal(Code.FORBIDDEN, f"The login names organisation {code}, which the register does not have.")
    if unit.kind is not UnitKind.INSTITUTION_OWNER:
        raise Refusal(
            Code.FORBIDDEN, f"The login names {code}, which is no institution owner: one acts for an owner as a whole."
        )
    if not unit.life.covers(moment.at):
        raise Refusal(Code.FORBIDDEN, f"The login names organisation {code}, which is not in force today.")
    return _told(unit)


async def _company(reader: Reader, cvr: Cvr, moment: Moment) -> Organisation:
    [found] = await reader.identified(IdentifierSystem.CVR, [cvr], moment)
    owners = [unit for unit in found if unit.kind is UnitKind.INSTITUTION_OWNER]
    if len(owners) > 1:
        raise Refusal(
            Code.FORBIDDEN,
            f"The login names CVR number {cvr}, which {len(owners)} institution owners share: name one by SOR code.",
        )
    return _told(owners[0]) if owners else Organisation(None, cvr)


def _told(unit: Unit) -> Organisation:
    return Organisation(unit.sor_code, None if unit.cvr is None else Cvr(unit.cvr))
