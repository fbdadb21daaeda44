"""SOR XML files as they come: encodings, damage, malice and size."""

import io
import tracemalloc
from collections import deque
from contextlib import suppress
from itertools import chain, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings import Finding, Weight
from domain.identifiers import SorCode, sor_code_of
from domain.records import Read, UnitRecord
from domain.rules import Rule
from formats import Unreadable, sor_xml
from formats.sor_xml import DEEPEST, ENTITIES, STRANGERS
from formats.sor_xml_stream import CHUNK, events
from formats.sor_xml_units import UNITS
from tests.pure.sor_trees import (
    DEPARTMENT,
    OWNER,
    SECTION,
    department,
    institution,
    owner,
    records,
    the_department,
    tree,
    under,
)

WHOLE = under(department("<LocalCode>Æ</LocalCode>"))


def read_until_it_breaks(text: bytes) -> tuple[list[Read], Unreadable]:
    """What is read before the file stops being one, and how that is told."""
    read: list[Read] = []
    with pytest.raises(Unreadable) as broken:
        read.extend(sor_xml.read(io.BytesIO(text)))  # extend keeps what came before
    return read, broken.value


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("UTF-16LE", "utf-16-le"),
        ("ISO-8859-1", "iso-8859-1"),
        ("iso-8859-15", "iso8859-15"),
        ("windows-1252", "cp1252"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_declares(declared: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>{WHOLE.decode()}'.encode(encoding)

    assert the_department(text).facts.local_code == "Æ"


def test_a_file_in_another_encoding_than_it_declares_is_unreadable_from_there_on() -> None:
    text = b'<?xml version="1.0" encoding="UTF-8"?>' + WHOLE.decode().encode("iso-8859-1")
    read, broken = read_until_it_breaks(text)

    assert DEPARTMENT not in {one.sor_code for one in read}
    assert str(broken) == "line 2: the XML is not well-formed: Invalid bytes in character encoding"


def test_windows_line_ends_say_the_same() -> None:
    assert records(WHOLE.replace(b"\n", b"\r\n")) == records(WHOLE)


def test_what_was_whole_stands_and_the_break_is_told_with_its_line() -> None:
    read, broken = read_until_it_breaks(tree(owner(), "\n", owner(code=SECTION)).replace(b"</SorTree>", b"</SorTre>"))

    assert [one.sor_code for one in read] == [OWNER, SECTION]
    assert broken.line == 4
    assert broken.message.startswith("the XML is not well-formed: Opening and ending tag mismatch: SorTree line 1")
    assert broken.finding == Finding(Rule.FILE_FORMAT, Weight.REFUSED, broken.message, where="line 4")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file has nothing in it"),
        (b"  \n ", "line 2: the XML is not well-formed: Start tag expected, '<' not found"),
        (b"\0\0\0\0", "line 1: the XML is not well-formed: Start tag expected, '<' not found"),
        (b"sor_id,level", "line 1: the XML is not well-formed: Start tag expected, '<' not found"),
        (b"<html><body/></html>", "line 1: the file is a html; SOR XML is a SorTree"),
        (b"<a>\n<SorTree/></a>", "line 1: the file is a a; SOR XML is a SorTree"),
        (b"<SorTree>", "line 1: the XML is not well-formed: Premature end of data in tag SorTree line 1"),
        (
            b"<!DOCTYPE SorTree [<!ENTITY a 'b'>]><SorTree>&a;</SorTree>",
            "line 1: the file has a DOCTYPE; SOR XML has none, and what one declares is not followed",
        ),
        (
            b'<!DOCTYPE SorTree SYSTEM "file:///etc/passwd"><SorTree/>',
            "line 1: the file has a DOCTYPE; SOR XML has none, and what one declares is not followed",
        ),
    ],
)
def test_what_is_no_sor_xml_is_told_as_what_it_is(text: bytes, message: str) -> None:
    read, broken = read_until_it_breaks(text)

    assert read == []
    assert str(broken) == message


def test_a_tree_without_units_has_none() -> None:
    assert list(sor_xml.read(io.BytesIO(b"<SorTree/>"))) == []


