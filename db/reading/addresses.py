"""Addresses by what the versions name them with. They never change, so there is no moment to ask for."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Uuid, bindparam, column, func, select

from db import tables
from db.reading import drafts
from db.reading.drafts import Row
from db.reading.snapshot import Snapshot
from db.reading.written import kept
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId

T = TypeVar("T")

_IDS = bindparam("ids", type_=ARRAY(Uuid()))

_POSTAL_FIELDS = tuple(field.name for field in fields(Address))
_ELECTRONIC_FIELDS = tuple(field.name for field in fields(ElectronicAddress))


_ASKED = func.unnest(_IDS).table_valued(column("id", Uuid), with_ordinality="place", name="asked").render_derived()


def _by_id(table: type[Any], names: tuple[str, ...]) -> Any:
    """With its place among those asked for: to look up ids by their values takes Python longer than all the rest."""
    told = [getattr(table, name) for name in names]
    return kept(select(_ASKED.c.place, *told).join_from(_ASKED, table, table.id == _ASKED.c.id))


_POSTAL = _by_id(tables.Address, _POSTAL_FIELDS)
_ELECTRONIC = _by_id(tables.ElectronicAddress, _ELECTRONIC_FIELDS)
_postal = drafts.reader(Address, ["_place", *_POSTAL_FIELDS], {}, {})
_electronic = drafts.reader(ElectronicAddress, ["_place", *_ELECTRONIC_FIELDS], {}, {})


async def addresses(db: Snapshot, ids: Sequence[AddressId]) -> list[Address | None]:
    return _placed(len(ids), await db.rows(_POSTAL, {"ids": [*ids]}), _postal)


async def electronic_addresses(db: Snapshot, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
    return _placed(len(ids), await db.rows(_ELECTRONIC, {"ids": [*ids]}), _electronic)


def _placed(count: int, found: Sequence[Row], made: Callable[[Sequence[Row]], list[T]]) -> list[T | None]:
    told: list[T | None] = [None] * count
    for row, one in zip(found, made(found), strict=True):
        told[row[0] - 1] = one
    return told
