"""SOR XML of both versions, whole: every element of the format is a fact of the record."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from domain.addresses import Address, ElectronicAddress
from domain.findings import Finding, Weight
from domain.identifiers import Cvr, Gln, PNumber, ProviderNumber, Shak, sor_code_of
from domain.location_numbers import Mailbox
from domain.records import NumberRecord, UnitRecord
from domain.rules import Rule
from domain.units import FACTS, Facts, GeographicalRelation, UnitKind
from formats import sor_xml
from tests.pure.sor_trees import DEPARTMENT, INSTITUTION, OWNER, SECTION, findings, records, told

DATA = Path(__file__).parents[1] / "data"
V1 = (DATA / "sor_v1.xml").read_bytes()
V2 = (DATA / "sor_v2.xml").read_bytes()

ALWAYS = {"name", "parent", "type", "postal", "electronic", "inherits_location_number", "source_updated"}
AMT = Address(
    street="Prøvevej",
    house_number="13 B",
    floor="2",
    door="tv",
    extra="Direktionen, Opgang C, Prøvelse, Postboks 17",
    post_code="3500",
    district="Værløse",
)
AMT_ONLINE = ElectronicAddress(phone="70100101", fax="70100102", email="post@amt.example", website="amt.example")


def test_nothing_in_the_files_of_the_format_is_strange() -> None:
    assert findings(V1) == []
    assert {one.weight for one in findings(V2)} == {Weight.REFUSED}


def test_an_owner_of_v1_has_its_number_and_addresses_but_no_cvr_is_said() -> None:
    [amt, *_] = records(V1)

    assert amt == UnitRecord(
        sor_code=OWNER,
        kind=UnitKind.INSTITUTION_OWNER,
        facts=Facts(
            name="Prøveby Amt",
            type="550881000005103",
            postal=AMT.id,
            electronic=AMT_ONLINE.id,
            inherits_location_number=False,
            source_updated=date(2009, 4, 2),
        ),
        since=date(1995, 2, 20),
        first_from=date(1970, 1, 1),
        last_day=None,
        carries=frozenset(ALWAYS),
        addresses=(AMT,),
        electronic_addresses=(AMT_ONLINE,),
        number=NumberRecord(
            gln=Gln("5790009900016"),
            mailbox=Mailbox(
                holder=OWNER,
                region="1084",
                system="221000045007",
                supplier="1001000055001",
                network="41000035001",
                administrator="106",
                internal_only=True,
                note="Kun til egne systemer",
                source_updated=date(2009, 4, 2),
            ),
            since=date(2001, 2, 3),
            first_from=date(1999, 2, 3),
            last_day=date(2015, 12, 31),
        ),
        where="line 11, InstitutionOwner",
    )


def test_an_institution_has_shak_pharmacy_relations_and_a_number_with_its_own_days() -> None:
    sygehus = records(V1)[1]

    assert (sygehus.sor_code, sygehus.kind, sygehus.facts.parent) == (INSTITUTION, UnitKind.HEALTH_INSTITUTION, OWNER)
    assert (sygehus.facts.shak, sygehus.facts.pharmacy_number) == ("9X01", "362,1")
    assert sygehus.facts.geographical_relation is GeographicalRelation.OWN_PLACE
    assert (sygehus.since, sygehus.first_from, sygehus.last_day) == (
        date(2000, 1, 1),
        date(1980, 1, 1),
        date(2020, 6, 30),
    )
    assert sygehus.replaces == (sor_code_of(9_000_005), sor_code_of(9_000_006))
    assert sygehus.replaced_by == (sor_code_of(9_000_007),)
    assert sygehus.number == NumberRecord(
        gln=Gln("5790009900023"),
        mailbox=Mailbox(
            holder=INSTITUTION,
            region="1084",
            system="1611000045003",
            supplier="641000055002",
            network="41000035001",
            administrator="116",
            not_active=True,
            source_updated=date(2009, 4, 2),
        ),
        since=date(2000, 1, 1),
        first_from=date(2000, 1, 1),
        last_day=date(2020, 6, 30),
    )
    assert sygehus.facts.inherits_location_number is False
    assert sygehus.carries == ALWAYS | {
        *("visiting", "shak", "pharmacy_number", "geographical_relation", "geographical_parent"),
    }


def test_a_department_has_everything_that_v1_can_say() -> None:
    department = records(V1)[2]
    visiting = Address(street="Besøgsvej", house_number="1", post_code="3500", district="Værløse")
    activity = Address(street="Aktivitetsvej", house_number="2", post_code="3900", district="Nuuk", country="GL")

    assert department == UnitRecord(
        sor_code=DEPARTMENT,
        kind=UnitKind.ORGANIZATIONAL_UNIT,
        facts=Facts(
            name="Øre-næse-halsafdeling & høreklinik",
            parent=INSTITUTION,
            local_code="ØNH-7",
            shak=Shak("9X0101"),
            provider_numbers=(ProviderNumber("012009"),),
            specialities=("394604002", "408443003"),
            visiting=visiting.id,
            activity=activity.id,
            inherits_location_number=True,
            geographical_relation=GeographicalRelation.OTHER_MOTHER,
            geographical_parent=INSTITUTION,
            ambulant=True,
            inpatient=False,
            reporting_level=True,
            local_attributes=("Budget 4711", None, "Hus 9"),
        ),
        since=date(2000, 1, 1),
        first_from=date(2000, 1, 1),
        last_day=None,
        carries=frozenset(FACTS) - {"cvr", "p_number", "treatment_site", "carried_back"},
        addresses=(visiting, activity),
        where="line 96, OrganizationalUnit",
    )


def test_a_unit_may_have_no_location_number_at_all() -> None:
    section = records(V1)[3]

    assert (section.sor_code, section.facts.parent, section.facts.type) == (SECTION, DEPARTMENT, "550851000005109")
    assert (section.number, section.facts.inherits_location_number) == (None, False)
    assert section.facts.geographical_relation is GeographicalRelation.ORGANISATIONAL_MOTHER


def test_v2_adds_cvr_production_units_municipality_street_region_and_coordinates() -> None:
    klinik, terapi, _ = records(V2)

    assert klinik.facts.cvr == Cvr("90000004")
    assert klinik.carries == ALWAYS | {"cvr"}
    assert klinik.addresses == (
        Address(
            street="Østre Prøvegade",
            house_number="70",
            post_code="9700",
            district="Brønderslev",
            municipality="0810",
            region="1081",
            street_code="0042",
            east=Decimal("557410.680"),
            north=Decimal("6347010.450"),
        ),
    )
    assert terapi.facts.p_number == PNumber("1009000004")
    assert "p_number" in terapi.carries
    assert "cvr" not in terapi.carries


def test_v2_names_the_same_things_differently() -> None:
    klinik, terapi, fodterapeut = records(V2)

    assert [unit.facts.type for unit in (klinik, terapi, fodterapeut)] == [
        "550891000005100",
        "554061000005105",
        "255203001",
    ]
    assert [unit.facts.inherits_location_number for unit in (klinik, terapi, fodterapeut)] == [False, True, False]
    assert klinik.number is not None
    assert klinik.number.mailbox == Mailbox(
        holder=OWNER,
        region="1081",
        system="225",
        supplier="162",
        network="41000035001",
        administrator="639",
        source_updated=date(2018, 7, 24),
    )


def test_a_last_day_at_the_end_of_time_is_none_and_a_time_of_day_does_not_count() -> None:
    terapi = records(V2)[1]

    assert (terapi.last_day, terapi.facts.source_updated) == (None, date(2018, 12, 20))


def test_a_broken_last_unit_is_refused_with_all_its_rules_and_the_others_stand() -> None:
    assert [record.sor_code for record in records(V2)] == [OWNER, INSTITUTION, DEPARTMENT]
    assert findings(V2) == [
        Finding(
            Rule.SOR_CODE_FORMAT,
            Weight.REFUSED,
            "'9000004100001600301' has 19 digits; a SOR code has 11 to 18 and does not begin with 0",
            sor_code="9000004100001600301",
            where="line 81, SorIdentifier",
        ),
        Finding(
            Rule.RECORD_INCOMPLETE,
            Weight.REFUSED,
            "OrganizationalUnit has no SorStatus, so no validity",
            sor_code="9000004100001600301",
            where="line 80, OrganizationalUnit",
        ),
    ]


def test_either_version_may_be_written_with_the_names_of_the_other() -> None:
    renamed = V2.decode("utf-8-sig")
    for new, old in (
        ("EanLocationCodeOption", "OptionalEanLocationCode"),
        ("EntityInheritanceIndicator", "EntityInheritedIndicator"),
        ("SystemTypeIdentifier", "SystemType"),
        ("SystemSupplierIdentifier", "SystemSupplier"),
        ("CommunicationSupplierIdentifier", "CommunicationSupplier"),
        ("EdiAdministratorIdentifier", "EdiAdministrator"),
    ):
        renamed = renamed.replace(new, old)

    assert records(renamed.encode()) == records(V2)
    assert list(told(renamed.encode())) == list(told(V2))


def test_a_unit_comes_after_what_was_found_in_it_and_units_come_in_the_order_of_the_file() -> None:
    with (DATA / "sor_v2.xml").open("rb") as file:
        read = list(sor_xml.read(file))

    assert [type(one) for one in read] == [UnitRecord, UnitRecord, UnitRecord, Finding, Finding]
