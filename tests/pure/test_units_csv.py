"""The units CSV: found by its columns, in any order, with no dates and with types by their Danish names."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings import Finding, Weight
from domain.identifiers import Cvr, Gln, sor_code_of
from domain.location_numbers import Mailbox
from domain.records import NumberRecord, Read, UnitRecord
from domain.rules import Rule
from domain.units import Facts, UnitKind
from formats import Unreadable, units_csv
from formats.lines import LONGEST

WHOLE = (Path(__file__).parents[1] / "data" / "units.csv").read_bytes()
SINCE = date(2025, 11, 1)
OWNER, INSTITUTION, UNIT, SECTION = (sor_code_of(serial) for serial in range(9_000_001, 9_000_005))
HEADER = "sor_id,level,parent_sor_id,name,unit_type_slug,cvr,gln,gln_status_inferred"
GLN, OTHER = "5790009900016", "5790009900017"

TYPES: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "kommune": [("547211000005108", ("IE",))],
    "sundhedsforvaltning": [("554041000005106", ("SI", "OE"))],
    "hjemmeplejeenhed": [("554821000005109", ("OE",))],
    "ergoterapiklinik": [("554241000005103", ()), ("546821000005103", ("SI",)), ("2104671000005110", ("OE",))],
    "almen lægepraksis": [("394761003", ("SI",))],
    "hospice": [("284546000", ())],
}


def read(text: str | bytes) -> list[Read]:
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return list(units_csv.read(file, since=SINCE, types=TYPES))


def rows(*lines: str) -> list[Read]:
    return read("\n".join([HEADER, *lines]))


def the_unit(line: str) -> UnitRecord:
    """The one record of a row, whatever was found in it."""
    [record] = [one for one in rows(line) if isinstance(one, UnitRecord)]
    return record


def told(line: str) -> list[tuple[str, str, str]]:
    return [(one.rule.id, one.weight.value, one.message) for one in rows(line) if isinstance(one, Finding)]


def test_a_row_may_stand_before_the_unit_above_it_and_says_what_its_columns_say() -> None:
    carried = frozenset({"name", "parent", "type", "cvr", "inherits_location_number"})

    assert read(WHOLE)[:3] == [
        UnitRecord(
            sor_code=UNIT,
            kind=UnitKind.ORGANIZATIONAL_UNIT,
            facts=Facts(
                name='Hjemmeplejen, distrikt "Øst"',
                parent=INSTITUTION,
                type="554821000005109",
                cvr=Cvr("90000004"),
                inherits_location_number=True,
            ),
            since=SINCE,
            first_from=SINCE,
            last_day=None,
            carries=carried,
            where="line 2",
        ),
        UnitRecord(
            sor_code=INSTITUTION,
            kind=UnitKind.HEALTH_INSTITUTION,
            facts=Facts(
                name="Sundhedsforvaltningen",
                parent=OWNER,
                type="554041000005106",
                cvr=Cvr("90000004"),
                inherits_location_number=False,
            ),
            since=SINCE,
            first_from=SINCE,
            last_day=None,
            carries=carried,
            number=NumberRecord(gln=Gln(GLN), mailbox=Mailbox(holder=INSTITUTION), since=SINCE, first_from=SINCE),
            where="line 3",
        ),
        UnitRecord(
            sor_code=OWNER,
            kind=UnitKind.INSTITUTION_OWNER,
            facts=Facts(
                name="Prøveby Kommune", type="547211000005108", cvr=Cvr("90000004"), inherits_location_number=False
            ),
            since=SINCE,
            first_from=SINCE,
            last_day=None,
            carries=carried,
            where="line 4",
        ),
    ]


def test_an_empty_type_or_cvr_says_nothing_and_an_empty_number_says_there_is_none() -> None:
    section = read(WHOLE)[3]

    assert isinstance(section, UnitRecord)
    assert (section.sor_code, section.number, section.facts.inherits_location_number) == (SECTION, None, False)
    assert section.carries == {"name", "parent", "inherits_location_number"}


def test_windows_line_ends_a_mark_at_the_beginning_and_semicolons_say_the_same() -> None:
    windows = b"\xef\xbb\xbf" + WHOLE.replace(b"\n", b"\r\n")
    danish = f"{HEADER}\n{SECTION},OE,{UNIT},Sygeplejen,,90000004,,".replace(",", ";")

    assert read(windows) == read(WHOLE)
    assert read(danish) == rows(f"{SECTION},OE,{UNIT},Sygeplejen,,90000004,,")


def test_columns_are_found_by_name() -> None:
    [record] = read(f"NAME,sor_id,level,parent_sor_id\nPrøveejer,{OWNER},ie,\n")

    assert isinstance(record, UnitRecord)
    assert (record.sor_code, record.facts.name, record.kind) == (OWNER, "Prøveejer", UnitKind.INSTITUTION_OWNER)


def test_columns_of_which_nothing_is_read_are_told_and_those_of_the_extract_are_not() -> None:
    assert read("sor_id,level,parent_sor_id,name,skostørrelse,owner_sor_id,name_pseudonymised\n") == [
        Finding(Rule.FILE_FORMAT, Weight.WARNED, "nothing is read from the columns skostørrelse", where="line 1")
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f",OE,{OWNER},Prøven,,,,", Rule.RECORD_INCOMPLETE),
        (f"123,OE,{OWNER},Prøven,,,,", Rule.SOR_CODE_FORMAT),
        (f"{str(UNIT)[:-1]}9,OE,{OWNER},Prøven,,,,", Rule.SOR_CODE_CHECK_DIGIT),
        (f"{UNIT},XX,{OWNER},Prøven,,,,", Rule.VALUE_FORMAT),
        (f"{UNIT},OE,{OWNER},,,,,", Rule.RECORD_INCOMPLETE),
        (f"{UNIT},OE,{OWNER},{'ø' * 61},,,,", Rule.NAME_LENGTH),
        (f"{UNIT},OE,,Prøven,,,,", Rule.RECORD_INCOMPLETE),
        (f"{UNIT},OE,123,Prøven,,,,", Rule.PARENT_UNKNOWN),
        (f"{UNIT},IE,{OWNER},Prøven,,,,", Rule.LEVEL_UNDER),
        (f"{UNIT},OE,{OWNER},Prøven,,,", Rule.FILE_FORMAT),
        (f'{UNIT},OE,{OWNER},"Prø"ven,,,,', Rule.FILE_FORMAT),
    ],
)
def test_a_row_without_a_usable_code_level_name_or_parent_is_refused_and_the_next_stands(line: str, rule: Rule) -> None:
    refused, stands = rows(line, f"{SECTION},OE,{UNIT},Prøven,,,,")

    assert isinstance(refused, Finding)
    assert (refused.rule, refused.weight, refused.where) == (rule, Weight.REFUSED, "line 2")
    assert isinstance(stands, UnitRecord)
    assert (stands.sor_code, stands.where) == (SECTION, "line 3")


def test_a_refused_row_tells_all_its_rules_and_its_code_as_written() -> None:
    found = rows("00123,XX,,,,,,")

    assert [(one.rule.id, one.sor_code) for one in found if isinstance(one, Finding)] == [
        ("SOR_CODE_FORMAT", "00123"),
        ("VALUE_FORMAT", "00123"),
        ("RECORD_INCOMPLETE", "00123"),
    ]


def test_a_type_is_found_at_its_level_whatever_signs_its_slug_has() -> None:
    assert the_unit(f"{UNIT},SI,{OWNER},Prøven,ergoterapiklinik,,,").facts.type == "546821000005103"
    assert the_unit(f"{UNIT},OE,{OWNER},Prøven,Ergoterapiklinik,,,").facts.type == "2104671000005110"
    assert the_unit(f"{UNIT},SI,{OWNER},Prøven,almen-laegepraksis,,,").facts.type == "394761003"
    assert the_unit(f"{UNIT},OE,{OWNER},Prøven,hospice,,,").facts.type == "284546000"


def test_an_unknown_type_is_told_and_not_carried() -> None:
    line = f"{UNIT},OE,{OWNER},Prøven,kaffebar,,,"

    assert told(line) == [("UNKNOWN_CODE", "warned", "no unit type is called 'kaffebar'; the type is not read")]
    assert the_unit(line).facts.type is None
    assert "type" not in the_unit(line).carries


def test_a_type_at_another_level_is_kept_and_told() -> None:
    line = f"{UNIT},OE,{OWNER},Prøven,kommune,,,"

    assert told(line) == [("TYPE_NOT_ALLOWED_AT_LEVEL", "warned", "the type 'kommune' is not used at level OE; kept")]
    assert the_unit(line).facts.type == "547211000005108"


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (f"{OTHER},own", "GLN_CHECK_DIGIT"),
        (",own", "VALUE_FORMAT"),
        (f"{GLN},", "VALUE_FORMAT"),
        (f"{GLN},måske", "VALUE_FORMAT"),
    ],
)
def test_a_number_that_cannot_be_used_is_left_out_and_the_choice_is_not_said(cells: str, rule: str) -> None:
    line = f"{UNIT},OE,{OWNER},Prøven,,,{cells}"

    assert [(found, weight) for found, weight, _ in told(line)] == [(rule, "adjusted")]
    assert the_unit(line).number is None
    assert the_unit(line).carries == {"name", "parent"}


def test_a_bad_cvr_is_left_out_and_the_unit_stands() -> None:
    line = f"{UNIT},OE,{OWNER},Prøven,,90000005,,"

    assert [(rule, weight) for rule, weight, _ in told(line)] == [("CVR_CHECK_DIGIT", "adjusted")]
    assert the_unit(line).facts.cvr is None
    assert "cvr" not in the_unit(line).carries


def test_a_control_character_in_a_name_is_a_space_and_told() -> None:
    line = f'{UNIT},OE,{OWNER},"Prø\0ven\ni by",,,,'

    assert the_unit(line).facts.name == "Prø ven i by"
    assert [(rule, weight) for rule, weight, _ in told(line)] == [("VALUE_FORMAT", "adjusted")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "line 1: the file does not begin with a header"),
        (b"\0\0\0", "line 1: the header names no column sor_id, level, parent_sor_id, name"),
        (b"sor_id,level,name\n", "line 1: the header names no column parent_sor_id"),
        (b"sor_id,level,parent_sor_id,name,name\n", "line 1: the header names the column name more than once"),
        (b'"sor_id,level', "line 1: the header cannot be read: unexpected end of data"),
        ("sor_id,level,parent_sor_id,name\n".encode("utf-16"), "line 1: the file is UTF-16; save it as UTF-8"),
        (
            f"{HEADER}\n\n{OWNER},IE,,Prøve".encode("iso-8859-1"),
            "line 3: byte 0xf8 at position 25 is not UTF-8; is the file ISO-8859-1?",
        ),
        (
            f"{HEADER}\n{'x' * (LONGEST + 1)}\n".encode(),
            f"line 2: a line of more than {LONGEST} bytes is no record",
        ),
        (
            f'{HEADER}\n{OWNER},IE,,"Prøve\n{UNIT},IE,,"Prøve"\n'.encode(),
            "line 2: a quoted value begins here and does not end as one: ',' expected after '\"'",
        ),
    ],
)
def test_a_file_that_is_no_units_csv_is_told_with_its_line(text: bytes, message: str) -> None:
    with pytest.raises(Unreadable) as broken:
        read(text)

    assert str(broken.value) == message


def test_what_was_read_before_the_break_stands() -> None:
    text = f"{HEADER}\n{OWNER},IE,,Ejer,,,,\n".encode() + b"\xff"
    found: list[Read] = []
    with pytest.raises(Unreadable):
        found.extend(units_csv.read(io.BytesIO(text), since=SINCE, types=TYPES))

    assert [one.where for one in found] == ["line 2"]


@given(at=st.integers(0, len(WHOLE) - 1), garbage=st.binary(min_size=1, max_size=8))
def test_a_garbled_file_is_read_or_told_to_be_unreadable(at: int, garbage: bytes) -> None:
    try:
        found = read(WHOLE[:at] + garbage + WHOLE[at + len(garbage) :])
    except Unreadable as broken:
        found = [broken.finding]

    assert all(isinstance(one, UnitRecord) or one.message for one in found)


@given(st.text(max_size=200))
def test_any_row_at_all_is_read_or_told(anything: str) -> None:
    try:
        found = read(f"{HEADER}\n{anything}".encode("utf-8", "replace"))
    except Unreadable as broken:
        found = [broken.finding]

    assert all(isinstance(one, Finding | UnitRecord) for one in found)
