"""The demo register: Københavns Kommune as it is public, and an invented region with a past and plans."""

from datetime import date

from domain.records import Lives
from synthetic.demo import koebenhavn, region
from synthetic.vocabulary import Vocabulary


def demo(today: date, vocabulary: Vocabulary) -> Lives:
    """The same register for the same day; what it plans always lies ahead of it. Raises `Incomplete`."""
    parts = (koebenhavn.municipality(vocabulary), region.region(today, vocabulary))
    return Lives(
        units=tuple(unit for part in parts for unit in part.units),
        numbers=tuple(number for part in parts for number in part.numbers),
        capabilities=tuple(capability for part in parts for capability in part.capabilities),
        successions=tuple(succession for part in parts for succession in part.successions),
        addresses=tuple(address for part in parts for address in part.addresses),
        electronic_addresses=tuple(address for part in parts for address in part.electronic_addresses),
    )
