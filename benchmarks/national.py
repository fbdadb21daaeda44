"""A national file to take in: a generated register as SOR XML (v2) or as a units CSV, as of one day."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TextIO, TypeVar
from xml.sax.saxutils import escape
from zlib import crc32

from db.code_lists import brought_along
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList
from domain.identifiers import SorCode
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.records import NumberLife, UnitLife
from domain.units import Facts
from synthetic.register import register
from synthetic.vocabulary import Vocabulary

Said = TypeVar("Said", Facts, Mailbox)

ELEMENTS = {"IE": "InstitutionOwner", "SI": "HealthInstitution", "OE": "OrganizationalUnit"}

OPENING = """<?xml version="1.0" encoding="utf-8"?>
<SorTree xmlns:sor1="urn:oio:sundhedsstyrelsen:organisation:1.0.0"
 xmlns:cpr="http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/"
 xmlns:cvr="http://rep.oio.dk/cvr.dk/xml/schemas/2005/03/22/"
 xmlns:dkcc="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/"
 xmlns:dkcc2005="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/03/15/"
 xmlns:kms="http://rep.oio.dk/kms.dk/xml/schemas/2007/05/23/"
 xmlns:osak="http://rep.oio.dk/osak.dk/xml/schemas/2006/04/25/"
 xmlns:xkom="http://rep.oio.dk/xkom.dk/xml/schemas/2006/01/06/"
 xmlns:xkom1="http://rep.oio.dk/xkom.dk/xml/schemas/2005/03/15/"
 xmlns="urn:oio:nsi:2.0.0">
