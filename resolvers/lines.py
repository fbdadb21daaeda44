"""Addresses on one line each, for whatever names them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from db.reading.reader import Reader
from domain.addresses import AddressId, ElectronicAddressId
from domain.units import Facts


async def named_in(reader: Reader, said: Iterable[Facts]) -> dict[UUID, str]:
    """The addresses that facts name."""
    named = list(said)
    places = {one for facts in named for one in (facts.postal, facts.visiting, facts.activity) if one is not None}
    blocks = {facts.electronic for facts in named if facts.electronic is not None}
    return await on_one_line(reader, [*places], [*blocks])


async def on_one_line(
    reader: Reader, places: Sequence[AddressId], blocks: Sequence[ElectronicAddressId]
) -> dict[UUID, str]:
    """Postal and electronic addresses."""
    lines: dict[UUID, str] = {}
    if places:
        found = await reader.addresses(places)
        lines |= {key: address.one_line for key, address in zip(places, found, strict=True) if address}
    if blocks:
        told = await reader.electronic_addresses(blocks)
        lines |= {key: block.one_line for key, block in zip(blocks, told, strict=True) if block}
    return lines
