"""The facts that lines of the statements in `stored.py` tell of."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from db.reading.resident.making import Column, maker
from db.reading.resident.meanings import Meanings
from db.reading.resident.stored import ELECTRONIC, LISTS, MAILBOX, OFTEN_ALIKE, OFTEN_NEW, OTHERS, POSTAL, REGIONAL
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeValue
from domain.location_numbers import Capability, LocationNumber
from domain.relations import Relation
from domain.units import Unit

T = TypeVar("T")
Lines = Sequence[str]

_MEANINGS = {
    **dict.fromkeys(("parent", "geographical_parent", "holder", "unit", "other"), "whole"),
    **dict.fromkeys(("postal", "visiting", "activity", "electronic", "dar_id"), "id"),
    **dict.fromkeys(("inherits_location_number", "ambulant", "inpatient", "reporting_level"), "truth"),
    **dict.fromkeys(("treatment_site", "carried_back", "internal_only", "not_active", "explained"), "truth"),
    **dict.fromkeys(("source_updated", "first_from"), "day"),
    **dict.fromkeys(("east", "north"), "decimal"),
    **dict.fromkeys((*LISTS, "levels"), "list"),
    "direction": "direction",
    "geographical_relation": "place",
    "list": "code_list",
}


def _plain(*names: str) -> list[Column]:
    return [Column((name,), _MEANINGS.get(name, "text")) for name in names]


DAYS = Column(("valid",), "days")
LIFE = Column(("sor_code", "kind", "life", "first_from", "version", "changed"), "unit")
NUMBER = Column(("gln", "life"), "number")
MESSAGE = Column(("message_type",), "message", width=2)

units = maker(Unit, [LIFE, DAYS, *_plain(*OFTEN_NEW)], rest=_plain(*OTHERS), together=_plain(*OFTEN_ALIKE))
capabilities = maker(Capability, [*_plain("gln"), MESSAGE, *_plain("direction"), DAYS])
relations = maker(Relation, [*_plain("unit", "type", "other"), DAYS, *_plain("note")])
code_values = maker(
    CodeValue,
    [
        *_plain("list", "code", "name_da", "name_en"),
        DAYS,
        Column(("parent",), "text"),
        *_plain("levels", "explained"),
    ],
)
_numbers = maker(LocationNumber, [NUMBER, DAYS, *_plain("first_from", *MAILBOX)])
_postal = maker(Address, _plain(*POSTAL), together=_plain(*REGIONAL))
_electronic = maker(ElectronicAddress, _plain(*ELECTRONIC))


def lives(lines: Lines, meanings: Meanings) -> None:
    """Kept for the versions that are read next."""
    known, whole, kinds, days = meanings.unit, meanings.whole, meanings.kind, meanings.days
    day, instant = meanings.day, meanings.instant
    for line in lines:
        code, kind, life, first_from, version, changed = line.split("\t")
        known[code] = (whole[code], kinds[kind], days[life], day[first_from], whole[version], instant[changed])


def numbers(lines: Lines, meanings: Meanings) -> list[LocationNumber]:
    """Of every version of each number: its life is from its first version to its last."""
    for gln, (first, *later) in _by_number(lines):
        begins, ends = first.split(",")[0], [first, *later][-1].split(",")[1]
        meanings.number[gln] = (meanings.text[gln], meanings.days[f"{begins},{ends}"])
    return _numbers(lines, meanings)


def addresses(lines: Lines, meanings: Meanings) -> dict[AddressId, Address]:
    return _known(lines, meanings, _postal)


def electronic_addresses(lines: Lines, meanings: Meanings) -> dict[ElectronicAddressId, ElectronicAddress]:
    return _known(lines, meanings, _electronic)


def _known(lines: Lines, meanings: Meanings, read: Callable[[Lines, Meanings], list[T]]) -> dict[Any, T]:
    """By the id that a line begins with."""
    split = [line.split("\t", 1) for line in lines]
    ids = [meanings.id[id_] for id_, _ in split]
    return dict(zip(ids, read([rest for _, rest in split], meanings), strict=True))


def _by_number(lines: Lines) -> Iterator[tuple[str, list[str]]]:
    """The periods of each number's versions, as texts."""
    for gln, versions in groupby([line.split("\t", 2) for line in lines], itemgetter(0)):
        yield gln, [valid for _, valid, _ in versions]
