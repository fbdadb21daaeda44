"""The addresses of SOR XML: three places and the electronic one.

v1 has AddressPostal and, beside it, Stairway; v2 adds municipality, street and region codes and coordinates in
UTM zone 32 (ETRS89). The register has one line for what stands beside street and house.
"""

from domain.addresses import Address, ElectronicAddress
from domain.rules import Rule
from formats.sor_xml_elements import Part
from formats.values import TEXT_LENGTH, brief, code, four_digits, metres

_COUNTRIES = {"DNK": "DK", "208": "DK", "GRL": "GL", "304": "GL", "FRO": "FO", "234": "FO"}
"""The kingdom in ISO 3166 alpha-3 and numbers; elsewhere the writers use alpha-2."""


def place(information: Part | None) -> Address | None:
    """The address that stands there; none, if the element is missing or says nothing."""
    if information is None:
        return None
    postal = information.part("AddressPostal") or information
    address = Address(
        street=_words(postal, "StreetName") or _words(postal, "StreetNameForAddressingName"),
        house_number=_words(postal, "StreetBuildingIdentifier"),
        floor=_words(postal, "FloorIdentifier"),
        door=_words(postal, "SuiteIdentifier"),
        extra=_beside(information, postal),
        post_code=_words(postal, "PostCodeIdentifier"),
        district=_words(postal, "DistrictName"),
        country=_country(postal),
        municipality=information.value(four_digits, "MunicipalityCode"),
        region=information.value(code, "RegionCode"),
        street_code=information.value(four_digits, "StreetCode"),
        east=information.value(metres, "CoordETRS89z32EMeasure"),
        north=information.value(metres, "CoordETRS89z32NMeasure"),
    )
    return None if address == Address(country=address.country) else address


def electronic(information: Part | None) -> ElectronicAddress | None:
    """The virtual address; none, if the element is missing or says nothing."""
    if information is None:
        return None
    address = ElectronicAddress(
        phone=_words(information, "TelephoneNumberIdentifier"),
        email=_words(information, "EmailAddressIdentifier"),
        website=_words(information, "Website"),
        fax=_words(information, "FaxNumberIdentifier"),
    )
    return None if address == ElectronicAddress() else address


def _beside(information: Part, postal: Part) -> str | None:
    """What stands beside street and house: c/o, staircase, locality, box."""
    box = _words(postal, "PostOfficeBoxIdentifier")
    said = (
        _words(postal, "MailDeliverySublocationIdentifier"),
        _words(information, "Stairway"),
        _words(postal, "DistrictSubdivisionIdentifier"),
        f"Postboks {box}" if box is not None and box.isdigit() else box,
    )
    return ", ".join(part for part in said if part is not None) or None


def _country(postal: Part) -> str:
    written = postal.text("CountryIdentificationCode")
    if written is None or written == "DK":
        return "DK"
    country = written.upper()
    country = _COUNTRIES.get(country, country)
    if len(country) == 2 and country.isascii() and country.isalpha():
        return country
    where = postal.place("CountryIdentificationCode")
    told = postal.notes.words(written, TEXT_LENGTH, "CountryIdentificationCode", where)
    postal.notes.warn(Rule.VALUE_FORMAT, f"'{brief(written)}' is no country code of two letters; kept", where)
    return told or "DK"


def _words(part: Part, name: str) -> str | None:
    return part.words(TEXT_LENGTH, name)
