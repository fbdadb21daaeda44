"""What belongs to units that a change bears on: their numbers, relations, addresses, and codes; with one statement."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BigInteger, Text, Uuid, bindparam, text

from db.reading.written import kept
from db.writing import stored
from db.writing.asking import Asked
from db.writing.change import Change
from db.writing.location_numbers import MAILBOX
from domain.addresses import Address, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import Beside, CodeKey
from domain.lifecycle.needs import Needs
from domain.location_numbers import Capability, Direction, MessageType
from domain.periods import Period
from domain.records import NumberLife, UnitLife

K = TypeVar("K")
V = TypeVar("V")

_LINE = ("street", "house_number", "floor", "door", "extra", "post_code", "district", "country")
"""What of an address is written on its one line."""

_BLOCK = ("phone", "email", "website", "fax")
_UPDATED = MAILBOX.index("source_updated")


def _listed(columns: Sequence[str], order: str) -> str:
    return f"json_agg(json_build_array({', '.join(columns)}) ORDER BY {order})::text"


_DAYS = ("lower({0}.valid)", "upper({0}.valid)")
_NUMBER = ("n.gln", "n.first_from", *(one.format("v") for one in _DAYS), *(f"v.{name}" for name in MAILBOX))
_CAPABILITY = ("c.gln", "c.code", "c.code_version", "c.direction", *(one.format("c") for one in _DAYS))
_BESIDE = ("r.sor_code", "r.type", "r.other", *(one.format("r") for one in _DAYS), "r.note")
_VALUE = (
    *("v.list", "v.code", "v.name_da", "v.name_en", *(one.format("v") for one in _DAYS), "v.parent", "v.levels"),
    "v.explained",
)
# Whom units replace is followed in steps: nobody replaces itself through others. A code once given out is never another
# unit's, also when the unit was withdrawn before it opened.
_BELONGINGS = kept(
    text(
        f"""
    WITH RECURSIVE held AS MATERIALIZED (
        SELECT unnest(:glns) AS gln UNION SELECT gln FROM location_number_version WHERE holder = ANY(:codes)
    ), met AS (
        SELECT unnest(:asked) AS sor_code
        UNION SELECT sor_code FROM unit_relation WHERE other = ANY(:codes) AND type = 'COOPERATES'
        UNION
        SELECT r.other FROM met CROSS JOIN LATERAL (
            SELECT other FROM unit_relation WHERE unit_relation.sor_code = met.sor_code AND type = 'REPLACES' OFFSET 0
        ) r
    )
    SELECT
        (SELECT {_listed(_NUMBER, "n.gln, v.valid")}
            FROM location_number n LEFT JOIN location_number_version v ON v.gln = n.gln
            WHERE n.gln = ANY(ARRAY(SELECT gln FROM held))),
        (SELECT {_listed(_CAPABILITY, "c.gln, c.code, c.code_version, c.direction, c.valid")}
            FROM message_capability c WHERE c.gln = ANY(ARRAY(SELECT gln FROM held))),
        (SELECT {_listed(_BESIDE, "r.sor_code, r.type, r.other, r.valid")}
            FROM unit_relation r WHERE r.sor_code = ANY(ARRAY(SELECT sor_code FROM met))),
        (SELECT {_listed(_BESIDE, "r.sor_code, r.type, r.other, r.valid")}
            FROM unit_relation r WHERE r.other = ANY(:codes)),
        (SELECT {_listed(("id", *_BLOCK), "id")} FROM electronic_address WHERE id = ANY(:blocks)),
        (SELECT {_listed(("id", *_LINE), "id")} FROM address WHERE id = ANY(:places)),
        (SELECT {_listed(_VALUE, "v.list, v.code, v.valid")}
            FROM unnest(:lists, :values) AS k (list, code)
            JOIN code_value v ON v.list = k.list AND v.code = k.code),
        greatest((SELECT max(sor_code) FROM unit), (SELECT max(sor_code) FROM unit_archive))
    """
    ).bindparams(
        *(bindparam(name, type_=ARRAY(BigInteger)) for name in ("codes", "asked")),
        *(bindparam(name, type_=ARRAY(Uuid)) for name in ("blocks", "places")),
        *(bindparam(name, type_=ARRAY(Text)) for name in ("glns", "lists", "values")),
    )
)


class Belongings(NamedTuple):
    """Named as in `Excerpt`. `last`: the highest SOR code ever given out; none, where there never was a unit."""

    numbers: Mapping[Gln, NumberLife]
    capabilities: Mapping[Gln, tuple[Capability, ...]]
    beside: Mapping[SorCode, tuple[Beside, ...]]
    returned: Mapping[SorCode, tuple[Beside, ...]]
    electronic_addresses: Mapping[ElectronicAddressId, ElectronicAddress]
    lines: Mapping[UUID, str]
    codes: Mapping[CodeKey, tuple[CodeValue, ...]]
    last: SorCode | None


async def belongings(change: Change, needs: Needs, codes: Collection[SorCode], units: Iterable[UnitLife]) -> Belongings:
    """Of the units with those codes, and what else is needed."""
    said = [version.value for unit in units for version in unit.timeline]
    asked = {
        "codes": list(codes),
        "asked": list(needs.units | set(codes)),
        "glns": list(needs.numbers),
        "blocks": list({facts.electronic for facts in said} - {None}),
        "places": list({one for facts in said for one in (facts.postal, facts.visiting, facts.activity)} - {None}),
        "lists": [code_list.value for code_list, _ in needs.codes],
        "values": [code for _, code in needs.codes],
    }
    [[(*told, last)]] = await change.ask(Asked(_BELONGINGS, asked))
    numbers, exchanged, beside, returned, blocks, places, values = (orjson.loads(one or "[]") for one in told)
    held = {Gln(gln): stored.number([*map(_number, rows)]) for gln, rows in groupby(numbers, itemgetter(0))}
    return Belongings(
        numbers={gln: life for gln, life in held.items() if life.timeline},
        capabilities=_by_key(held, ((one.gln, one) for one in map(_capability, exchanged))),
        beside=_by_key(needs.units | set(codes), ((one.unit, one) for one in map(_beside, beside))),
        returned=_by_key((), ((one.other, one) for one in map(_beside, returned))),
        electronic_addresses={
            ElectronicAddressId(UUID(id_)): ElectronicAddress(**dict(zip(_BLOCK, block, strict=True)))
            for id_, *block in blocks
        },
        lines={UUID(id_): Address(**dict(zip(_LINE, line, strict=True))).one_line for id_, *line in places},
        codes=_by_key((), (((one.list, one.code), one) for one in map(_value, values))),
        last=last,
    )


def _by_key(keys: Iterable[K], told: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """What is told of each, in its order; nothing of those `keys` that nothing is told of."""
    found: dict[K, list[V]] = {key: [] for key in keys}
    for key, one in told:
        found.setdefault(key, []).append(one)
    return {key: tuple(each) for key, each in found.items()}


def _number(row: list[Any]) -> list[Any]:
    """As `stored.number` reads it."""
    gln, first_from, start, end, *said = row
    said[_UPDATED] = _day(said[_UPDATED])
    return [gln, date.fromisoformat(first_from), _day(start), _day(end), *said]


def _capability(row: Sequence[Any]) -> Capability:
    gln, code, version, direction, *days = row
    return Capability(Gln(gln), MessageType(code, version), Direction(direction), _period(*days))


def _beside(row: Sequence[Any]) -> Beside:
    code, type_, other, start, end, note = row
    return Beside(SorCode(code), type_, SorCode(other), _period(start, end), note)


def _value(row: Sequence[Any]) -> CodeValue:
    name, code, da, en, start, end, parent, levels, explained = row
    return CodeValue(CodeList(name), code, da, en, _period(start, end), parent, tuple(levels), explained)


def _period(start: str, end: str | None) -> Period:
    return Period(date.fromisoformat(start), _day(end))


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
