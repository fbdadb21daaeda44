"""What an operation makes different, into the register: only the rows that differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from db.writing.change import Change
from db.writing.location_numbers import MAILBOX
from db.writing.rows import Kept, Rewriting, Row, inserting, rows_of, written
from domain.addresses import Address, ElectronicAddress
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

_UNIT = ("sor_code", "kind", "first_from", "life")
_CHANGE_UNITS = (
    "UPDATE unit u SET first_from = coalesce(r.first_from, u.first_from), life = coalesce(r.life, u.life),"
    f" version = u.version + 1 FROM {rows_of('unit')} WHERE u.sor_code = r.sor_code"
)
_WITHDRAW_UNITS = f"DELETE FROM unit u USING {rows_of('unit')} WHERE u.sor_code = r.sor_code"
_ISSUE = (
    "INSERT INTO location_number (gln, first_from, issued)"
    f" SELECT gln, first_from, current_setting('sor.change_set')::bigint FROM {rows_of('location_number')}"
)
_PLACE, _BLOCK = (tuple(field.name for field in fields(kind)) for kind in (Address, ElectronicAddress))
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
    rewriting = Rewriting()
    rewriting.comes(_adding("address", _PLACE), _named(edits.addresses, _PLACE))
    rewriting.comes(_adding("electronic_address", _BLOCK), _named(edits.electronic_addresses, _BLOCK))
    _life(rewriting, before, edits)
    issued = (life for gln, life in edits.numbers.items() if gln in edits.issued)
    rewriting.comes(_ISSUE, ({"gln": life.gln, "first_from": life.first_from} for life in issued))
    change.rows += _VERSIONS.replace(rewriting, _versions(_of(before.units, edits)), _versions(edits.units))
    glns = edits.numbers.keys() | edits.withdrawn_numbers
    change.rows += _BOXES.replace(rewriting, _boxes(_some(before.numbers, glns)), _boxes(edits.numbers))
    exchanged, beside = edits.capabilities, edits.beside
    change.rows += _CAPABILITIES.replace(
        rewriting, _exchanged(_some(before.capabilities, exchanged.keys())), _exchanged(exchanged)
    )
    change.rows += _RELATIONS.replace(rewriting, _related(_some(before.beside, beside.keys())), _related(beside))
    await rewriting.carry_out(change)


def _adding(table: str, said: Sequence[str]) -> str:
    return f"{inserting(table, ('id', *said))} ON CONFLICT (id) DO NOTHING"


def _named(addresses: Iterable[Address | ElectronicAddress], said: Sequence[str]) -> Iterator[Row]:
    for key, address in {one.id: one for one in addresses}.items():
        yield {"id": key, **{name: getattr(address, name) for name in said}}


def _life(rewriting: Rewriting, before: Excerpt, edits: Edits) -> None:
    """The units themselves: opened, their lives changed, or counted as changed because of something they hold."""
    new = [_unit(life) for code, life in edits.units.items() if code not in before.units]
    lives = {code: life for code, life in edits.units.items() if before.units.get(code) not in (None, life)}
    new_codes = edits.units.keys() - before.units.keys()
    touched = sorted(_touched(before, edits) - lives.keys() - edits.withdrawn - new_codes)
    rewriting.comes(inserting("unit", _UNIT), new)
    rewriting.goes(_CHANGE_UNITS, [*map(_unit, lives.values()), *({"sor_code": code} for code in touched)])
    rewriting.goes(_WITHDRAW_UNITS, ({"sor_code": code} for code in edits.withdrawn))


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
    days = written(life_of(life))
    return {"sor_code": life.sor_code, "kind": life.kind.value, "first_from": life.first_from, "life": days}


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