"""


@dataclass(slots=True)
class National:
    """Each unit with the version that the file tells, and what hangs below it. `None` has the owners below it."""

    day: date
    told: dict[SorCode, tuple[UnitLife, Version[Facts]]] = field(default_factory=dict)
    below: dict[SorCode | None, list[SorCode]] = field(default_factory=dict)
    numbers: dict[SorCode, tuple[NumberLife, Version[Mailbox]]] = field(default_factory=dict)
    addresses: dict[AddressId, Address] = field(default_factory=dict)
    electronic: dict[ElectronicAddressId, ElectronicAddress] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


def national(units: int, seed: int, day: date) -> National:
    """The synthetic register of so many units as a file of that day would have it: one version of each."""
    codes = brought_along()
    made = National(day)
    made.types = {value.code: value.name_da for value in codes if value.list is CodeList.UNIT_TYPE}
    for lives in register(units, seed, day, True, Vocabulary.of(codes)):
        made.addresses.update((one.id, one) for one in lives.addresses)
        made.electronic.update((one.id, one) for one in lives.electronic_addresses)
        for unit in lives.units:
            version = _on(unit.timeline, day)
            made.told[unit.sor_code] = unit, version
            made.below.setdefault(version.value.parent, []).append(unit.sor_code)
        for number in lives.numbers:
            if number.timeline:
                held = _on(number.timeline, day)
                made.numbers[held.value.holder] = number, held
    return made


def renamed(made: National, every: int) -> National:
    """The same with every so many units called otherwise from that day on."""
    told = dict(made.told)
    for place, (code, (unit, version)) in enumerate(made.told.items()):
        if place % every == 0 and version.valid.covers(made.day):
            facts = replace(version.value, name=f"{version.value.name[:56]} Ny", source_updated=made.day)
            told[code] = unit, Version(Period(made.day, version.valid.end), facts)
    return replace(made, told=told)


def _on(timeline: Iterable[Version[Said]], day: date) -> Version[Said]:
    """What holds on the day; of what is gone or to come, what is nearest to it."""
    versions = list(timeline)
    held = [version for version in versions if version.valid.start <= day]
    return held[-1] if held else versions[0]


def write_xml(made: National, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(OPENING)
        file.write(f"<sor1:SnapshotDate>{made.day}</sor1:SnapshotDate>\n")
        for code in made.below[None]:
            _entity(made, code, file)
        file.write("</SorTree>\n")


def write_csv(made: National, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ("sor_id", "level", "parent_sor_id", "name", "unit_type_slug", "cvr", "gln", "gln_status_inferred")
        )
        for code, (unit, version) in made.told.items():
            said = version.value
            gln = made.numbers[code][0].gln if code in made.numbers else None
            status = "own" if gln else "inherited_or_shared" if said.inherits_location_number else ""
            named = made.types.get(said.type or "", "")
            rows.writerow((code, unit.kind.value, said.parent or "", said.name, named, said.cvr or "", gln, status))


def _entity(made: National, code: SorCode, file: TextIO) -> None:
    unit, version = made.told[code]
    element = ELEMENTS[unit.kind.value]
    file.write(f"<{element}Entity><{element}>\n")
    file.writelines(f"{line}\n" for line in _unit(made, unit, version))
    file.write(f"</{element}>\n")
    for below in made.below.get(code, ()):
        _entity(made, below, file)
    file.write(f"</{element}Entity>\n")


def _unit(made: National, unit: UnitLife, version: Version[Facts]) -> Iterator[str]:
    said, owner = version.value, unit.kind.value == "IE"
    yield f"<sor1:SorIdentifier>{unit.sor_code}</sor1:SorIdentifier>"
    yield f"<sor1:EntityName>{escape(said.name)}</sor1:EntityName>"
    yield from _told("EntityTypeIdentifier", said.type)
    yield from _told("sor1:LocalCode", said.local_code)
    yield from _told("sor1:ShakIdentifier", said.shak)
    yield from _told("sor1:PharmacyIdentifier", said.pharmacy_number)
    for number in said.provider_numbers:
        yield f"<sor1:ProviderIdentifier>{number}</sor1:ProviderIdentifier>"
    if said.specialities:
        yield "<ClinicalSpecialityCollection>"
        for speciality in said.specialities:
            yield "<ClinicalSpeciality>"
            yield f"<SpecialityCodeIdentifier>{speciality}</SpecialityCodeIdentifier></ClinicalSpeciality>"
        yield "</ClinicalSpecialityCollection>"
    if unit.sor_code in made.numbers:
        entity = [*_number(*made.numbers[unit.sor_code])]
        yield from entity if owner else ("<EanLocationCodeOption>", *entity, "</EanLocationCodeOption>")
    elif not owner:
        inherits = "true" if said.inherits_location_number else "false"
        yield f"<EanLocationCodeOption><EntityInheritanceIndicator>{inherits}</EntityInheritanceIndicator>"
        yield "</EanLocationCodeOption>"
    for name, place in (("Postal", said.postal), ("Visiting", said.visiting), ("Activity", said.activity)):
        if place is not None:
            yield from _address(name, made.addresses[place])
    if said.electronic is not None:
        yield from _electronic(made.electronic[said.electronic])
    if said.geographical_relation is not None:
        yield "<GeographicalParent>"
        yield from _told("GeographicalParentRelationIdentifier", said.geographical_relation.value)
        yield from _told("GeographicalParentSorIdentifier", said.geographical_parent)
        yield "</GeographicalParent>"
    yield from _status(version.valid, unit.first_from, unit.timeline[-1].valid.end, said.source_updated)
    if owner:
        yield from _told("cvr:CVRnumberIdentifier", said.cvr)


def _number(number: NumberLife, version: Version[Mailbox]) -> Iterator[str]:
    said = version.value
    yield "<EanLocationCodeEntity>"
    yield f"<sor1:EanLocationCode>{number.gln}</sor1:EanLocationCode>"
    yield f"<sor1:OnlyInternalIndicator>{str(said.internal_only).lower()}</sor1:OnlyInternalIndicator>"
    yield f"<sor1:NonActiveIndicator>{str(said.not_active).lower()}</sor1:NonActiveIndicator>"
    yield from _told("SystemSupplierIdentifier", _numbered(said.supplier))
    yield from _told("SystemTypeIdentifier", _numbered(said.system))
    yield from _told("CommunicationSupplierIdentifier", _numbered(said.network))
    yield from _told("kms:RegionCode", said.region)
    yield from _told("EdiAdministratorIdentifier", _numbered(said.administrator))
    yield from _status(version.valid, number.first_from, number.timeline[-1].valid.end, said.source_updated)
    yield "</EanLocationCodeEntity>"


def _address(name: str, said: Address) -> Iterator[str]:
    yield f"<{name}AddressInformation><xkom:AddressPostal>"
    yield from _told("dkcc2005:StreetName", said.street)
    yield from _told("dkcc:StreetBuildingIdentifier", said.house_number)
    yield from _told("dkcc:FloorIdentifier", said.floor)
    yield from _told("dkcc:SuiteIdentifier", said.door)
    yield from _told("dkcc2005:PostCodeIdentifier", said.post_code)
    yield from _told("dkcc2005:DistrictName", said.district)
    yield f'<dkcc:CountryIdentificationCode scheme="iso3166-alpha2">{said.country}</dkcc:CountryIdentificationCode>'
    yield "</xkom:AddressPostal>"
    yield from _told("cpr:MunicipalityCode", said.municipality)
    yield from _told("cpr:StreetCode", said.street_code)
    yield from _told("kms:RegionCode", said.region)
    yield from _told("osak:CoordETRS89z32NMeasure", said.north)
    yield from _told("osak:CoordETRS89z32EMeasure", said.east)
    yield f"</{name}AddressInformation>"


def _electronic(said: ElectronicAddress) -> Iterator[str]:
    yield "<sor1:VirtualAddressInformation>"
    yield from _told("xkom1:EmailAddressIdentifier", said.email)
    yield from _told("sor1:Website", said.website)
    yield from _told("sor1:TelephoneNumberIdentifier", said.phone)
    yield from _told("sor1:FaxNumberIdentifier", said.fax)
    yield "</sor1:VirtualAddressInformation>"


def _status(valid: Period, first_from: date, end: date | None, updated: date | None) -> Iterator[str]:
    yield f"<sor1:SorStatus><sor1:FromDate>{valid.start}</sor1:FromDate>"
    if end is not None:
        yield f"<sor1:ToDate>{Period(valid.start, end).last_day}</sor1:ToDate>"
    yield from _told("sor1:UpdatedAt", updated)
    yield f"<sor1:FirstFromDate>{first_from}</sor1:FirstFromDate></sor1:SorStatus>"


def _numbered(code: str | None) -> str | None:
    """A code as SOR XML has it, where the synthetic register has a name."""
    return code if code is None or code.isdigit() else f"{crc32(code.encode()) % 1000:03}"


def _told(element: str, value: object) -> Iterator[str]:
    if value is not None:
        yield f"<{element}>{escape(str(value))}</{element}>"
