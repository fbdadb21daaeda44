"""What a file's record lacks though the register asks for it: old data is taken in all the same, and warned of."""

from collections.abc import Callable, Iterator

from domain.findings import Finding, Weight
from domain.records import UnitRecord
from domain.rules import Rule
from domain.units import UnitKind

Levels = Callable[[str], tuple[str, ...]]
"""The levels where a unit type has been seen; none for a type that is not known, or whose levels are not."""


def warnings(record: UnitRecord, levels: Levels) -> Iterator[Finding]:
    """Only what the format could have said is missed."""
    for rule, message in _lacking(record, levels):
        yield Finding(rule, Weight.WARNED, message, str(record.sor_code), record.where)


def _lacking(record: UnitRecord, levels: Levels) -> Iterator[tuple[Rule, str]]:
    facts, carries, owner = record.facts, record.carries, record.kind is UnitKind.INSTITUTION_OWNER
    if owner and facts.postal is None and "postal" in carries:
        yield Rule.OWNER_POSTAL_ADDRESS, "the owner has no postal address"
    if "electronic" in carries:
        if owner and facts.electronic is None:
            yield Rule.TELEPHONE_REQUIRED, "the owner has no virtual address, so no telephone"
        elif any(not address.phone for address in record.electronic_addresses):
            yield Rule.TELEPHONE_REQUIRED, "its own virtual address has no telephone"
    if facts.type is None:
        if "type" in carries:
            yield Rule.TYPE_REQUIRED, "the unit has no type"
    elif (seen := levels(facts.type)) and record.kind.value not in seen:
        message = f"type {facts.type} is used at {' and '.join(seen)}, and here at {record.kind.value}"
        yield Rule.TYPE_NOT_ALLOWED_AT_LEVEL, message