def test_entities_that_grow_without_end_are_not_followed() -> None:
    lines = ['<!ENTITY a0 "prøve">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    text = f"<!DOCTYPE SorTree [{''.join(lines)}]>{tree(owner(called='&a11;')).decode()}".encode()
    read, _ = read_until_it_breaks(text)

    assert read == []


def test_a_file_from_elsewhere_is_never_drawn_in() -> None:
    read, broken = read_until_it_breaks(
        b'<!DOCTYPE SorTree [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + tree(owner(called="&a;"))
    )

    assert read == []
    assert "DOCTYPE" in broken.message


def test_entities_deeper_than_any_organisation_are_refused() -> None:
    def nested(depth: int) -> bytes:
        text = ""
        for serial in range(9_000_100 + depth, 9_000_100, -1):
            text = department(code=sor_code_of(serial), below=text)
        return under(text)

    assert len(records(nested(DEEPEST - 2))) == DEEPEST
    read, broken = read_until_it_breaks(nested(DEEPEST - 1))
    assert len(read) == DEEPEST
    assert str(broken) == f"line 2: more than {DEEPEST} entities lie within each other"


def test_elements_without_bottom_are_refused() -> None:
    read, broken = read_until_it_breaks(tree(owner(), "<a>" * 100_000))

    assert [one.sor_code for one in read] == [OWNER]
    assert broken.message == "the XML is beyond every bound of SOR XML: Excessive depth in document: 256"


def test_a_value_without_end_is_refused() -> None:
    _, broken = read_until_it_breaks(tree(owner(called="å" * 7_000_000)))

    assert broken.message == "8 MB without a unit in them are no part of a SorTree"


def test_a_file_that_goes_on_without_a_unit_is_given_up() -> None:
    read, broken = read_until_it_breaks(tree(owner(), "<b>c</b>" * 1_200_000))

    assert [one.sor_code for one in read] == [OWNER]
    assert broken.message == "8 MB without a unit in them are no part of a SorTree"


def test_strange_elements_are_told_up_to_a_number_of_kinds() -> None:
    strange = "".join(f"<S{n}/>" for n in range(STRANGERS + 50))

    read = list(sor_xml.read(io.BytesIO(tree(owner(strange)))))
    assert len(read) == STRANGERS + 1


class Growing(io.RawIOBase):
    """A file that is written while it is read: an owner, an institution, and very many departments."""

    def __init__(self, codes: list[SorCode]) -> None:
        ahead, behind = tree(owner(below=institution(below="|"))).split(b"|")
        departments = (f"\n{department('<LocalCode>7</LocalCode>', code=code)}".encode() for code in codes)
        self._parts = chain([ahead], departments, [behind])
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left and (part := next(self._parts, b"")):
            self._left = part
        given, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def test_the_end_of_a_large_file_takes_no_more_memory_than_its_beginning() -> None:
    codes = [sor_code_of(serial) for serial in range(9_100_000, 9_120_000)]
    peaks = list[int]()
    for _ in range(3):  # other threads of these tests may be at work too, and only ever add to it
        units = sor_xml.read(io.BufferedReader(Growing(codes)))
        most = sum(1 for _ in islice(units, 16_000))
        tracemalloc.start()
        try:
            last = deque(units, maxlen=1).pop()
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert most == 16_000
        assert isinstance(last, UnitRecord)
        assert (last.sor_code, last.where) == (codes[-1], f"line {len(codes) + 2}, OrganizationalUnit")

    assert min(peaks) < 1024 * 1024


def test_of_a_large_file_no_more_is_kept_than_was_read_ahead() -> None:
    """What the XML library keeps is not seen by Python's own measure of memory."""
    codes = [sor_code_of(serial) for serial in range(9_100_000, 9_102_000)]
    ahead = CHUNK // len(department(code=codes[0])) * department(code=codes[0]).count("</")
    kept = [
        sum(1 for _ in node.getroottree().iter())
        for n, (_, node) in enumerate(events(io.BufferedReader(Growing(codes)), "SorTree", (*ENTITIES, *UNITS)))
        if n % 100 == 0
    ]

    assert len(kept) > 75
    assert max(kept) < ahead + 100


@given(cut=st.integers(0, len(WHOLE)))
def test_a_file_that_ends_early_gives_the_units_it_had(cut: int) -> None:
    whole = list(sor_xml.read(io.BytesIO(WHOLE)))
    read: list[Read] = []
    try:
        for one in sor_xml.read(io.BytesIO(WHOLE[:cut])):
            read.append(one)
    except Unreadable:
        assert read == whole[: len(read)]
    else:
        assert cut == len(WHOLE)
        assert read == whole


@given(at=st.integers(0, len(WHOLE) - 1), garbage=st.binary(min_size=1, max_size=12))
def test_a_garbled_file_is_read_or_told_to_be_unreadable(at: int, garbage: bytes) -> None:
    read: list[Read] = []
    with suppress(Unreadable):
        read.extend(sor_xml.read(io.BytesIO(WHOLE[:at] + garbage + WHOLE[at + len(garbage) :])))

    assert all(isinstance(one, UnitRecord | Finding) for one in read)


@given(st.binary(max_size=300))
def test_anything_at_all_is_told_to_be_unreadable(anything: bytes) -> None:
    with pytest.raises(Unreadable):
        list(sor_xml.read(io.BytesIO(anything)))
