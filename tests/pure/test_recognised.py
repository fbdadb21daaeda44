"""A file is known by how it begins, whatever it is called, and gzip is unpacked on the way."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from formats import Unreadable, sor_xml
from formats.recognised import Format, recognised, unpacked

DATA = Path(__file__).parents[1] / "data"
FILES = {
    "sor_v1.xml": Format.SOR_XML,
    "sor_v2.xml": Format.SOR_XML,
    "units.csv": Format.UNITS_CSV,
    "shakcomplete.txt": Format.SHAK,
}


class Trickling(io.BytesIO):
    """A pipe that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 7) if size is not None and size > 0 else 7)


def format_of(text: bytes) -> Format:
    return recognised(unpacked(io.BytesIO(text)), "register.dat")


@pytest.mark.parametrize(("name", "expected"), FILES.items())
def test_a_file_is_known_by_how_it_begins_and_is_read_whole_after(name: str, expected: Format) -> None:
    text = (DATA / name).read_bytes()
    for file in (io.BytesIO(text), io.BytesIO(gzip.compress(text)), Trickling(text), Trickling(gzip.compress(text))):
        stream = unpacked(file)

        assert recognised(stream, "register.dat") is expected
        assert stream.read() == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"\n  <SorTree/>", Format.SOR_XML),
        ('<?xml version="1.0" encoding="UTF-16"?><SorTree/>'.encode("utf-16"), Format.SOR_XML),
        ("<SorTree/>".encode("utf-16-be"), Format.SOR_XML),
        (b"Name;SOR_ID;Level\n", Format.UNITS_CSV),
        (b"\xef\xbb\xbfsgh9X01                1976040120020627", Format.SHAK),
    ],
)
def test_marks_spaces_and_encodings_do_not_hide_a_format(text: bytes, expected: Format) -> None:
    assert format_of(text) is expected


def archive() -> bytes:
    """The same bytes at every second: parameters name tests, and every worker has to name them alike."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(zipfile.ZipInfo("sor.xml"), "<SorTree/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (b"", "it has nothing in it"),
        (gzip.compress(b"", mtime=0), "it has nothing in it"),
        (b"\0\1\2\0", "it is no text"),
        (archive(), "it is a zip archive; unpack it first"),
        (b'{"resourceType": "Bundle"}', "it looks like JSON, which is not read"),
        (b"SorId;SorType;EntityName\n", "it looks like the nightly SOR2 CSV, which is not read"),
        (
            b"Hello, all",
            "it begins neither as XML, nor with the columns of the units CSV, nor with a SHAK line",
        ),
    ],
)
def test_a_file_in_no_format_is_told_what_it_looks_like(text: bytes, because: str) -> None:
    with pytest.raises(Unreadable) as broken:
        format_of(text)

    known = "sor-xml, units-csv, shak"
    assert broken.value.message == f"register.dat is in no format that is read ({known}): {because}"


def test_damaged_gzip_is_told_in_words() -> None:
    whole = gzip.compress((DATA / "sor_v1.xml").read_bytes())

    with pytest.raises(Unreadable, match="the gzip around the file is damaged"):
        list(sor_xml.read(unpacked(io.BytesIO(whole[:500]))))
    with pytest.raises(Unreadable, match="the gzip around the file is damaged"):
        format_of(whole[:20] + b"\0" * 40 + whole[60:])
    with pytest.raises(Unreadable, match="the gzip around the file is damaged"):
        unpacked(io.BytesIO(whole + b"more")).read()
