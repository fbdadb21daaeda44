"""What the register holds, as whole lives: for those who are about to change it, behind the tree lock."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing.location_numbers import MAILBOX
from domain.ancestry import Placed
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.records import NumberLife, UnitLife
from domain.taking_in import Above
from domain.units import FACTS, Facts, GeographicalRelation, UnitKind

_CODES = bindparam("codes", type_=ARRAY(BigInteger))
_GLNS = bindparam("glns", type_=ARRAY(Text))

_UNITS = text(
    f"""
    SELECT u.sor_code, u.kind, u.first_from, lower(v.valid), upper(v.valid), {", ".join(f"v.{name}" for name in FACTS)}
    FROM unit u JOIN unit_version v ON v.sor_code = u.sor_code
    WHERE u.sor_code = ANY(:codes) ORDER BY u.sor_code, v.valid
    """
).bindparams(_CODES)

_ABOVE = text(
    "SELECT sor_code, kind, lower(life), upper(life) FROM unit WHERE sor_code = ANY(:codes) ORDER BY sor_code"
).bindparams(_CODES)

_NUMBERS = text(
    f"""
    SELECT n.gln, n.first_from, lower(v.valid), upper(v.valid), {", ".join(f"v.{name}" for name in MAILBOX)}
    FROM location_number n LEFT JOIN location_number_version v ON v.gln = n.gln
    WHERE n.gln IN (
        SELECT unnest(:glns) UNION SELECT gln FROM location_number_version WHERE holder = ANY(:codes)
    )
    ORDER BY n.gln, v.valid
    """
).bindparams(_CODES, _GLNS)

_PLACED = text(
    """
    WITH RECURSIVE up AS (
        SELECT unnest(:codes) AS sor_code
        UNION
        SELECT v.parent FROM up JOIN unit_version v ON v.sor_code = up.sor_code WHERE v.parent IS NOT NULL
    )
    SELECT v.sor_code, lower(v.valid), upper(v.valid), v.parent
    FROM up JOIN unit_version v ON v.sor_code = up.sor_code
    WHERE v.parent IS NOT NULL ORDER BY v.sor_code, v.valid
    """
).bindparams(_CODES)

_LAST_BEGUN = text(
    """
    WITH RECURSIVE below AS (
        SELECT unnest(:codes) AS top, unnest(:codes) AS sor_code
        UNION
        SELECT below.top, v.sor_code FROM below JOIN unit_version v ON v.parent = below.sor_code
    )
    SELECT DISTINCT ON (below.top) below.top, u.sor_code, lower(u.life)
    FROM below JOIN unit u ON u.sor_code = below.sor_code
    WHERE below.sor_code <> below.top ORDER BY below.top, lower(u.life) DESC, u.sor_code
    """
).bindparams(_CODES)


class Begun(NamedTuple):
    """A unit, and its first day."""

    unit: SorCode
    begins: date


async def units(connection: AsyncConnection, codes: Collection[SorCode]) -> dict[SorCode, UnitLife]:
    """The lives of those units that are stored."""
    found = (await connection.execute(_UNITS, {"codes": list(codes)})).all()
    return {SorCode(code): unit([tuple(row) for row in rows]) for code, rows in groupby(found, itemgetter(0))}


async def above(connection: AsyncConnection, codes: Collection[SorCode]) -> dict[SorCode, Above]:
    """Level and life of those units that are stored."""
    found = await connection.execute(_ABOVE, {"codes": list(codes)})
    return {SorCode(code): Above(UnitKind(kind), Period(start, end)) for code, kind, start, end in found}


async def numbers(
    connection: AsyncConnection, glns: Collection[Gln], holders: Collection[SorCode]
) -> dict[Gln, NumberLife]:
    """The lives of those location numbers that are stored, and of all that those units have held."""
    found = (await connection.execute(_NUMBERS, {"glns": list(glns), "codes": list(holders)})).all()
    return {Gln(gln): number([tuple(row) for row in rows]) for gln, rows in groupby(found, itemgetter(0))}


async def placed(connection: AsyncConnection, codes: Collection[SorCode]) -> dict[SorCode, list[Placed]]:
    """Under what those units, and all that were ever above them, have been when."""
    places: dict[SorCode, list[Placed]] = {}
    for code, start, end, parent in await connection.execute(_PLACED, {"codes": list(codes)}):
        places.setdefault(SorCode(code), []).append(Placed(Period(start, end), SorCode(parent)))
    return places


async def last_begun(connection: AsyncConnection, codes: Collection[SorCode]) -> dict[SorCode, Begun]:
    """Of all that was ever below each unit what began last, and when."""
    found = await connection.execute(_LAST_BEGUN, {"codes": list(codes)})
    return {SorCode(top): Begun(SorCode(code), day) for top, code, day in found}


def unit(rows: Sequence[Sequence[Any]]) -> UnitLife:
    """Of rows with the code, level, first day, the days of each version and what that says."""
    code, kind, first_from = rows[0][:3]
    timeline = tuple(Version(Period(start, end), _facts(said)) for _, _, _, start, end, *said in rows)
    return UnitLife(sor_code=code, kind=UnitKind(kind), first_from=first_from, timeline=timeline)


def _facts(said: Iterable[Any]) -> Facts:
    told: dict[str, Any] = {
        name: tuple(value) if type(value) is list else value for name, value in zip(FACTS, said, strict=True)
    }
    if told["geographical_relation"] is not None:
        told["geographical_relation"] = GeographicalRelation(told["geographical_relation"])
    return Facts(**told)


def number(rows: Sequence[Sequence[Any]]) -> NumberLife:
    """Of rows with the number, its first day, the days of each version and what that says."""
    gln, first_from = rows[0][:2]
    timeline = tuple(
        Version(Period(start, end), Mailbox(**dict(zip(MAILBOX, said, strict=True))))
        for _, _, start, end, *said in rows
        if start is not None
    )
    return NumberLife(gln=gln, first_from=first_from, timeline=timeline)
