"""A CSV file as rows by column name, each with its line; a row that cannot be taken apart is a finding."""

import csv
from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple

from domain.findings import Finding, Weight
from domain.rules import Rule
from formats.lines import lines, utf_8
from formats.unreadable import Unreadable
from formats.values import brief


class Row(NamedTuple):
    """What stands in each column that says something, without spaces around it."""

    where: str
    values: dict[str, str]


def rows(stream: BinaryIO, required: Collection[str], known: Collection[str]) -> Iterator[Row | Finding]:
    """The rows below a header that names the columns, in any order, with comma or semicolon.

    Raises `Unreadable` for a file without its required columns, or where a quoted value does not end.
    """
    text = lines(stream, utf_8)
    first = next(text, "")
    if not first.strip():
        raise Unreadable("the file does not begin with a header", 1)
    separator = ";" if first.count(";") > first.count(",") else ","
    columns = _columns(first, separator, required)
    strange = [brief(name) for name in columns if name not in known]
    if strange:
        message = f"nothing is read from the columns {', '.join(strange)}"
        yield Finding(Rule.FILE_FORMAT, Weight.WARNED, message, where="line 1")
    for where, values in _taken_apart(text, separator):
        if isinstance(values, str):
            yield Finding(Rule.FILE_FORMAT, Weight.REFUSED, values, where=where)
        elif len(values) != len(columns):
            message = f"the row has {len(values)} values, the header {len(columns)} columns"
            yield Finding(Rule.FILE_FORMAT, Weight.REFUSED, message, where=where)
        else:
            said = zip(columns, (value.strip() for value in values), strict=True)
            yield Row(where, {name: value for name, value in said if value})


def _columns(header: str, separator: str, required: Collection[str]) -> list[str]:
    try:
        columns = next(csv.reader([header], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise Unreadable(f"the header cannot be read: {error}", 1) from None
    columns = [name.strip().lower() for name in columns]
    if missing := [name for name in required if name not in columns]:
        raise Unreadable(f"the header names no column {', '.join(missing)}", 1)
    if twice := [name for name in columns if columns.count(name) > 1]:
        raise Unreadable(f"the header names the column {brief(twice[0])} more than once", 1)
    return columns


def _taken_apart(text: Iterator[str], separator: str) -> Iterator[tuple[str, list[str] | str]]:
    """Where a row stands, and its values, or why it has none. Empty lines are no rows."""
    reader = csv.reader(text, delimiter=separator, strict=True)
    while True:
        first = reader.line_num + 2
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num + 1 > first:
                raise Unreadable(f"a quoted value begins here and does not end as one: {error}", first) from None
            yield f"line {first}", f"the row cannot be taken apart: {error}"
            continue
        if values:
            yield f"line {first}", values
