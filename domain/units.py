"""Units of the register: owners, institutions and organisational units, and what a version says of one."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum

from domain.addresses import AddressId, ElectronicAddressId
from domain.identifiers import Cvr, PNumber, ProviderNumber, Shak, SorCode
from domain.periods import Period, Version

NAME_LENGTH = 60
LOCAL_CODE_LENGTH = 20
SPECIALITIES_AT_MOST = 8
LOCAL_ATTRIBUTES_AT_MOST = 5
LOCAL_ATTRIBUTE_LENGTH = 20


class UnitKind(Enum):
    """The three levels, by the letters the register writes them with."""

    INSTITUTION_OWNER = "IE"
    HEALTH_INSTITUTION = "SI"
    ORGANIZATIONAL_UNIT = "OE"


class UnitStatus(Enum):
    """Where a unit is in its life on a day."""

    PENDING = "pending"
    PLANNED = "planned"
    ACTIVE = "active"
    CLOSING = "closing"
    CLOSED = "closed"


class GeographicalRelation(Enum):
    """Where a unit is, said by whose place it shares (GeographicalParentRelation 1 to 5)."""

    OWN_PLACE = 1
    ORGANISATIONAL_MOTHER = 2
    OTHER_MOTHER = 3
    NO_PLACE = 4
    UNKNOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one version says of a unit. Own values only: nothing here is inherited."""

    name: str
    parent: SorCode | None = None
    type: str | None = None
    local_code: str | None = None
    cvr: Cvr | None = None
    p_number: PNumber | None = None
    shak: Shak | None = None
    provider_numbers: tuple[ProviderNumber, ...] = ()
    pharmacy_number: str | None = None
    specialities: tuple[str, ...] = ()
    postal: AddressId | None = None
    visiting: AddressId | None = None
    activity: AddressId | None = None
    electronic: ElectronicAddressId | None = None
    inherits_location_number: bool | None = None
    geographical_relation: GeographicalRelation | None = None
    geographical_parent: SorCode | None = None
    ambulant: bool | None = None
    inpatient: bool | None = None
    reporting_level: bool | None = None
    treatment_site: bool | None = None
    local_attributes: tuple[str | None, ...] = ()
    source_updated: date | None = None
    carried_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Facts):
    """A unit as one of its versions says.

    `valid`: the days of this version. `life`: from its first to its last version.
    `first_from`: when the unit first became valid, also where the register knows less far back.
    `version` grows with every recorded change of the unit, the last of which was `changed`.
    """

    sor_code: SorCode
    kind: UnitKind
    valid: Period
    life: Period
    first_from: date
    version: int
    changed: datetime

    def status(self, day: date) -> UnitStatus:
        if day < self.life.start:
            return UnitStatus.PLANNED
        if self.life.end is None:
            return UnitStatus.ACTIVE
        return UnitStatus.CLOSING if day < self.life.end else UnitStatus.CLOSED


def shares_place_of(unit: Unit) -> SorCode | None:
    """The unit whose place this one shares, if it says so."""
    if unit.geographical_relation is GeographicalRelation.ORGANISATIONAL_MOTHER:
        return unit.parent
    if unit.geographical_relation is GeographicalRelation.OTHER_MOTHER:
        return unit.geographical_parent
    return None


FACTS = tuple(field.name for field in fields(Facts))
"""The names of what a version says, in order."""


def facts_of(unit: Facts) -> Facts:
    """Only what the version says, without whose it is and when."""
    return Facts(**{name: getattr(unit, name) for name in FACTS})


Timeline = tuple[Version[Facts], ...]
"""The whole life of one unit: versions in order, without gap or overlap."""
