"""What has been made and not yet been handed on."""

from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.location_numbers import Capability
from domain.records import Lives, NumberLife, Succession, UnitLife

UNITS = 4000


class Batch:
    """Collects whole lives with the addresses they name; equal addresses are one."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.units: list[UnitLife] = []
        self.numbers: list[NumberLife] = []
        self.capabilities: list[Capability] = []
        self.successions: list[Succession] = []
        self._addresses: dict[AddressId, Address] = {}
        self._electronic: dict[ElectronicAddressId, ElectronicAddress] = {}

    @property
    def full(self) -> bool:
        return len(self.units) >= UNITS

    def placed(self, address: Address) -> AddressId:
        key = address.id
        self._addresses[key] = address
        return key

    def reached(self, address: ElectronicAddress) -> ElectronicAddressId:
        key = address.id
        self._electronic[key] = address
        return key

    def taken(self) -> Lives:
        """All that was collected, which is then gone from here."""
        lives = Lives(
            units=tuple(self.units),
            numbers=tuple(self.numbers),
            capabilities=tuple(self.capabilities),
            successions=tuple(self.successions),
            addresses=tuple(self._addresses.values()),
            electronic_addresses=tuple(self._electronic.values()),
        )
        self._begin()
        return lives
