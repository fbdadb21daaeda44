"""The units CSV: an extract of the register with one unit a row, and no dates.

Columns, found by name: `sor_id`, `level` (IE, SI, OE), `parent_sor_id` and `name`; `unit_type_slug`, the Danish name
of the type; `cvr`; `gln` with `gln_status_inferred` (`own`, `inherited_or_shared`, or neither: no number). A row may
stand before the unit above it. `owner_sor_id` follows from the parents and `name_pseudonymised` concerns the extract.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO

from domain import identifiers
from domain.findings import Finding
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Mailbox
from domain.names import folded
from domain.records import NumberRecord, Read, UnitRecord
from domain.rules import Rule, Violated
from domain.units import NAME_LENGTH, Facts, UnitKind
from formats.notes import Notes
from formats.rows import Row, rows
from formats.values import brief

Types = Mapping[str, Sequence[tuple[str, Sequence[str]]]]
"""For the Danish name of a unit type the codes that have it, each with the levels where it is used, if known."""

REQUIRED = ("sor_id", "level", "parent_sor_id", "name")
KNOWN = (*REQUIRED, "unit_type_slug", "cvr", "gln", "gln_status_inferred", "owner_sor_id", "name_pseudonymised")

CHOICE = "inherits_location_number"


def read(stream: BinaryIO, *, since: date, types: Types) -> Iterator[Read]:
    """The units of the file in its order, each after its findings; all of it holds from `since`.

    An empty type or CVR says nothing, an empty location number says there is none.
    Raises `Unreadable` where the file is no such CSV.
    """
    named: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for name, codes in types.items():
        named.setdefault(_comparable(name), []).extend(codes)
    for row in rows(stream, REQUIRED, KNOWN):
        if isinstance(row, Finding):
            yield row
            continue
        notes = Notes(row.where)
        record = _unit(row, notes, since, named)
        yield from notes.findings
        if record is not None:
            yield record


def _unit(row: Row, notes: Notes, since: date, types: Types) -> UnitRecord | None:
    said = row.values
    notes.sor_code = brief(said["sor_id"]) if "sor_id" in said else None
    sor_code, kind, name = _sor_code(said, notes), _kind(said, notes), _name(said, notes)
    parent = _parent(said, kind, notes)
    own, inherits = _number(said, notes)
    facts = Facts(
        name=name or "",
        parent=parent,
        type=_type(said, kind, types, notes),
        cvr=notes.value(identifiers.cvr, said.get("cvr")),
        inherits_location_number=inherits,
    )
    if sor_code is None or kind is None or notes.refused:
        return None
    number = None
    if own is not None:
        number = NumberRecord(gln=own, mailbox=Mailbox(holder=sor_code), since=since, first_from=since)
    optional = {"type": facts.type, "cvr": facts.cvr, CHOICE: inherits}
    return UnitRecord(
        sor_code=sor_code,
        kind=kind,
        facts=facts,
        since=since,
        first_from=since,
        last_day=None,
        carries=frozenset({"name", "parent", *(fact for fact, value in optional.items() if value is not None)}),
        number=number,
        where=row.where,
    )


def _sor_code(said: dict[str, str], notes: Notes) -> SorCode | None:
    if "sor_id" in said:
        return notes.required(identifiers.sor_code, said["sor_id"])
    notes.refuse(Rule.RECORD_INCOMPLETE, "the row has no sor_id")
    return None


def _kind(said: dict[str, str], notes: Notes) -> UnitKind | None:
    try:
        return UnitKind(said.get("level", "").upper())
    except ValueError:
        notes.refuse(Rule.VALUE_FORMAT, f"the level '{brief(said.get('level', ''))}' is none of IE, SI and OE")
        return None


def _name(said: dict[str, str], notes: Notes) -> str | None:
    name = notes.one_line(said.get("name", ""), "the name")
    if not name:
        notes.refuse(Rule.RECORD_INCOMPLETE, "the row has no name")
    elif len(name) > NAME_LENGTH:
        notes.refuse(Rule.NAME_LENGTH, f"the name '{brief(name)}' has {len(name)} characters")
    return name


def _parent(said: dict[str, str], kind: UnitKind | None, notes: Notes) -> SorCode | None:
    written = said.get("parent_sor_id")
    if kind is UnitKind.INSTITUTION_OWNER:
        if written is not None:
            notes.refuse(Rule.LEVEL_UNDER, f"an owner stands at the top, not under '{brief(written)}'")
        return None
    if written is None:
        if kind is not None:
            notes.refuse(Rule.RECORD_INCOMPLETE, f"the row has no parent_sor_id, which its level {kind.value} needs")
        return None
    try:
        return identifiers.sor_code(written)
    except Violated as broken:
        notes.refuse(Rule.PARENT_UNKNOWN, f"parent_sor_id: {broken.message}")
        return None


def _number(said: dict[str, str], notes: Notes) -> tuple[Gln | None, bool | None]:
    """The unit's own location number, and whether it inherits one; neither is known where the cells cannot be used."""
    written, status = said.get("gln"), said.get("gln_status_inferred")
    gln = notes.value(identifiers.gln, written)
    if status is None and written is None:
        return None, False
    if status == "inherited_or_shared":
        return None, True
    if status == "own" and written is not None:
        return gln, None if gln is None else False
    without = "" if written is None else f"beside the location number '{brief(written)}' "
    message = f"{without}gln_status_inferred is '{brief(status or '')}', neither own nor inherited_or_shared"
    if status == "own":
        message = "gln_status_inferred is 'own', but there is no gln"
    notes.left_out(Rule.VALUE_FORMAT, message)
    return None, None


def _type(said: dict[str, str], kind: UnitKind | None, types: Types, notes: Notes) -> str | None:
    """The code of the type that has this name, at this level if several have."""
    name = said.get("unit_type_slug")
    if name is None or kind is None:
        return None
    codes = types.get(_comparable(name), ())
    if not codes:
        notes.warn(Rule.UNKNOWN_CODE, f"no unit type is called '{brief(name)}'; the type is not read")
        return None
    fitting = [code for code, levels in codes if kind.value in levels]
    unknown = [code for code, levels in codes if not levels]
    if fitting or unknown:
        return (fitting or unknown)[0]
    notes.warn(Rule.TYPE_NOT_ALLOWED_AT_LEVEL, f"the type '{brief(name)}' is not used at level {kind.value}; kept")
    return codes[0][0]


def _comparable(name: str) -> str:
    """A type's name and its slug are the same letters."""
    return "".join(letter for letter in folded(name) if letter.isalnum())
