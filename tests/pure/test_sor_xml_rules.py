"""Bad values in SOR XML: what refuses a unit, what is left out of it, what is only said."""

from datetime import date

import pytest

from domain.findings import Weight
from domain.identifiers import sor_code_of
from domain.rules import Rule
from domain.units import GeographicalRelation
from tests.pure.sor_trees import (
    DEPARTMENT,
    INSTITUTION,
    OWNER,
    SECTION,
    STATUS,
    department,
    findings,
    institution,
    owner,
    records,
    refused,
    status,
    the_department,
    told,
    tree,
    under,
    unit,
)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"code": str(DEPARTMENT)[:-1] + "6"}, Rule.SOR_CODE_CHECK_DIGIT),
        ({"code": "533301000016001"}, Rule.SOR_CODE_CHECK_DIGIT),
        ({"code": "6984910000160091"}, Rule.SOR_CODE_FORMAT),
        ({"code": ""}, Rule.RECORD_INCOMPLETE),
        ({"status": ""}, Rule.RECORD_INCOMPLETE),
        ({"status": status(FirstFromDate="2010-01-01")}, Rule.RECORD_INCOMPLETE),
        ({"status": status(FromDate="2020-02-30", FirstFromDate="2010-01-01")}, Rule.DATE_FORMAT),
        ({"status": status(FromDate="01-01-2020", FirstFromDate="2010-01-01")}, Rule.DATE_FORMAT),
        ({"status": status(FromDate="2020-01-01", ToDate="snart", FirstFromDate="2010-01-01")}, Rule.DATE_FORMAT),
        (
            {"status": status(FromDate="2020-01-01", ToDate="2009-12-31", FirstFromDate="2010-01-01")},
            Rule.DATES_IN_ORDER,
        ),
    ],
)
def test_a_unit_whose_code_or_days_cannot_be_used_is_refused_and_those_around_it_stand(
    wrong: dict[str, str], rule: Rule
) -> None:
    text = under(department(**wrong), department(code=SECTION))

    assert {record.sor_code for record in records(text)} == {OWNER, INSTITUTION, SECTION}
    assert [one.rule for one in findings(text)] == [rule]
    assert [one.weight for one in findings(text)] == [Weight.REFUSED]


@pytest.mark.parametrize(
    ("name", "rule"), [("", Rule.RECORD_INCOMPLETE), ("\n ", Rule.RECORD_INCOMPLETE), ("å" * 61, Rule.NAME_LENGTH)]
)
def test_a_unit_without_a_name_of_1_to_60_characters_is_refused(name: str, rule: Rule) -> None:
    text = tree(owner(called=name))

    assert records(text) == []
    assert refused(text) == [(rule.id, str(OWNER))]


def test_a_name_of_a_megabyte_is_told_in_short() -> None:
    [finding] = findings(tree(owner(called="å" * 1_000_000)))

    assert finding.message == f"the name '{'å' * 37}...' has 1000000 characters"


def test_a_name_of_60_characters_stands() -> None:
    assert [record.facts.name for record in records(tree(owner(called="å" * 60)))] == ["å" * 60]


def test_a_control_character_in_a_name_is_a_space_and_told() -> None:
    text = tree(owner(called="Prøve\nejer\u0085ApS"))

    assert [record.facts.name for record in records(text)] == ["Prøve ejer ApS"]
    assert list(told(text)) == [
        ("VALUE_FORMAT", "adjusted", "EntityName 'Prøve ejer ApS': a control character in it became a space")
    ]


def test_all_that_is_wrong_with_a_refused_unit_is_told() -> None:
    text = under(department("<CVRnumberIdentifier>90000005</CVRnumberIdentifier>", code="123", status=""))

    assert list(told(text)) == [
        (
            "SOR_CODE_FORMAT",
            "refused",
            "'123' has 3 digits; a SOR code has 11 to 18 and does not begin with 0",
        ),
        ("RECORD_INCOMPLETE", "refused", "OrganizationalUnit has no SorStatus, so no validity"),
        (
            "CVR_CHECK_DIGIT",
            "adjusted",
            "'90000005' fails the mod 11 check of a CVR number (weights 2 7 6 5 4 3 2 1); left out",
        ),
    ]


