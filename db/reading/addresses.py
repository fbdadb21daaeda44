"""Addresses by what the versions name them with. They never change, so there is no moment to ask for."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import ARRAY, LargeBinary, Text, Uuid, bindparam, column, func, select

from db import tables
from db.reading import drafts, sent
from db.reading.drafts import Row
from db.reading.snapshot import Snapshot
from db.reading.written import kept
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId

T = TypeVar("T")

_IDS = bindparam("ids", type_=ARRAY(Uuid()))

_POSTAL_FIELDS = tuple(field.name for field in fields(Address))
_ELECTRONIC_FIELDS = tuple(field.name for field in fields(ElectronicAddress))


_ASKED = func.unnest(_IDS).table_valued(column("id", Uuid), with_ordinality="place", name="asked").render_derived()


def _by_id(table: type[Any], told: list[Any]) -> Any:
    """With its place among those asked for: to look up ids by their values takes Python longer than all the rest."""
    return kept(select(_ASKED.c.place, *told).join_from(_ASKED, table, table.id == _ASKED.c.id))


def _column(name: str) -> Any:
    """The driver makes a number of digits, and an id of bytes, in several times as long as it takes here."""
    column = getattr(tables.Address, name)
    if name in _METRES:
        return column.cast(Text)
    return func.uuid_send(column, type_=LargeBinary) if name == "dar_id" else column


_METRES = ("east", "north")
_POSTAL = _by_id(tables.Address, [_column(name) for name in _POSTAL_FIELDS])
_ELECTRONIC = _by_id(tables.ElectronicAddress, [getattr(tables.ElectronicAddress, name) for name in _ELECTRONIC_FIELDS])
_SAID = {
    "dar_id": "None if dar_id is None else uuid(dar_id)",
    **{name: f"None if {name} is None else Decimal({name})" for name in _METRES},
}
_postal = drafts.reader(Address, ["_place", *_POSTAL_FIELDS], _SAID, {"uuid": sent.uuid, "Decimal": Decimal})
_electronic = drafts.reader(ElectronicAddress, ["_place", *_ELECTRONIC_FIELDS], {}, {})
_PLACE = itemgetter(0)


async def addresses(db: Snapshot, ids: Sequence[AddressId]) -> list[Address | None]:
    return _placed(len(ids), await db.rows(_POSTAL, {"ids": [*ids]}, _places(_postal)))


async def electronic_addresses(db: Snapshot, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
    return _placed(len(ids), await db.rows(_ELECTRONIC, {"ids": [*ids]}, _places(_electronic)))


def _places(made: Callable[[Sequence[Row]], list[T]]) -> Callable[[Sequence[Row]], list[tuple[int, T]]]:
    return lambda found: [*zip(map(_PLACE, found), made(found), strict=True)]


def _placed(count: int, found: Sequence[tuple[int, T]]) -> list[T | None]:
    told: list[T | None] = [None] * count
    for place, one in found:
        told[place - 1] = one
    return told
