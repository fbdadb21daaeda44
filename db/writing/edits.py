"""What an operation makes different, into the register: row by row, since it is little, and only what differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import ARRAY, BigInteger, bindparam, text

from db.writing import addresses
from db.writing.change import Change
from db.writing.location_numbers import MAILBOX
from db.writing.rows import Kept, Row
from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import Beside, Edits, Excerpt, life_of
from domain.location_numbers import Capability
from domain.records import NumberLife, UnitLife
from domain.units import FACTS

K = TypeVar("K")
V = TypeVar("V")

_VERSIONS = Kept("unit_version", ("sor_code",), FACTS)
_BOXES = Kept("location_number_version", ("gln",), MAILBOX)
_CAPABILITIES = Kept("message_capability", ("gln", "code", "code_version", "direction"))
_RELATIONS = Kept("unit_relation", ("sor_code", "type", "other"), ("note",))

_ADD_UNIT = text(
    "INSERT INTO unit (sor_code, kind, first_from, life)"
    " VALUES (:sor_code, :kind, :first_from, daterange(:first, :end))"
)
_CHANGE_UNIT = text(
    "UPDATE unit SET first_from = :first_from, life = daterange(:first, :end), version = version + 1"
    " WHERE sor_code = :sor_code"
)
_TOUCH_UNITS = text("UPDATE unit SET version = version + 1 WHERE sor_code = ANY(:codes)").bindparams(
    bindparam("codes", type_=ARRAY(BigInteger))
)
_WITHDRAW_UNITS = text("DELETE FROM unit WHERE sor_code = ANY(:codes)").bindparams(
    bindparam("codes", type_=ARRAY(BigInteger))
)
_ISSUE = text("INSERT INTO location_number (gln, first_from, issued) VALUES (:gln, :first_from, :issued)")
_SAID, _BOX = attrgetter(*FACTS), attrgetter(*MAILBOX)


def differs(before: Excerpt, edits: Edits) -> bool:
    """Whether the edits make anything different from what the excerpt says."""
    return bool(
        edits.withdrawn
        or edits.withdrawn_numbers
        or any(before.units.get(code) != life for code, life in edits.units.items())
        or any(before.numbers.get(gln) != life for gln, life in edits.numbers.items())
        or any(before.capabilities.get(gln, ()) != told for gln, told in edits.capabilities.items())
        or any(before.beside.get(code, ()) != told for code, told in edits.beside.items())
    )


async def write(change: Change, before: Excerpt, edits: Edits) -> None:
    """Stores the edits over what the excerpt says is stored. Nothing is recorded where nothing differs."""
    if not differs(before, edits):
        return
    change_set = await change.record()
    await addresses.write(change, edits.addresses, edits.electronic_addresses)
    await _life(change, before, edits)
    issued = [life for gln, life in edits.numbers.items() if gln in edits.issued]
    if issued:
        rows = [{"gln": life.gln, "first_from": life.first_from, "issued": change_set} for life in issued]
        await change.connection.execute(_ISSUE, rows)
    await _VERSIONS.replace(change, _versions(_of(before.units, edits)), _versions(edits.units))
    glns = edits.numbers.keys() | edits.withdrawn_numbers
    await _BOXES.replace(change, _boxes(_some(before.numbers, glns)), _boxes(edits.numbers))
    told = edits.capabilities
    await _CAPABILITIES.replace(change, _exchanged(_some(before.capabilities, told.keys())), _exchanged(told))
    beside = edits.beside
    await _RELATIONS.replace(change, _related(_some(before.beside, beside.keys())), _related(beside))
    if edits.withdrawn:
        await change.connection.execute(_WITHDRAW_UNITS, {"codes": list(edits.withdrawn)})


async def _life(change: Change, before: Excerpt, edits: Edits) -> None:
    """The units themselves: opened, their lives changed, or counted as changed because of something they hold."""
    new = [_unit(life) for code, life in edits.units.items() if code not in before.units]
    lives = {code: life for code, life in edits.units.items() if before.units.get(code) not in (None, life)}
    if new:
        await change.connection.execute(_ADD_UNIT, new)
    if lives:
        await change.connection.execute(_CHANGE_UNIT, [_unit(life) for life in lives.values()])
    new_codes = edits.units.keys() - before.units.keys()
    touched = sorted(_touched(before, edits) - lives.keys() - edits.withdrawn - new_codes)
    if touched:
        await change.connection.execute(_TOUCH_UNITS, {"codes": touched})


def _touched(before: Excerpt, edits: Edits) -> set[SorCode]:
    """Units of which the number, its messages or the relations are others."""
    found = {code for code, told in edits.beside.items() if before.beside.get(code, ()) != told}
    glns = {gln for gln, life in edits.numbers.items() if before.numbers.get(gln) != life} | edits.withdrawn_numbers
    glns |= {gln for gln, told in edits.capabilities.items() if before.capabilities.get(gln, ()) != told}
    for gln in glns:
        for life in (before.numbers.get(gln), edits.numbers.get(gln)):
            found |= {version.value.holder for version in life.timeline} if life else set()
    return found


def _of(units: Mapping[SorCode, UnitLife], edits: Edits) -> dict[SorCode, UnitLife]:
    return _some(units, edits.units.keys() | edits.withdrawn)


def _some(everything: Mapping[K, V], keys: Iterable[K]) -> dict[K, V]:
    return {key: everything[key] for key in keys if key in everything}


def _unit(life: UnitLife) -> Row:
    whole = life_of(life)
    return {
        "sor_code": life.sor_code,
        "kind": life.kind.value,
        "first_from": life.first_from,
        "first": whole.start,
        "end": whole.end,
    }


def _versions(units: Mapping[SorCode, UnitLife]) -> Iterator[Sequence[Any]]:
    for life in units.values():
        for version in life.timeline:
            yield version.valid, life.sor_code, *_SAID(version.value)


def _boxes(numbers: Mapping[Gln, NumberLife]) -> Iterator[Sequence[Any]]:
    for life in numbers.values():
        for version in life.timeline:
            yield version.valid, life.gln, *_BOX(version.value)


def _exchanged(told: Mapping[Gln, Sequence[Capability]]) -> Iterator[Sequence[Any]]:
    for each in told.values():
        for one in each:
            yield one.valid, one.gln, *one.message_type, one.direction


def _related(told: Mapping[SorCode, Sequence[Beside]]) -> Iterator[Sequence[Any]]:
    for each in told.values():
        for one in each:
            yield one.valid, one.unit, one.type, one.other, one.note