def test_units_below_a_refused_one_keep_it_as_their_parent_if_its_code_is_one() -> None:
    text = under(department(status="", below=department(code=SECTION)))

    assert [(record.sor_code, record.facts.parent) for record in records(text)] == [
        (OWNER, None),
        (INSTITUTION, OWNER),
        (SECTION, DEPARTMENT),
    ]
    assert refused(text) == [("RECORD_INCOMPLETE", str(DEPARTMENT))]


def test_units_below_one_without_a_code_are_refused_each_and_those_below_them_are_read() -> None:
    last = sor_code_of(9_000_005)
    text = under(department(code="123", below=department(code=SECTION, below=department(code=last))))

    assert [(record.sor_code, record.facts.parent) for record in records(text)][2:] == [(last, SECTION)]
    assert refused(text) == [("SOR_CODE_FORMAT", "123"), ("PARENT_UNKNOWN", str(SECTION))]
    assert findings(text)[1].message == "the SOR code of the unit above is '123', which is none"


@pytest.mark.parametrize(
    "text",
    [
        tree(f"<HealthInstitutionEntity>{institution()}</HealthInstitutionEntity>"),
        tree(institution()),
        tree(unit("HealthInstitution", INSTITUTION)),
        tree(f"<InstitutionOwnerEntity>{institution()}{unit('InstitutionOwner', OWNER)}</InstitutionOwnerEntity>"),
    ],
)
def test_a_unit_that_stands_under_no_unit_is_refused(text: bytes) -> None:
    assert refused(text) == [("RECORD_INCOMPLETE", str(INSTITUTION))]
    assert INSTITUTION not in {record.sor_code for record in records(text)}


def test_an_owner_within_another_unit_is_refused() -> None:
    text = tree(owner(below=owner(code=SECTION)))

    assert [record.sor_code for record in records(text)] == [OWNER]
    assert refused(text) == [("LEVEL_UNDER", str(SECTION))]


@pytest.mark.parametrize(
    ("said", "fact", "rule"),
    [
        ("<CVRnumberIdentifier>90000005</CVRnumberIdentifier>", "cvr", Rule.CVR_CHECK_DIGIT),
        ("<CVRnumberIdentifier>9000000</CVRnumberIdentifier>", "cvr", Rule.CVR_FORMAT),
        ("<ProductionUnitIdentifier>12</ProductionUnitIdentifier>", "p_number", Rule.P_NUMBER_FORMAT),
        ("<ShakIdentifier>9X010</ShakIdentifier>", "shak", Rule.SHAK_FORMAT),
        (f"<LocalCode>{'x' * 21}</LocalCode>", "local_code", Rule.TEXT_LENGTH),
        (f"<PharmacyIdentifier>{'1' * 21}</PharmacyIdentifier>", "pharmacy_number", Rule.TEXT_LENGTH),
        ("<UnitType>afdeling</UnitType>", "type", Rule.VALUE_FORMAT),
        (
            "<OrganizationalUnitInformation><AmbulantActivityIndicator>måske</AmbulantActivityIndicator>"
            "</OrganizationalUnitInformation>",
            "ambulant",
            Rule.VALUE_FORMAT,
        ),
        (
            "<GeographicalParent><GeographicalParentRelation>6</GeographicalParentRelation></GeographicalParent>",
            "geographical_relation",
            Rule.VALUE_FORMAT,
        ),
        (
            f"<LocalAttributeCollection><LocalAttribute2>{'x' * 21}</LocalAttribute2></LocalAttributeCollection>",
            "local_attributes",
            Rule.TEXT_LENGTH,
        ),
    ],
)
def test_a_bad_value_is_left_out_and_what_the_register_has_stays(said: str, fact: str, rule: Rule) -> None:
    text = under(department(said))
    unread = the_department(text)

    assert not getattr(unread.facts, fact)
    assert fact not in unread.carries
    assert [(one.rule, one.weight) for one in findings(text)] == [(rule, Weight.ADJUSTED)]
    assert findings(text)[0].message.endswith("; left out")
    assert findings(text)[0].sor_code == str(DEPARTMENT)


