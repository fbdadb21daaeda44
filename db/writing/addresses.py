"""Addresses into the register: known by their content, so that one already there is there already."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from sqlalchemy import text

from db.copying import copied
from db.writing.change import Change
from db.writing.replacing import made_ready
from domain.addresses import Address, ElectronicAddress


async def write(change: Change, addresses: Iterable[Address], electronic: Iterable[ElectronicAddress]) -> int:
    """Stores those not yet there and gives how many they were."""
    return await _added(change, "address", addresses) + await _added(change, "electronic_address", electronic)


async def _added(change: Change, table: str, addresses: Iterable[Address] | Iterable[ElectronicAddress]) -> int:
    named = {address.id: address for address in addresses}
    if not named:
        return 0
    facts = tuple(field.name for field in fields(next(iter(named.values()))))
    said = attrgetter(*facts)
    columns = ("id", *facts)
    await made_ready(change, f"incoming_{table}", ", ".join(columns), table)
    rows = ((key, *said(address)) for key, address in named.items())
    await copied(change.connection, f"incoming_{table}", columns, rows)
    listed = ", ".join(columns)
    insert = f"INSERT INTO {table} ({listed}) SELECT {listed} FROM incoming_{table} ON CONFLICT (id) DO NOTHING"
    return (await change.connection.execute(text(insert))).rowcount
