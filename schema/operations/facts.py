"""What is said of a unit, in an input: the fields that creating, changing and correcting share."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from domain.addresses import Address
from domain.identifiers import SorCode
from domain.operations import NewNumber, Said
from domain.units import GeographicalRelation
from schema.enums import described
from schema.operations.addresses import AddressChoice, AddressInput, ElectronicAddressInput
from schema.operations.numbers import LocationNumberChoice, LocationNumberInput


class ClearableField(Enum):
    """What may be emptied, by the name of the fact."""

    LOCAL_CODE = "local_code"
    CVR = "cvr"
    P_NUMBER = "p_number"
    SHAK = "shak"
    YDERNUMMER = "provider_numbers"
    PHARMACY_NUMBER = "pharmacy_number"
    SPECIALITIES = "specialities"
    POSTAL_ADDRESS = "postal"
    VISITING_ADDRESS = "visiting"
    ACTIVITY_ADDRESS = "activity"
    ELECTRONIC_ADDRESS = "electronic"
    GEOGRAPHICAL_PARENT = "geographical_parent"
    AMBULANT = "ambulant"
    INPATIENT = "inpatient"
    REPORTING_LEVEL = "reporting_level"
    TREATMENT_SITE = "treatment_site"
    LOCAL_ATTRIBUTES = "local_attributes"


described(
    ClearableField,
    "ClearableField",
    "Felt, der tømmes. What a unit shall no longer say itself; addresses are then inherited.",
    LOCAL_CODE="Lokal kode.",
    CVR="CVR-nummer.",
    P_NUMBER="P-nummer.",
    SHAK="SHAK-kode.",
    YDERNUMMER="Ydernumre.",
    PHARMACY_NUMBER="Apoteksnummer.",
    SPECIALITIES="Specialer.",
    POSTAL_ADDRESS="Postadresse: then that of the unit above.",
    VISITING_ADDRESS="Besøgsadresse: then som postadresse.",
    ACTIVITY_ADDRESS="Aktivitetsadresse: then som besøgsadresse.",
    ELECTRONIC_ADDRESS="Virtuel adresse: then that of the unit above.",
    GEOGRAPHICAL_PARENT="Geografisk placering, both the relation and the unit.",
    AMBULANT="Ambulant aktivitet.",
    INPATIENT="Patienter indlægges.",
    REPORTING_LEVEL="Indberetningsniveau.",
    TREATMENT_SITE="Er behandlingssted.",
    LOCAL_ATTRIBUTES="Lokale attributter.",
)
_EMPTY: Mapping[ClearableField, Any] = {
    ClearableField.YDERNUMMER: (),
    ClearableField.SPECIALITIES: (),
    ClearableField.LOCAL_ATTRIBUTES: (),
}
_PLAIN = (
    *("name", "type", "local_code", "cvr", "p_number", "shak", "pharmacy_number", "geographical_relation"),
    *("geographical_parent", "ambulant", "inpatient", "reporting_level", "treatment_site"),
)
_LISTS = {"ydernumre": "provider_numbers", "specialities": "specialities", "local_attributes": "local_attributes"}


@strawberry.input
class UnitFacts:
    """What inputs say of a unit; fields that are left out say nothing."""

    name: str | None = strawberry.field(default=None, description="Navn, 1 to 60 characters.")
    type: str | None = strawberry.field(default=None, description="Enhedstype, by code of the list unit-type.")
    local_code: str | None = strawberry.field(default=None, description="Lokal kode, 1 to 20 characters.")
    cvr: str | None = strawberry.field(default=None, description="CVR-nummer, 8 digits.")
    p_number: str | None = strawberry.field(default=None, description="P-nummer, 10 digits.")
    shak: str | None = strawberry.field(default=None, description="SHAK-kode, 4, 6 or 7 characters.")
    ydernumre: list[str] | None = strawberry.field(default=None, description="Ydernumre, 6 digits each; all there are.")
    pharmacy_number: str | None = strawberry.field(default=None, description="Apoteksnummer, for instance 362,1.")
    specialities: list[str] | None = strawberry.field(
        default=None, description="Kliniske specialer by SNOMED CT code, the first one first, at most 8; all there are."
    )
    postal_address: AddressInput | None = strawberry.field(default=None, description="Postadresse, an own one.")
    visiting_address: AddressChoice | None = strawberry.field(default=None, description="Besøgsadresse.")
    activity_address: AddressChoice | None = strawberry.field(default=None, description="Aktivitetsadresse (OE).")
    electronic_address: ElectronicAddressInput | None = strawberry.field(
        default=None, description="Virtuel adresse, an own one."
    )
    geographical_relation: GeographicalRelation | None = strawberry.field(
        default=None, description="Geografisk placering: whose place the unit shares."
    )
    geographical_parent: SorCode | None = strawberry.field(
        default=None, description="Geografisk mor, where the relation is OTHER_MOTHER."
    )
    ambulant: bool | None = strawberry.field(default=None, description="Ambulant aktivitet (OE).")
    inpatient: bool | None = strawberry.field(default=None, description="Patienter indlægges (OE).")
    reporting_level: bool | None = strawberry.field(default=None, description="Indberetningsniveau (OE).")
    treatment_site: bool | None = strawberry.field(
        default=None, name="isTreatmentSite", description="Er behandlingssted (SI)."
    )
    local_attributes: list[str | None] | None = strawberry.field(
        default=None, description="Lokale attributter 1 to 5 of at most 20 characters (OE), internal; all there are."
    )

    def said(self, choice: LocationNumberChoice | None = None, clear: list[ClearableField] | None = None) -> Said:
        facts: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(self, name)) is not None}
        facts |= {fact: tuple(told) for name, fact in _LISTS.items() if (told := getattr(self, name)) is not None}
        addresses: dict[str, Address | None] = {}
        if self.postal_address is not None:
            addresses["postal"] = self.postal_address.told()
        for name, chosen in (("visiting", self.visiting_address), ("activity", self.activity_address)):
            if chosen is not None and chosen.says_something:
                addresses[name] = chosen.told()
                facts[name] = None
        facts |= {name: one.id for name, one in addresses.items() if one is not None}
        block = None if self.electronic_address is None else self.electronic_address.told()
        if block is not None:
            facts["electronic"] = block.id
        if choice is not None and isinstance(choice.inherit_from_parent, bool):
            facts["inherits_location_number"] = choice.inherit_from_parent
        emptied = _emptied(clear or [])
        return Said(
            facts=facts | emptied,
            addresses=tuple(one for one in addresses.values() if one is not None),
            electronic_addresses=() if block is None else (block,),
            both=tuple(name for name in emptied if facts.get(name) not in (None, ())),
        )


def _emptied(clear: list[ClearableField]) -> dict[str, Any]:
    facts: dict[str, Any] = {one.value: _EMPTY.get(one) for one in clear}
    if ClearableField.GEOGRAPHICAL_PARENT in clear:
        facts["geographical_relation"] = None
    return facts


def new_number(choice: LocationNumberChoice | None) -> NewNumber | None:
    if choice is not None and isinstance(choice.request_new, LocationNumberInput):
        return choice.request_new.told()
    return None
