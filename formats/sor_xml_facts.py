"""The facts of a unit in SOR XML, element by element."""

from datetime import date

from domain import identifiers
from domain.addresses import Address, AddressId, ElectronicAddress
from domain.identifiers import ProviderNumber, SorCode
from domain.rules import Rule, Violated
from domain.units import (
    LOCAL_ATTRIBUTE_LENGTH,
    LOCAL_ATTRIBUTES_AT_MOST,
    SPECIALITIES_AT_MOST,
    Facts,
    GeographicalRelation,
)
from formats.sor_xml_elements import Part
from formats.values import brief, code, shortened_provider_number, yes_or_no

_CODE_LENGTH = 20


def facts(
    part: Part,
    *,
    name: str,
    parent: SorCode | None,
    places: tuple[Address | None, Address | None, Address | None],
    online: ElectronicAddress | None,
    inherits: bool | None,
    updated: date | None,
) -> Facts:
    """What the element says of the unit. `places` are the postal, the visiting and the activity address."""
    postal, visiting, activity = (_id(place) for place in places)
    relation, geographical_parent = _geography(part)
    ambulant, inpatient, reporting_level = _activity(part)
    return Facts(
        name=name,
        parent=parent,
        type=part.value(code, "OwnerType", "InstitutionType", "UnitType", "EntityTypeIdentifier", fact="type"),
        local_code=part.words(_CODE_LENGTH, "LocalCode", fact="local_code"),
        cvr=part.value(identifiers.cvr, "CVRnumberIdentifier", fact="cvr"),
        p_number=part.value(identifiers.p_number, "PNumberIdentifier", "ProductionUnitIdentifier", fact="p_number"),
        shak=part.value(identifiers.shak, "ShakIdentifier", fact="shak"),
        provider_numbers=_provider_numbers(part),
        pharmacy_number=part.words(_CODE_LENGTH, "PharmacyIdentifier", fact="pharmacy_number"),
        specialities=_specialities(part),
        postal=postal,
        visiting=visiting,
        activity=activity,
        electronic=None if online is None else online.id,
        inherits_location_number=inherits,
        geographical_relation=relation,
        geographical_parent=geographical_parent,
        ambulant=ambulant,
        inpatient=inpatient,
        reporting_level=reporting_level,
        local_attributes=_local_attributes(part),
        source_updated=updated,
    )


def others(part: Part, collection: str, own: SorCode | None) -> tuple[SorCode, ...]:
    """The units that this one replaces, or is replaced by."""
    listed = part.part(collection)
    if listed is None:
        return ()
    found = [
        listed.notes.value(identifiers.sor_code, written, where) for written, where in listed.each("SorIdentifier")
    ]
    if own in found:
        listed.notes.left_out(Rule.RELATION_UNKNOWN, f"{collection}: a unit does not replace itself", listed.where)
    return tuple(dict.fromkeys(other for other in found if other is not None and other != own))


def _id(place: Address | None) -> AddressId | None:
    return None if place is None else place.id


def _provider_numbers(part: Part) -> tuple[ProviderNumber, ...]:
    """Every ydernummer, in order. One whose sum fails is kept; one that lost its leading zeros gets them back."""
    kept: list[ProviderNumber] = []
    for written, where in part.each("ProviderIdentifier"):
        number = shortened_provider_number(written)
        if number is not None:
            part.notes.adjust(Rule.PROVIDER_NUMBER_FORMAT, f"'{written}' lacks leading zeros; taken as {number}", where)
        else:
            number = part.notes.value(identifiers.provider_number, written, where, "provider_numbers")
        if number is None:
            continue
        if not identifiers.provider_number_adds_up(number):
            part.notes.warn(Rule.PROVIDER_NUMBER_SUM, f"{number} fails the mod 11 check; kept", where)
        kept.append(number)
    return tuple(dict.fromkeys(kept))


def _specialities(part: Part) -> tuple[str, ...]:
    collection = part.part("ClinicalSpecialityCollection")
    if collection is None:
        return ()
    found: list[str | None] = []
    for speciality in collection.parts("ClinicalSpeciality"):
        speciality.passed_over("SpecialityType", "SpecialityTypeIdentifier")
        found.append(speciality.value(code, "SpecialityCode", "SpecialityCodeIdentifier", fact="specialities"))
    said = [speciality for speciality in found if speciality is not None]
    if len(said) > SPECIALITIES_AT_MOST:
        message = f"{len(said)} clinical specialities; the first {SPECIALITIES_AT_MOST} are kept"
        part.notes.adjust(Rule.SPECIALITIES_AT_MOST, message, collection.where)
    return tuple(said[:SPECIALITIES_AT_MOST])


def _geography(part: Part) -> tuple[GeographicalRelation | None, SorCode | None]:
    parent = part.part("GeographicalParent")
    if parent is None:
        return None, None
    relation = parent.value(
        _relation,
        "GeographicalParentRelation",
        "GeographicalParentRelationIdentifier",
        fact="geographical_relation",
    )
    return relation, parent.value(
        identifiers.sor_code, "GeographicalParentSorIdentifier", "SorIdentifier", fact="geographical_parent"
    )


def _relation(text: str) -> GeographicalRelation:
    try:
        return GeographicalRelation(int(code(text)))
    except ValueError:
        raise Violated(Rule.VALUE_FORMAT, f"'{brief(text)}' is no geographical relation: 1 to 5") from None


def _activity(part: Part) -> tuple[bool | None, bool | None, bool | None]:
    information = part.part("OrganizationalUnitInformation")
    if information is None:
        return None, None, None
    return (
        information.value(yes_or_no, "AmbulantActivityIndicator", fact="ambulant"),
        information.value(yes_or_no, "PatientsAdmittedIndicator", fact="inpatient"),
        information.value(yes_or_no, "ReportingLevelIndicator", fact="reporting_level"),
    )


def _local_attributes(part: Part) -> tuple[str | None, ...]:
    """Five places, of which the empty ones at the end are not kept."""
    collection = part.part("LocalAttributeCollection")
    if collection is None:
        return ()
    said = [
        collection.words(LOCAL_ATTRIBUTE_LENGTH, f"LocalAttribute{place}", fact="local_attributes")
        for place in range(1, LOCAL_ATTRIBUTES_AT_MOST + 1)
    ]
    while said and said[-1] is None:
        said.pop()
    return tuple(said)
