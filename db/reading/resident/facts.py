"""The facts that rows of the statements in `stored.py` tell of."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from db.reading.resident.making import Column, Row, maker
from db.reading.resident.meanings import Meanings
from db.reading.resident.stored import ELECTRONIC, LISTS, MAILBOX, OTHERS, POSTAL
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeValue
from domain.location_numbers import Capability, LocationNumber
from domain.relations import Relation
from domain.units import Unit

_MEANINGS = {
    **dict.fromkeys(("parent", "geographical_parent", "holder"), "whole"),
    **dict.fromkeys(("postal", "visiting", "activity", "electronic", "dar_id"), "id"),
    **dict.fromkeys(("inherits_location_number", "ambulant", "inpatient", "reporting_level"), "truth"),
    **dict.fromkeys(("treatment_site", "carried_back", "internal_only", "not_active"), "truth"),
    **dict.fromkeys(("source_updated", "first_from"), "day"),
    **dict.fromkeys(("east", "north"), "decimal"),
    "geographical_relation": "place",
}


def _plain(*names: str) -> list[Column]:
    return [Column((name,), _MEANINGS.get(name, "text")) for name in names]


DAYS = Column(("valid",), "days")
LIFE = ("sor_code", "kind", "life", "first_from", "version", "changed")
NUMBER = ("gln", "life")

units = maker(
    Unit,
    [
        Column(LIFE, "unit"),
        DAYS,
        *(Column((name,), "list", ()) for name in LISTS),
        *_plain(*OTHERS),
    ],
)
_numbers = maker(LocationNumber, [Column(NUMBER, "number"), DAYS, *_plain("first_from", *MAILBOX)])
_postal = maker(Address, _plain(*POSTAL))
_electronic = maker(ElectronicAddress, _plain(*ELECTRONIC))
_code_values = maker(
    CodeValue,
    [
        Column(("list",), "code_list"),
        *_plain("code", "name_da", "name_en"),
        DAYS,
        Column(("parent",), "text"),
        Column(("levels",), "list", ()),
        Column(("explained",), "truth"),
    ],
)


def lives(rows: Sequence[Row], meanings: Meanings) -> None:
    """Kept for the versions that are read next."""
    known, whole, kinds, days = meanings.unit, meanings.whole, meanings.kind, meanings.days
    day, instant = meanings.day, meanings.instant
    for code, kind, life, first_from, version, changed in rows:
        known[code] = (whole[code], kinds[kind], days[life], day[first_from], whole[version], instant[changed])


def numbers(rows: Sequence[Row], meanings: Meanings) -> list[LocationNumber]:
    """Of every version of each number: its life is from its first version to its last."""
    for gln, (first, *later) in _by_number(rows):
        begins, ends = first.split(",")[0], [first, *later][-1].split(",")[1]
        meanings.number[gln] = (meanings.text[gln], meanings.days[f"{begins},{ends}"])
    return _numbers(rows, meanings)


def capabilities(rows: Sequence[Row], meanings: Meanings) -> list[Capability]:
    text, types, directions, days = meanings.text, meanings.message, meanings.direction, meanings.days
    return [
        Capability(text[gln], types[message], directions[direction], days[valid])
        for gln, message, direction, valid in rows
    ]


def relations(rows: Sequence[Row], meanings: Meanings) -> list[Relation]:
    text, whole, days = meanings.text, meanings.whole, meanings.days
    return [
        Relation(text[kind], whole[unit], whole[other], days[valid], note) for unit, kind, other, valid, note in rows
    ]


def addresses(rows: Sequence[Row], meanings: Meanings) -> dict[AddressId, Address]:
    return dict(zip(_ids(rows, meanings), _postal([row[1:] for row in rows], meanings), strict=True))


def electronic_addresses(rows: Sequence[Row], meanings: Meanings) -> dict[ElectronicAddressId, ElectronicAddress]:
    return dict(zip(_ids(rows, meanings), _electronic([row[1:] for row in rows], meanings), strict=True))


def code_values(rows: Sequence[Row], meanings: Meanings) -> list[CodeValue]:
    return _code_values(rows, meanings)


def _ids(rows: Sequence[Row], meanings: Meanings) -> list[Any]:
    return [meanings.id[row[0]] for row in rows]


def _by_number(rows: Sequence[Row]) -> Iterator[tuple[str, list[str]]]:
    """The periods of each number's versions, as texts."""
    for gln, versions in groupby(rows, itemgetter(0)):
        yield gln, [row[1] for row in versions]