def test_local_attributes_are_carried_only_where_the_file_has_any_place_for_them() -> None:
    assert "local_attributes" not in the_department(under(department())).carries
    assert "local_attributes" in the_department(under(department("<LocalAttributeCollection/>"))).carries


def test_a_provider_number_whose_sum_fails_is_kept_and_said() -> None:
    text = under(department("<ProviderIdentifier>012010</ProviderIdentifier>"))

    assert the_department(text).facts.provider_numbers == ("012010",)
    assert list(told(text)) == [("PROVIDER_NUMBER_SUM", "warned", "012010 fails the mod 11 check; kept")]


def test_a_provider_number_that_lost_its_leading_zero_gets_it_back_if_the_sum_confirms_it() -> None:
    text = under(department("<ProviderIdentifier>12009</ProviderIdentifier>"))

    assert the_department(text).facts.provider_numbers == ("012009",)
    assert list(told(text)) == [("PROVIDER_NUMBER_FORMAT", "adjusted", "'12009' lacks leading zeros; taken as 012009")]


@pytest.mark.parametrize("ill_formed", ["12010", "1234567", "A12009", "12 009"])
def test_any_other_ill_formed_provider_number_is_left_out(ill_formed: str) -> None:
    text = under(
        department(
            f"<ProviderIdentifier>{ill_formed}</ProviderIdentifier>", "<ProviderIdentifier>012017</ProviderIdentifier>"
        )
    )

    assert the_department(text).facts.provider_numbers == ("012017",)
    assert [(rule, weight) for rule, weight, _ in told(text)] == [("PROVIDER_NUMBER_FORMAT", "adjusted")]


def test_a_unit_may_have_several_provider_numbers() -> None:
    numbers = "".join(f"<ProviderIdentifier>{number}</ProviderIdentifier>" for number in ("012017", "012009", "012017"))

    assert the_department(under(department(numbers))).facts.provider_numbers == ("012017", "012009")


def test_of_more_than_eight_specialities_the_first_eight_stand() -> None:
    codes = [str(394577000 + n) for n in range(9)]
    said = "".join(
        f"<ClinicalSpeciality><SpecialityCode>{code}</SpecialityCode></ClinicalSpeciality>" for code in codes
    )
    text = under(department(f"<ClinicalSpecialityCollection>{said}</ClinicalSpecialityCollection>"))

    assert list(the_department(text).facts.specialities) == codes[:8]
    assert list(told(text)) == [("SPECIALITIES_AT_MOST", "adjusted", "9 clinical specialities; the first 8 are kept")]


def test_a_bad_coordinate_or_country_leaves_the_rest_of_the_address() -> None:
    text = under(
        department(
            "<VisitingAddressInformation><AddressPostal><StreetName>Prøvevej</StreetName>"
            "<CountryIdentificationCode>Sverige</CountryIdentificationCode></AddressPostal>"
            "<MunicipalityCode>810</MunicipalityCode><CoordETRS89z32EMeasure>øst</CoordETRS89z32EMeasure>"
            "<CoordETRS89z32NMeasure>6347032.45</CoordETRS89z32NMeasure></VisitingAddressInformation>"
        )
    )
    [address] = the_department(text).addresses

    assert (address.street, address.country, address.municipality) == ("Prøvevej", "Sverige", "0810")
    assert (address.east, str(address.north)) == (None, "6347032.45")
    assert [(rule, weight) for rule, weight, _ in told(text)] == [
        ("VALUE_FORMAT", "warned"),
        ("VALUE_FORMAT", "adjusted"),
    ]


def test_an_empty_address_is_none() -> None:
    text = under(department("<PostalAddressInformation><AddressPostal/></PostalAddressInformation>"))

    assert the_department(text).facts.postal is None
    assert the_department(text).addresses == ()


