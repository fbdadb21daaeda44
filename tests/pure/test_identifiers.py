"""The register's numbers are read strictly, and a wrong one is told which rule it breaks."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import identifiers
from domain.rules import Rule, Violated


@pytest.mark.parametrize("text", ["21000016006", "311000016009", "698471000016005", "1254731000016003"])
def test_real_sor_codes_are_read(text: str) -> None:
    assert identifiers.sor_code(text) == int(text)


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        (
            "533301000016001",
            Rule.SOR_CODE_CHECK_DIGIT,
            "ends in 1, but the Verhoeff check digit of 53330100001600 is 2",
        ),
        ("6984910000160091", Rule.SOR_CODE_FORMAT, "a SOR code has 100001600 there"),
        ("1", Rule.SOR_CODE_FORMAT, "has 1 digit; a SOR code has 11 to 18"),
        ("1000016006", Rule.SOR_CODE_FORMAT, "has 10 digits; a SOR code has 11 to 18"),
        ("0021000016006", Rule.SOR_CODE_FORMAT, "does not begin with 0"),
        ("21 000 016 006", Rule.SOR_CODE_FORMAT, "digits 0 to 9 only"),
        ("２１０００016006", Rule.SOR_CODE_FORMAT, "digits 0 to 9 only"),
        ("", Rule.SOR_CODE_FORMAT, "digits 0 to 9 only"),
    ],
)
def test_a_wrong_sor_code_is_told_which_digit_rule_it_breaks(text: str, rule: Rule, said: str) -> None:
    with pytest.raises(Violated) as refused:
        identifiers.sor_code(text)

    assert refused.value.rule is rule
    assert said in refused.value.message


@given(serial=st.integers(1, 99_999_999))
def test_every_code_the_register_gives_out_is_one_it_reads(serial: int) -> None:
    assert identifiers.sor_code(str(identifiers.sor_code_of(serial))) == identifiers.sor_code_of(serial)


@given(serial=st.integers(10, 9_999_999), place=st.integers(0, 30), other=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(serial: int, place: int, other: int) -> None:
    digits = [int(digit) for digit in str(identifiers.sor_code_of(serial))]
    place %= len(digits)
    digits[place] = (digits[place] + other) % 10

    with pytest.raises(Violated):
        identifiers.sor_code("".join(map(str, digits)))


def test_a_location_number_has_thirteen_digits_and_a_check_digit() -> None:
    assert identifiers.gln("5790000173624") == "5790000173624"
    assert identifiers.gln_of(579000017362) == "5790000173624"
    with pytest.raises(Violated, match="ends in 0, but the mod 10 check digit of 579000012153 is 3"):
        identifiers.gln("5790000121530")
    with pytest.raises(Violated, match="has 12 digits"):
        identifiers.gln("579000017362")


def test_a_cvr_number_passes_mod_11() -> None:
    assert [identifiers.cvr(text) for text in ("33257872", "64942212", "55133018")] == [
        "33257872",
        "64942212",
        "55133018",
    ]
    with pytest.raises(Violated, match="fails the mod 11 check"):
        identifiers.cvr("64942213")


def test_leading_zeros_of_an_ydernummer_count_and_its_sum_only_warns() -> None:
    assert identifiers.provider_number(" 077410 ") == "077410"
    assert identifiers.provider_number_adds_up(identifiers.provider_number("077410"))
    assert not identifiers.provider_number_adds_up(identifiers.provider_number("077411"))


@pytest.mark.parametrize("text", ["1301", "130101", "1301011", "130a01"])
def test_a_shak_code_has_four_six_or_seven_characters(text: str) -> None:
    assert identifiers.shak(text) == text.upper()


@pytest.mark.parametrize("text", ["130", "13010", "13010111", "13-1", "13é1"])
def test_other_lengths_and_letters_are_no_shak_code(text: str) -> None:
    with pytest.raises(Violated) as refused:
        identifiers.shak(text)
    assert refused.value.rule is Rule.SHAK_FORMAT


READERS = (
    identifiers.sor_code,
    identifiers.gln,
    identifiers.cvr,
    identifiers.p_number,
    identifiers.shak,
    identifiers.provider_number,
)


@given(text=st.text(max_size=60), read=st.sampled_from(READERS))
def test_whatever_is_sent_is_read_or_told_a_rule_in_a_short_sentence(text: str, read: Callable[[str], object]) -> None:
    told = ""
    try:
        read(text)
    except Violated as refused:
        told = refused.message or "nothing" * 40
    assert len(told) < 200
