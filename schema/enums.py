"""Enums: closed sets of this program, each value with a description."""

from enum import Enum
from typing import TypeVar

import strawberry

from db.reading.lists import IdentifierSystem, OrderField
from domain.inheritance import InheritableField, ProvenanceKind
from domain.location_numbers import Direction as Direction
from domain.permissions import Role
from domain.units import GeographicalRelation, UnitKind, UnitStatus

E = TypeVar("E", bound=type[Enum])


def described(enum: E, name: str, description: str, **values: str) -> E:
    """The enum as GraphQL shows it; every value is described, and only its own."""
    missing = set(enum.__members__) ^ set(values)
    if missing:
        raise TypeError(f"{name} describes other values than it has: {sorted(missing)}")
    strawberry.enum(enum, name=name, description=description)
    told = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in told.values:
        value.description = values[value.name]
    return enum


class Language(Enum):
    DA = "da"
    EN = "en"


class SortDirection(Enum):
    ASC = "ascending"
    DESC = "descending"


class FacetField(Enum):
    KIND = "kind"
    TYPE = "type"
    STATUS = "status"
    REGION = "region"
    OWNER_TYPE = "owner type"


class RelationType(Enum):
    GEOGRAPHIC_PARENT = "geographic parent"
    REPLACES = "replaces"
    REPLACED_BY = "replaced by"
    COOPERATES = "cooperates"


described(Language, "Language", "Sprog.", DA="Dansk.", EN="English.")
described(SortDirection, "SortDirection", "Retning.", ASC="Stigende.", DESC="Faldende.")
described(
    UnitKind,
    "UnitKind",
    "Niveau i hierarkiet.",
    INSTITUTION_OWNER="Institutionsejer (IE): region, municipality, state or private company; a root.",
    HEALTH_INSTITUTION="Sundhedsinstitution (SI): hospital, municipal administration, practice; under an owner.",
    ORGANIZATIONAL_UNIT="Organisatorisk enhed (OE): department, section, nursing home, practitioner; "
    "under an institution or another organisational unit.",
)
described(
    UnitStatus,
    "UnitStatus",
    "Status. Where a unit is in its life on the day that is read.",
    PENDING="Anmodet: asked for and not yet approved (oprettelsesanmodning).",
    PLANNED="Planlagt: approved, not yet in force on the day.",
    ACTIVE="Aktiv: in force, no closing day set.",
    CLOSING="Under lukning: in force, with a closing day set.",
    CLOSED="Lukket: no longer in force; final. What it last was can still be read.",
)
described(
    IdentifierSystem,
    "IdentifierSystem",
    "Nummersystem. Numbers other than the SOR code that a unit is known by.",
    SHAK="SHAK-kode: hospital, department or section; several units may share one.",
    CVR="CVR-nummer of the company.",
    P_NUMBER="P-nummer of the production unit.",
    YDERNUMMER="Ydernummer of a provider; several units may share one.",
    PHARMACY="Apoteksnummer: pharmacy and branch, for instance 362,1.",
    GLN="Lokationsnummer held by the unit.",
    LOCAL="Lokal kode, the organisation's own.",
)
described(
    InheritableField,
    "InheritableField",
    "What a unit may have from another field or another unit.",
    POSTAL_ADDRESS="Postadresse: own, or that of the unit above.",
    VISITING_ADDRESS="Besøgsadresse: own, or the unit's effective postal address.",
    ACTIVITY_ADDRESS="Aktivitetsadresse (OE): own, or the unit's effective visiting address.",
    ELECTRONIC_ADDRESS="Virtuel adresse: own as a whole, or that of the unit above.",
    LOCATION_NUMBER="Lokationsnummer: own, or that of the unit above where the unit says so, or none.",
)
described(
    ProvenanceKind,
    "ProvenanceKind",
    "Why a value counts for a unit.",
    OWN="Egen: stated by the unit in this field.",
    INHERITED="Nedarvet: stated by a unit above.",
    SAME_AS_POSTAL="Som postadresse.",
    SAME_AS_VISITING="Som besøgsadresse.",
)
described(
    Direction,
    "MessageDirection",
    "Whether messages are taken in or sent.",
    RECEIVE="Modtage.",
    SEND="Sende.",
)
described(
    GeographicalRelation,
    "GeographicalRelation",
    "Geografisk placering, told by whose place is shared.",
    OWN_PLACE="Selvstændig geografisk placering.",
    ORGANISATIONAL_MOTHER="Den organisatoriske mor: that of the unit above.",
    OTHER_MOTHER="Anden geografisk mor: that of another unit.",
    NO_PLACE="Ingen geografisk placering.",
    UNKNOWN="Ukendt geografisk placering.",
)
described(
    RelationType,
    "RelationType",
    "How two units stand to each other beside the hierarchy.",
    GEOGRAPHIC_PARENT="Geografisk mor: shares the place of the other.",
    REPLACES="Erstatter the other, after a merger or a split.",
    REPLACED_BY="Erstattet af the other.",
    COOPERATES="Samarbejder med the other.",
)
described(
    Role,
    "Role",
    "Rolle. Whom somebody acts as.",
    PUBLIC="Offentligheden: reads what is public.",
    SOR_OFFICE="SOR-kontoret (Sundhedsdatastyrelsen): everything.",
    REGIONAL_ADMINISTRATOR="Regional administrator, for the region's own organisational units and location numbers.",
    MUNICIPAL_ADMINISTRATOR="Kommunal administrator, for the municipality's own organisational units.",
    MEDCOM="MedCom: message types on location numbers, and the municipalities' location numbers.",
    SYSTEM_SUPPLIER="Systemleverandør: message types on location numbers.",
    PRIVATE_COMPANY="Privat virksomhed, which asks for changes of its own company and clinics.",
)
described(
    OrderField,
    "UnitOrderField",
    "Sorteringsfelt.",
    NAME="Navn, in Danish order: æ, ø, å last, aa as å.",
    SOR_CODE="SOR-kode.",
    VALID_FROM="Gyldig fra: first day of the version read.",
    TYPE="Enhedstype, by code.",
    CHANGED_AT="When the last change was recorded.",
    CHILD_COUNT="How many units stand directly below.",
    TREE="Hierarkisk: depth first, units beside each other by name.",
)
described(
    FacetField,
    "FacetField",
    "What the units of a list are counted by.",
    KIND="Niveau.",
    TYPE="Enhedstype.",
    STATUS="Status.",
    REGION="Region of the effective postal address.",
    OWNER_TYPE="Ejertype: type of the owner.",
)
