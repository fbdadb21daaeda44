"""What an operation bears on: which part of the register has to be read before it can be carried out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from domain.addresses import Address
from domain.code_lists import CodeList
from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import CodeKey
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Correct,
    Create,
    EndMessages,
    Exchange,
    Inherit,
    Issue,
    Merge,
    Move,
    NewNumber,
    Operation,
    Relate,
    Said,
    Split,
    Unrelate,
    Withdraw,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """`below`: units of which all that is under them is needed too, from `since` on (today, if not said).

    `issues`: how many location numbers may have to be issued.
    """

    units: frozenset[SorCode] = frozenset()
    below: frozenset[SorCode] = frozenset()
    numbers: frozenset[Gln] = frozenset()
    codes: frozenset[CodeKey] = frozenset()
    issues: int = 0
    since: date | None = None

    def __add__(self, other: "Needs") -> "Needs":
        return Needs(
            units=self.units | other.units,
            below=self.below | other.below,
            numbers=self.numbers | other.numbers,
            codes=self.codes | other.codes,
            issues=self.issues + other.issues,
            since=min((day for day in (self.since, other.since) if day is not None), default=None),
        )


def of_all(operations: Sequence[Operation]) -> Needs:
    """Where all that is under some unit is needed, so is what comes to be under it because another one is moved."""
    bearing = reduce(Needs.__add__, map(needs, operations), Needs())
    moved = frozenset(one.unit for one in operations if isinstance(one, Move))
    return bearing + Needs(below=moved) if bearing.below else bearing


def needs(operation: Operation) -> Needs:
    match operation:
        case Create(parent=parent, said=said, number=number):
            return _units(*(() if parent is None else (parent,))) + _said(said) + _number(number)
        case Alter(unit=unit, said=said, number=number):
            return _units(unit) + _said(said) + _number(number)
        case Move(unit=unit, parent=parent):
            return _units(unit, parent)
        case Close(unit=unit, replaced_by=successors):
            return _below(unit) + _units(*successors)
        case Withdraw(unit=unit):
            return _below(unit)
        case Issue(unit=unit, number=number):
            return _units(unit) + _number(number)
        case AlterNumber(gln=gln, said=said):
            return Needs(numbers=frozenset({gln}), codes=_of_number(said))
        case CloseNumber(gln=gln):
            return Needs(numbers=frozenset({gln}))
        case Inherit(unit=unit):
            return _units(unit)
        case AddMessages(gln=gln, exchanges=exchanges) | EndMessages(gln=gln, exchanges=exchanges):
            return Needs(numbers=frozenset({gln}), codes=_of_messages(exchanges))
        case Relate(unit=unit, other=other) | Unrelate(unit=unit, other=other):
            return _units(unit, other)
        case Merge(units=units, into=into):
            return _below(*units) + _part(into)
        case Split(unit=unit, into=parts):
            return reduce(Needs.__add__, map(_part, parts), _below(unit))
        case Correct():
            return _correction(operation)


def _correction(operation: Correct) -> Needs:
    days = [day for day in (operation.since, operation.opened, operation.closed) if day is not None]
    bearing = Needs(below=frozenset({operation.unit}), since=min(days, default=date.min))
    parent = () if operation.parent is None else (operation.parent,)
    return bearing + _units(operation.unit, *parent) + _said(operation.said)


def _part(into: SorCode | Create) -> Needs:
    return needs(into) if isinstance(into, Create) else _units(into)


def _units(*codes: SorCode) -> Needs:
    return Needs(units=frozenset(codes))


def _below(*codes: SorCode) -> Needs:
    return Needs(units=frozenset(codes), below=frozenset(codes))


def _said(said: Said) -> Needs:
    facts = said.facts
    keys: set[CodeKey] = set()
    if isinstance(facts.get("type"), str):
        keys.add((CodeList.UNIT_TYPE, facts["type"]))
    keys |= {(CodeList.SPECIALITY, code) for code in facts.get("specialities") or ()}
    for address in said.addresses:
        keys |= _of_address(address)
    mother = facts.get("geographical_parent")
    return Needs(codes=frozenset(keys), units=frozenset() if mother is None else frozenset({mother}))


def _of_address(address: Address) -> set[CodeKey]:
    told = {
        CodeList.POSTAL_CODE: address.post_code,
        CodeList.MUNICIPALITY: address.municipality,
        CodeList.REGION: address.region,
    }
    return {(code_list, code) for code_list, code in told.items() if code is not None}


def _number(number: NewNumber | None) -> Needs:
    if number is None:
        return Needs()
    return Needs(codes=_of_number(number.said) | _of_messages(number.exchanges), issues=1)


def _of_number(said: Mapping[str, Any]) -> frozenset[CodeKey]:
    lists = (CodeList.REGION, CodeList.SYSTEM, CodeList.SUPPLIER, CodeList.NETWORK, CodeList.ADMINISTRATOR)
    return frozenset((one, said[one.value].strip()) for one in lists if isinstance(said.get(one.value), str))


def _of_messages(exchanges: Iterable[Exchange]) -> frozenset[CodeKey]:
    return frozenset(
        (CodeList.MESSAGE_TYPE, f"{one.message_type.code} {one.message_type.version}") for one in exchanges
    )
