"""A text file line by line, in bounded memory: no line is longer than any record of the register could be."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from formats.unreadable import Unreadable

LONGEST = 65_536
"""Bytes of the longest line."""

_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def lines(stream: BinaryIO, decode: Callable[[bytes], str]) -> Iterator[str]:
    """The lines with their ends. Raises `Unreadable` at one that is too long or not in the encoding."""
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if number == 1:
            if line.startswith(_UTF_16_MARKS):
                raise Unreadable("the file is UTF-16; save it as UTF-8", 1)
            line = line.removeprefix(_UTF_8_MARK)
        if len(line) > LONGEST:
            raise Unreadable(f"a line of more than {LONGEST} bytes is no record", number)
        try:
            yield decode(line)
        except UnicodeDecodeError as error:
            byte = line[error.start]
            raise Unreadable(
                f"byte {byte:#04x} at position {error.start + 1} is not UTF-8; is the file ISO-8859-1?", number
            ) from None


def utf_8(line: bytes) -> str:
    return line.decode("utf-8")


def danish(line: bytes) -> str:
    """UTF-8 where it is, else ISO-8859-15: a Danish letter in that is never by itself UTF-8."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("iso8859-15")
