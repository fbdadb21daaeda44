"""Addresses by what the versions name them with. They never change, so there is no moment to ask for."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from db import tables
from db.reading import drafts
from db.reading.snapshot import Snapshot
from db.reading.written import kept
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId

_IDS = bindparam("ids", type_=ARRAY(Uuid()))

_POSTAL_FIELDS = tuple(field.name for field in fields(Address))
_ELECTRONIC_FIELDS = tuple(field.name for field in fields(ElectronicAddress))


def _by_id(table: type[Any], names: tuple[str, ...]) -> Any:
    return kept(select(table.id, *(getattr(table, name) for name in names)).where(table.id == any_(_IDS)))


_POSTAL = _by_id(tables.Address, _POSTAL_FIELDS)
_ELECTRONIC = _by_id(tables.ElectronicAddress, _ELECTRONIC_FIELDS)
_postal = drafts.reader(Address, ["id_", *_POSTAL_FIELDS], {}, {})
_electronic = drafts.reader(ElectronicAddress, ["id_", *_ELECTRONIC_FIELDS], {}, {})


async def addresses(db: Snapshot, ids: Sequence[AddressId]) -> list[Address | None]:
    rows = await db.rows(_POSTAL, {"ids": [*ids]})
    found = {row[0]: address for row, address in zip(rows, _postal(rows), strict=True)}
    return [found.get(id_) for id_ in ids]


async def electronic_addresses(db: Snapshot, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
    rows = await db.rows(_ELECTRONIC, {"ids": [*ids]})
    found = {row[0]: address for row, address in zip(rows, _electronic(rows), strict=True)}
    return [found.get(id_) for id_ in ids]
