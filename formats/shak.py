"""SHAK, the classification of hospitals and departments (Sygehus-afdelingsklassifikationen), in fixed width.

SHAKCOMPLETE.TXT and SHAKDELTA.TXT of Sundhedsdatastyrelsen: ISO-8859-15, a line a code and period, some 214 wide:

| columns | width | what |
|---|---|---|
| 1-3 | 3 | `sgh` hospital, `afd` department or section |
| 4-23 | 20 | the code: 4, 6 or 7 characters |
| 24-31 | 8 | first day, YYYYMMDD |
| 32-39 | 8 | day of the last change |
| 40-47 | 8 | last day; 25000101 while it is open |
| 48-167 | 120 | name |
| 168-187 | 20 | groups: kind of hospital, specialities of a department; `SKS`; not kept here |
| 188 | 1 | 1 new, 3 changed, 2 deleted; blank before 1995 |

The file names no SOR codes and changes no unit: it fills the dated code list by which the SHAK codes of units are
explained. The code above is the one that a longer code extends.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import BinaryIO

from domain import identifiers
from domain.code_lists import CodeList, CodeValue
from domain.findings import Finding
from domain.identifiers import Shak
from domain.periods import Period
from domain.rules import Rule, Violated
from formats.lines import danish, lines
from formats.notes import Notes
from formats.unreadable import Unreadable
from formats.values import brief

OPEN = date(2500, 1, 1)
"""The last day of what is still valid."""

DELETED = "2"

_LENGTHS = {"sgh": (4,), "afd": (6, 7)}
_KIND, _CODE, _FIRST, _LAST, _NAME = slice(0, 3), slice(3, 23), slice(23, 31), slice(39, 47), slice(47, 167)
_OPERATION = slice(187, 188)
_ABOVE = {6: 4, 7: 6}
_NOTHING = "\x1a\r\n\t \0"
"""What may stand on an empty line; DOS ends its files with a sign."""


def read(stream: BinaryIO) -> Iterator[CodeValue | Finding]:
    """The codes of a SHAK file in its order, one for each period, each after its findings.

    Raises `Unreadable` where the file does not begin as one, or has a line that no text file has.
    """
    begun = False
    last: CodeValue | None = None
    for number, line in enumerate(lines(stream, danish), start=1):
        if not line.strip(_NOTHING):
            continue
        if not begun and line[_KIND].lower() not in _LENGTHS:
            raise Unreadable(f"a SHAK file begins with sgh or afd, not with '{brief(line[_KIND])}'", number)
        begun = True
        notes = Notes(f"line {number}")
        value = _value(line.rstrip("\r\n"), notes)
        if value is not None and last is not None and _again(value, last):
            message = f"{value.code} from {value.valid.start} overlaps the line before it"
            notes.refuse(Rule.ONE_VERSION_A_DAY, message)
            value = None
        yield from notes.findings
        if value is not None:
            yield value
            last = value
    if not begun:
        raise Unreadable("the file has nothing in it")


def _value(line: str, notes: Notes) -> CodeValue | None:
    kind = line[_KIND].lower()
    if kind not in _LENGTHS:
        notes.refuse(Rule.FILE_FORMAT, f"the line begins with '{brief(kind)}', neither sgh nor afd")
        return None
    code, valid, name = _code(line, kind, notes), _period(line, notes), notes.one_line(line[_NAME], "the name")
    if not name:
        notes.refuse(Rule.RECORD_INCOMPLETE, "the line has no name in columns 48 to 167")
    if line[_OPERATION] == DELETED:
        notes.refuse(Rule.FILE_FORMAT, "the line deletes the code (2 in column 188); a code list forgets nothing")
    if code is None or valid is None or notes.refused:
        return None
    above = code[: _ABOVE[len(code)]] if len(code) in _ABOVE else None
    return CodeValue(CodeList.SHAK, code, name, None, valid, parent=above)


def _code(line: str, kind: str, notes: Notes) -> Shak | None:
    code = notes.required(identifiers.shak, line[_CODE])
    if code is not None and len(code) not in _LENGTHS[kind]:
        lengths = " or ".join(str(length) for length in _LENGTHS[kind])
        notes.refuse(Rule.SHAK_FORMAT, f"'{code}' has {len(code)} characters; the code of a line {kind} has {lengths}")
    return code


def _period(line: str, notes: Notes) -> Period | None:
    first = notes.required(_day, line[_FIRST])
    last = notes.required(_day, line[_LAST])
    if first is None or last is None:
        return None
    if last >= OPEN:
        return Period(first)
    if last < first:
        notes.refuse(Rule.DATES_IN_ORDER, f"the last day {last} lies before the first, {first}")
        return None
    return Period(first, last + timedelta(days=1))


def _day(text: str) -> date:
    digits = text if text.isascii() and text.isdigit() and len(text) == 8 else ""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Violated(Rule.DATE_FORMAT, f"'{brief(text)}' is no day of the calendar as YYYYMMDD") from None


def _again(value: CodeValue, last: CodeValue) -> bool:
    return value.code == last.code and value.valid.overlap(last.valid) is not None
