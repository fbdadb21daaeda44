"""The part of the register that operations bear on, read behind the tree lock: whole lives, as known now."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing import stored
from db.writing.change import Change
from domain.addresses import Address, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Gln, SorCode, serial_of
from domain.lifecycle.excerpt import Beside, CodeKey, Excerpt
from domain.lifecycle.needs import Needs
from domain.location_numbers import Capability, Direction, MessageType
from domain.periods import Period
from domain.records import UnitLife

_CODES = bindparam("codes", type_=ARRAY(BigInteger))
PLACE = ("id", *(field.name for field in fields(Address)))

_BEARING = text(
    """
    WITH RECURSIVE down AS (
        SELECT unnest(:below) AS sor_code
        UNION
        SELECT v.sor_code FROM down JOIN unit_version v ON v.parent = down.sor_code
        WHERE coalesce(upper(v.valid), 'infinity') > :since
    ), up AS (
        SELECT sor_code FROM down
        UNION SELECT unnest(:units)
        UNION SELECT holder FROM location_number_version WHERE gln = ANY(:glns)
        UNION
        SELECT v.parent FROM up JOIN unit_version v ON v.sor_code = up.sor_code WHERE v.parent IS NOT NULL
    )
    -- Row by row: the planner cannot know how few a recursion finds, and would rather read all units.
    SELECT up.sor_code, u.version
    FROM up CROSS JOIN LATERAL (SELECT version FROM unit WHERE unit.sor_code = up.sor_code LIMIT 1) u
    ORDER BY up.sor_code
    """
).bindparams(
    bindparam("below", type_=ARRAY(BigInteger)),
    bindparam("units", type_=ARRAY(BigInteger)),
    bindparam("glns", type_=ARRAY(Text)),
)
_CAPABILITIES = text(
    """
    SELECT gln, code, code_version, direction, lower(valid), upper(valid) FROM message_capability
    WHERE gln = ANY(:glns) ORDER BY gln, code, code_version, direction, valid
    """
).bindparams(bindparam("glns", type_=ARRAY(Text)))
# Those of the units asked for, and of all that these replace, in steps: nobody replaces itself through others.
_BESIDE = text(
    """
    WITH RECURSIVE met AS (
        SELECT unnest(:codes) AS sor_code
        UNION
        SELECT r.other FROM met JOIN unit_relation r ON r.sor_code = met.sor_code AND r.type = 'REPLACES'
    )
    SELECT r.sor_code, r.type, r.other, lower(r.valid), upper(r.valid), r.note
    FROM met JOIN unit_relation r ON r.sor_code = met.sor_code ORDER BY r.sor_code, r.type, r.other, r.valid
    """
).bindparams(_CODES)
_RETURNED = text(
    """
    SELECT sor_code, type, other, lower(valid), upper(valid), note FROM unit_relation
    WHERE other = ANY(:codes) ORDER BY sor_code, type, other, valid
    """
).bindparams(_CODES)
_PLACES = text(f"SELECT {', '.join(PLACE)} FROM address WHERE id = ANY(:ids) ORDER BY id").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_VALUES = text(
    """
    SELECT v.list, v.code, v.name_da, v.name_en, lower(v.valid), upper(v.valid), v.parent, v.levels, v.explained
    FROM unnest(:lists, :values) AS k (list, code) JOIN code_value v ON v.list = k.list AND v.code = k.code
    ORDER BY v.list, v.code, v.valid
    """
).bindparams(bindparam("lists", type_=ARRAY(Text)), bindparam("values", type_=ARRAY(Text)))
_BLOCKS = text(
    "SELECT id, phone, email, website, fax FROM electronic_address WHERE id = ANY(:ids) ORDER BY id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
# A code once given out is never another unit's, also when the unit was withdrawn before it opened.
_LAST_CODE = text("SELECT greatest((SELECT max(sor_code) FROM unit), (SELECT max(sor_code) FROM unit_archive))")
# One after the other, as many as are asked for: the range may hold a million.
_FREE = text(
    """
    WITH RECURSIVE candidate (number) AS (
        SELECT greatest(CAST(:first AS bigint), coalesce((
            SELECT left(max(gln), 12)::bigint + 1 FROM location_number
            WHERE issued IS NOT NULL AND gln BETWEEN :first || '0' AND :last || '9'
        ), 0))
        UNION ALL
        SELECT number + 1 FROM candidate WHERE number < CAST(:last AS bigint)
    )
    SELECT number FROM candidate
    WHERE number <= CAST(:last AS bigint) AND coalesce((
        SELECT false FROM location_number n
        WHERE n.gln BETWEEN lpad(number::text, 12, '0') || '0' AND lpad(number::text, 12, '0') || '9' LIMIT 1
    ), true)
    LIMIT :most
    """
)


class Range(NamedTuple):
    """The first and the last location number, twelve digits each, that the register may issue."""

    first: int
    last: int


async def excerpt(change: Change, needs: Needs, today: date, numbers: Range | None) -> Excerpt:
    connection = change.connection
    versions = await _bearing(connection, needs, today)
    units = await stored.units(connection, versions)
    held = await stored.numbers(connection, needs.numbers, versions)
    return Excerpt(
        today=today,
        units=units,
        numbers={gln: life for gln, life in held.items() if life.timeline},
        capabilities=await _capabilities(connection, held),
        beside=await _beside(connection, needs.units | versions.keys()),
        codes=await _values(connection, needs.codes),
        returned=await _returned(connection, versions),
        electronic_addresses=await _blocks(connection, units.values()),
        lines=await _lines(connection, units.values()),
        versions=versions,
        next_serial=await _next_serial(connection),
        free_numbers=await _free(connection, numbers, needs.issues),
    )


async def _bearing(connection: AsyncConnection, needs: Needs, today: date) -> dict[SorCode, int]:
    """Every unit that is needed, with how often it has been changed."""
    asked = {
        "below": list(needs.below),
        "units": list(needs.units),
        "glns": list(needs.numbers),
        "since": today if needs.since is None else min(needs.since, today),
    }
    return {SorCode(code): version for code, version in await connection.execute(_BEARING, asked)}


async def _capabilities(connection: AsyncConnection, glns: Collection[Gln]) -> dict[Gln, tuple[Capability, ...]]:
    found: dict[Gln, list[Capability]] = {gln: [] for gln in glns}
    if glns:
        rows = await connection.execute(_CAPABILITIES, {"glns": list(glns)})
        for gln, code, version, direction, start, end in rows:
            one = Capability(Gln(gln), MessageType(code, version), Direction(direction), Period(start, end))
            found[one.gln].append(one)
    return {gln: tuple(told) for gln, told in found.items()}


async def _beside(connection: AsyncConnection, codes: Collection[SorCode]) -> dict[SorCode, tuple[Beside, ...]]:
    found: dict[SorCode, list[Beside]] = {code: [] for code in codes}
    for code, type_, other, start, end, note in await connection.execute(_BESIDE, {"codes": list(codes)}):
        one = Beside(SorCode(code), type_, SorCode(other), Period(start, end), note)
        found.setdefault(one.unit, []).append(one)
    return {code: tuple(told) for code, told in found.items()}


async def _returned(connection: AsyncConnection, codes: Collection[SorCode]) -> dict[SorCode, tuple[Beside, ...]]:
    found: dict[SorCode, list[Beside]] = {}
    for code, type_, other, start, end, note in await connection.execute(_RETURNED, {"codes": list(codes)}):
        found.setdefault(SorCode(other), []).append(
            Beside(SorCode(code), type_, SorCode(other), Period(start, end), note)
        )
    return {code: tuple(told) for code, told in found.items()}


async def _lines(connection: AsyncConnection, units: Iterable[UnitLife]) -> dict[UUID, str]:
    said = [version.value for unit in units for version in unit.timeline]
    named = {one for facts in said for one in (facts.postal, facts.visiting, facts.activity)} - {None}
    if not named:
        return {}
    found = await connection.execute(_PLACES, {"ids": list(named)})
    return {id_: Address(**dict(zip(PLACE[1:], told, strict=True))).one_line for id_, *told in found}


async def _values(connection: AsyncConnection, keys: Collection[CodeKey]) -> dict[CodeKey, tuple[CodeValue, ...]]:
    if not keys:
        return {}
    asked = {"lists": [code_list.value for code_list, _ in keys], "values": [code for _, code in keys]}
    found: dict[CodeKey, list[CodeValue]] = {}
    for name, code, da, en, start, end, parent, levels, explained in await connection.execute(_VALUES, asked):
        value = CodeValue(CodeList(name), code, da, en, Period(start, end), parent, tuple(levels), explained)
        found.setdefault((value.list, code), []).append(value)
    return {key: tuple(values) for key, values in found.items()}


async def _blocks(
    connection: AsyncConnection, units: Iterable[UnitLife]
) -> dict[ElectronicAddressId, ElectronicAddress]:
    named = {version.value.electronic for unit in units for version in unit.timeline} - {None}
    if not named:
        return {}
    return {
        ElectronicAddressId(id_): ElectronicAddress(phone=phone, email=email, website=website, fax=fax)
        for id_, phone, email, website, fax in await connection.execute(_BLOCKS, {"ids": list(named)})
    }


async def _next_serial(connection: AsyncConnection) -> int:
    last = (await connection.execute(_LAST_CODE)).scalar_one()
    return 1 if last is None else serial_of(last) + 1


async def _free(connection: AsyncConnection, numbers: Range | None, most: int) -> tuple[int, ...]:
    """As many as may be issued, in order, each after all that the register has issued before."""
    if numbers is None or not most:
        return ()
    asked = {"first": f"{numbers.first:012d}", "last": f"{numbers.last:012d}", "most": most}
    return tuple((await connection.execute(_FREE, asked)).scalars())
