"""SHAK files: a dated code list, in fixed width."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.code_lists import CodeList, CodeValue
from domain.findings import Finding, Weight
from domain.periods import Period
from domain.rules import Rule
from formats import Unreadable, shak

WHOLE = (Path(__file__).parents[1] / "data" / "shakcomplete.txt").read_bytes()


def read(text: bytes) -> list[CodeValue | Finding]:
    return list(shak.read(io.BytesIO(text)))


def line(
    kind: str = "afd", code: str = "9X0101", first: str = "20060101", last: str = "25000101", name: str = "Prøven"
) -> str:
    return f"{kind}{code:<20}{first}20060101{last}{name:<120}\n"


def value(code: str, name: str, first: date, end: date | None, parent: str | None) -> CodeValue:
    return CodeValue(CodeList.SHAK, code, name, None, Period(first, end), parent=parent)


def test_each_line_is_a_code_in_a_period_under_the_code_it_extends() -> None:
    assert read(WHOLE) == [
        value("9X01", "Prøveby Sygehus", date(1976, 4, 1), None, None),
        value("9X0101", "Øre-næse-halsafdelingen", date(2006, 1, 1), None, "9X01"),
        value("9X01011", "ØRE-NÆSE-HALSAFD. AFSNIT 1", date(1979, 1, 1), date(1983, 1, 1), "9X0101"),
        value("9X01011", "Øre-næse-halsafdelingen, sengeafsnit", date(1983, 1, 1), date(2004, 1, 1), "9X0101"),
        value("9X01011", "Øre-næse-halsafdelingen, heldøgn", date(2004, 1, 1), None, "9X0101"),
        value("9X02", "PRØVEBY ØSTRE SYGEHUS", date(1992, 1, 10), date(1992, 1, 11), None),
    ]


def test_a_file_in_utf_8_says_the_same() -> None:
    assert read(WHOLE.decode("iso8859-15").encode()) == read(WHOLE)


def test_spaces_at_the_end_of_a_line_may_be_missing() -> None:
    assert read(b"\r\n".join(part.rstrip() for part in WHOLE.splitlines())) == read(WHOLE)


def test_empty_lines_and_the_mark_by_which_dos_ends_a_file_are_nothing() -> None:
    assert read(b"\r\n" + WHOLE + b"\r\n\x1a") == read(WHOLE)


@pytest.mark.parametrize(
    ("wrong", "rule", "message"),
    [
        (line(kind="til"), Rule.FILE_FORMAT, "the line begins with 'til', neither sgh nor afd"),
        (
            line(code="9X010"),
            Rule.SHAK_FORMAT,
            "'9X010' is no SHAK code: 4 letters or digits for a hospital, 6 for a department, 7 for a section",
        ),
        (line(code="9X01"), Rule.SHAK_FORMAT, "'9X01' has 4 characters; the code of a line afd has 6 or 7"),
        (
            line("sgh", code="9X0101"),
            Rule.SHAK_FORMAT,
            "'9X0101' has 6 characters; the code of a line sgh has 4",
        ),
        (line(first="20061301"), Rule.DATE_FORMAT, "'20061301' is no day of the calendar as YYYYMMDD"),
        (line(last="        "), Rule.DATE_FORMAT, "'' is no day of the calendar as YYYYMMDD"),
        (
            line(last="20051231"),
            Rule.DATES_IN_ORDER,
            "the last day 2005-12-31 lies before the first, 2006-01-01",
        ),
        (line(name=""), Rule.RECORD_INCOMPLETE, "the line has no name in columns 48 to 167"),
        (
            f"{line()[:-1]:<187}2\n",
            Rule.FILE_FORMAT,
            "the line deletes the code (2 in column 188); a code list forgets nothing",
        ),
    ],
)
def test_a_line_that_breaks_a_rule_is_refused_and_the_others_stand(wrong: str, rule: Rule, message: str) -> None:
    before, found, after = read(f"{line(code='9X0100')}{wrong}{line(code='9X0102')}".encode())

    assert found == Finding(rule, Weight.REFUSED, message, where="line 2")
    assert [one.code for one in (before, after) if isinstance(one, CodeValue)] == ["9X0100", "9X0102"]


def test_two_lines_that_say_the_same_days_of_one_code_are_one_too_many() -> None:
    first, found = read(f"{line(name='Før')}{line(name='Efter', first='20070101')}".encode())

    assert isinstance(first, CodeValue)
    assert first.name_da == "Før"
    assert found == Finding(
        Rule.ONE_VERSION_A_DAY, Weight.REFUSED, "9X0101 from 2007-01-01 overlaps the line before it", where="line 2"
    )


def test_a_control_character_in_a_name_is_a_space_and_told() -> None:
    found, one = read(line(name="Prø\0ven").encode())

    assert isinstance(found, Finding)
    assert (found.rule, found.weight) == (Rule.VALUE_FORMAT, Weight.ADJUSTED)
    assert isinstance(one, CodeValue)
    assert one.name_da == "Prø ven"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file has nothing in it"),
        (b"\n\n", "the file has nothing in it"),
        (b"\n<SorTree/>", "line 2: a SHAK file begins with sgh or afd, not with '<So'"),
        (b"x" * 100_000, "line 1: a line of more than 65536 bytes is no record"),
        ("sgh".encode("utf-16"), "line 1: the file is UTF-16; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_shak_file_is_told(text: bytes, message: str) -> None:
    with pytest.raises(Unreadable) as broken:
        read(text)

    assert str(broken.value) == message


@given(at=st.integers(0, len(WHOLE) - 1), garbage=st.binary(min_size=1, max_size=8))
def test_a_garbled_file_is_read_or_told_to_be_unreadable(at: int, garbage: bytes) -> None:
    try:
        found = read(WHOLE[:at] + garbage + WHOLE[at + len(garbage) :])
    except Unreadable as broken:
        found = [broken.finding]

    assert all(isinstance(one, CodeValue) or one.message for one in found)
