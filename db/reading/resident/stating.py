"""Who states a postal address where: by post code and by municipality the units that ever stated such an address."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from db.reading.resident.maps import Map
from db.reading.resident.ordered import Ordered
from domain.addresses import Address, AddressId
from domain.identifiers import SorCode
from domain.units import Unit

Codes = Ordered[SorCode]
Addresses = Mapping[AddressId, Address]


class Stating(NamedTuple):
    post_codes: Map[str, Codes] = Map()
    municipalities: Map[str, Codes] = Map()

    def after(self, gone: Iterable[Unit], come: Iterable[Unit], addresses: Addresses) -> "Stating":
        """Once some versions have been replaced by others of the same units."""
        lost, won = _said(gone, addresses), _said(come, addresses)
        return Stating(
            *(known.changed(dict(_changes(known, *both))) for known, *both in zip(self, lost, won, strict=True))
        )


Said = Mapping[str, set[SorCode]]


def _said(units: Iterable[Unit], addresses: Addresses) -> tuple[Said, Said]:
    post_codes: defaultdict[str, set[SorCode]] = defaultdict(set)
    municipalities: defaultdict[str, set[SorCode]] = defaultdict(set)
    for unit in units:
        if unit.postal is not None and (address := addresses.get(unit.postal)) is not None:
            if address.post_code is not None:
                post_codes[address.post_code].add(unit.sor_code)
            if address.municipality is not None:
                municipalities[address.municipality].add(unit.sor_code)
    return post_codes, municipalities


def _changes(known: Map[str, Codes], lost: Said, won: Said) -> Iterator[tuple[str, Codes | None]]:
    for where in lost.keys() | won.keys():
        gone, come = lost.get(where, set()), won.get(where, set())
        if gone != come:
            codes = (known.get(where) or NOBODY).changed(sorted(gone - come), sorted(come - gone))
            yield where, codes if len(codes) else None


def _itself(code: SorCode) -> SorCode:
    return code


NOBODY: Codes = Ordered(_itself)