def test_days_out_of_order_are_mended_where_it_is_plain_how() -> None:
    begun_later = status(FromDate="2020-01-01", FirstFromDate="2021-01-01")
    closed_before = status(FromDate="2020-01-01", ToDate="2019-06-30", FirstFromDate="2010-01-01")
    first_missing = status(FromDate="2020-01-01")
    read = [the_department(under(department(status=one))) for one in (begun_later, closed_before, first_missing)]

    assert [(one.since, one.first_from, one.last_day) for one in read] == [
        (date(2020, 1, 1), date(2020, 1, 1), None),
        (date(2010, 1, 1), date(2010, 1, 1), date(2019, 6, 30)),
        (date(2020, 1, 1), date(2020, 1, 1), None),
    ]
    assert [list(told(under(department(status=one)))) for one in (begun_later, closed_before, first_missing)] == [
        [
            (
                "DATES_IN_ORDER",
                "adjusted",
                "FirstFromDate 2021-01-01 lies after FromDate 2020-01-01, which is taken for both",
            )
        ],
        [
            (
                "DATES_IN_ORDER",
                "adjusted",
                "FromDate 2020-01-01 lies after ToDate 2019-06-30; what it says is taken to hold from 2010-01-01",
            )
        ],
        [("RECORD_INCOMPLETE", "adjusted", "SorStatus has no FirstFromDate; FromDate 2020-01-01 is taken")],
    ]


def test_a_unit_entered_long_after_it_became_valid_is_not_wrong() -> None:
    migrated = status(FromDate="1995-01-01", UpdatedAt="2009-04-02", FirstFromDate="1970-01-01")

    assert findings(under(department(status=migrated))) == []


def test_a_unit_replaces_others_but_never_itself() -> None:
    text = under(
        department(
            f"<ReplacesEntityCollection><SorIdentifier>{DEPARTMENT}</SorIdentifier><SorIdentifier>12</SorIdentifier>"
            f"<SorIdentifier>{SECTION}</SorIdentifier></ReplacesEntityCollection>"
        )
    )

    assert the_department(text).replaces == (SECTION,)
    assert sorted(rule for rule, _, _ in told(text)) == ["RELATION_UNKNOWN", "SOR_CODE_FORMAT"]


def test_a_geographical_parent_may_be_said_without_being_known() -> None:
    said = f"<GeographicalParent><GeographicalParentRelation>3</GeographicalParentRelation>{'{}'}</GeographicalParent>"
    sure = the_department(under(department(said.format(f"<SorIdentifier>{SECTION}</SorIdentifier>"))))
    unsure = the_department(under(department(said.format(""))))

    assert (sure.facts.geographical_relation, sure.facts.geographical_parent) == (
        GeographicalRelation.OTHER_MOTHER,
        SECTION,
    )
    assert unsure.facts.geographical_parent is None
    assert "geographical_parent" in unsure.carries


def test_an_element_that_stands_twice_counts_once() -> None:
    text = under(department("<LocalCode>A</LocalCode><LocalCode>B</LocalCode>"))

    assert the_department(text).facts.local_code == "A"
    assert list(told(text)) == [("VALUE_FORMAT", "adjusted", "LocalCode stands 2 times; the first counts")]


def test_an_element_that_nobody_knows_is_told_once_in_a_file() -> None:
    text = tree(owner("<ShoeSize>44</ShoeSize>"), owner("<ShoeSize>45</ShoeSize>", code=SECTION))

    assert len(records(text)) == 2
    assert list(told(text)) == [
        (
            "FILE_FORMAT",
            "warned",
            "InstitutionOwner/ShoeSize is no element of SOR XML; what it says is not read, here and further on",
        )
    ]


def test_a_comment_within_a_value_does_not_end_it() -> None:
    assert [record.facts.name for record in records(tree(owner(called="Prøve<!-- ny -->ejer")))] == ["Prøveejer"]


def test_a_unit_is_told_by_its_line() -> None:
    text = tree(owner(), "\n\n", owner(code=SECTION, status=STATUS.replace("2020", "20xx")))

    assert [finding.where for finding in findings(text)] == ["line 4, SorStatus"]
