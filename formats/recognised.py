"""Which format a file is in, by how it begins; gzip is unpacked on the way."""

import gzip
import io
import re
import zlib
from enum import Enum
from typing import BinaryIO

from formats.unreadable import Unreadable

HEAD = 4_096
"""The bytes that tell."""

_BUFFER = 65_536
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_SHAK = re.compile(r"(sgh|afd)[0-9A-Z]{4,7} {13,16}[0-9]{16,24}", re.IGNORECASE)
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class Format(Enum):
    """The formats that are read, by the name they are asked for with."""

    SOR_XML = "sor-xml"
    UNITS_CSV = "units-csv"
    SHAK = "shak"


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """The file itself, of which the beginning can be looked at; what is wrong with its gzip raises `Unreadable`."""
    outer: io.BufferedReader = io.BufferedReader(_Filled(stream), _BUFFER)
    if not outer.peek(len(_GZIP)).startswith(_GZIP):
        return outer
    return io.BufferedReader(_Filled(gzip.GzipFile(fileobj=outer)), _BUFFER)


def recognised(stream: io.BufferedReader, name: str) -> Format:
    """The format of a file whose beginning `stream` still has. Raises `Unreadable` with the formats there are."""
    head = stream.peek(HEAD)[:HEAD]
    text = _text(head).lstrip("\ufeff \t\r\n")
    header = text.partition("\n")[0].lower()
    if text.startswith("<"):
        return Format.SOR_XML
    if _SHAK.match(text):
        return Format.SHAK
    if "sor_id" in header and ("," in header or ";" in header):
        return Format.UNITS_CSV
    known = ", ".join(one.value for one in Format)
    raise Unreadable(f"{name} is in no format that is read ({known}): {_looks_like(head, text, header)}")


def _text(head: bytes) -> str:
    return head.decode(_UTF_16.get(head[:2], "utf-8"), errors="replace")


def _looks_like(head: bytes, text: str, header: str) -> str:
    if not text:
        return "it has nothing in it"
    if head.startswith(_ZIP):
        return "it is a zip archive; unpack it first"
    if header.startswith("sorid;") or "institutionownersorid" in header:
        return "it looks like the nightly SOR2 CSV, which is not read"
    if text.startswith(("{", "[")):
        return "it looks like JSON, which is not read"
    if "\0" in text:
        return "it is no text"
    return "it begins neither as XML, nor with the columns of the units CSV, nor with a SHAK line"


class _Filled(io.RawIOBase):
    """A stream that gives all it was asked for until it ends, and tells in words what gzip raises."""

    def __init__(self, source: BinaryIO | gzip.GzipFile) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer has no length
        filled = 0
        while filled < len(buffer):
            chunk = self._read(len(buffer) - filled)
            if not chunk:
                break
            buffer[filled : filled + len(chunk)] = chunk
            filled += len(chunk)
        return filled

    def _read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise Unreadable(f"the gzip around the file is damaged: {error}") from None
