"""A file on disk as what is taken in of it: recognised, unpacked, and read by the reader of its format."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from domain.code_lists import CodeList, CodeValue
from formats import shak, sor_xml, units_csv
from formats.recognised import Format, recognised, unpacked
from formats.unreadable import Unreadable
from resolvers.importing.reading import Item


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The file's bytes, gzip unpacked. Raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            yield unpacked(file)
    except IsADirectoryError:
        raise Unreadable(f"{path} is a folder; name the files in it") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}") from None


def format_of(path: Path, told: Format | None = None) -> Format:
    """The format that was told of, or else the one a file begins as. Raises `Unreadable`."""
    with opened(path) as stream:
        stream.peek(1)
        return told or recognised(stream, str(path))


def items(stream: io.BufferedReader, form: Format, since: date, values: Sequence[CodeValue]) -> Iterator[Item]:
    """What the file says, in its order. `since`: from when what a format without dates says is so.

    `values` are those of the register's code lists by which a format that writes names finds codes.
    """
    match form:
        case Format.SOR_XML:
            return sor_xml.read(stream)
        case Format.SHAK:
            return shak.read(stream)
        case Format.UNITS_CSV:
            return units_csv.read(stream, since=since, types=unit_types(values))


def unit_types(values: Sequence[CodeValue]) -> units_csv.Types:
    """For each Danish name of a unit type the codes that have it, with their levels."""
    types: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for value in values:
        if value.list is CodeList.UNIT_TYPE:
            types.setdefault(value.name_da, []).append((value.code, value.levels))
    return types
