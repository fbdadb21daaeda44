"""Location numbers in SOR XML: left out where they cannot be used, never shown to more people than they may be."""

import pytest

from domain.findings import Weight
from domain.identifiers import gln_of
from tests.pure.sor_trees import department, findings, owner, records, status, the_department, told, tree, under

GLN = gln_of(579000990004)


def number(*said: str) -> str:
    """A location number with all its fields, of which a test may write some again, earlier."""
    return (
        f"<EanLocationCodeOption><EanLocationCodeEntity>{''.join(said)}"
        "<SystemType>225</SystemType><SystemSupplier>162</SystemSupplier><EdiAdministrator>639</EdiAdministrator>"
        "<CommunicationSupplier>41000035001</CommunicationSupplier><RegionCode>1081</RegionCode>"
        "</EanLocationCodeEntity></EanLocationCodeOption>"
    )


def test_a_number_that_fails_its_check_digit_is_left_out_and_the_choice_is_not_said() -> None:
    wrong = GLN[:-1] + str((int(GLN[-1]) + 1) % 10)
    text = under(department(number(f"<EanLocationCode>{wrong}</EanLocationCode>")))

    assert the_department(text).number is None
    assert "inherits_location_number" not in the_department(text).carries
    assert [(rule, weight) for rule, weight, _ in told(text)] == [("GLN_CHECK_DIGIT", "adjusted")]


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        ("", "EanLocationCodeEntity has no EanLocationCode"),
        (
            f"<EanLocationCode>{GLN}</EanLocationCode>{status(FromDate='2020-01-01', ToDate='i går')}",
            "ToDate: 'i går' is no date: it is written YYYY-MM-DD",
        ),
        (f"<EanLocationCode>{GLN}</EanLocationCode><SorStatus/>", "SorStatus has no FromDate"),
    ],
)
def test_a_number_without_its_code_or_its_days_is_left_out(spoiled: str, why: str) -> None:
    text = under(department(number(spoiled)))

    assert the_department(text).number is None
    assert "inherits_location_number" not in the_department(text).carries
    assert [(one.weight, one.message) for one in findings(text)] == [
        (Weight.ADJUSTED, f"the location number: {why}; left out")
    ]


def test_a_number_that_may_be_internal_is_kept_internal() -> None:
    said = f"<EanLocationCode>{GLN}</EanLocationCode><OnlyInternalIndicator>ja</OnlyInternalIndicator>"
    text = under(department(number(said)))
    own = the_department(text).number

    assert own is not None
    assert own.mailbox.internal_only
    assert list(told(text)) == [
        ("VALUE_FORMAT", "adjusted", "'ja' is neither true nor false; the location number is kept internal")
    ]


def test_a_number_that_lacks_a_field_stands_and_the_field_is_named() -> None:
    text = tree(owner(f"<EanLocationCodeEntity><EanLocationCode>{GLN}</EanLocationCode></EanLocationCodeEntity>"))
    [record] = records(text)

    assert record.number is not None
    assert record.number.gln == GLN
    assert list(told(text)) == [
        (
            "LOCATION_NUMBER_FIELDS",
            "warned",
            "the location number has no region, system, supplier, network, administrator",
        )
    ]


def test_a_unit_that_makes_no_choice_of_a_number_does_not_say_it_has_none() -> None:
    silent, chosen = department(), department("<EanLocationCodeOption/>")

    assert the_department(under(silent)).facts.inherits_location_number is None
    assert "inherits_location_number" not in the_department(under(silent)).carries
    assert the_department(under(chosen)).facts.inherits_location_number is False
    assert "inherits_location_number" in the_department(under(chosen)).carries
