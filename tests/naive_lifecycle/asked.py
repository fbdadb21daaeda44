"""What becomes of a register when something is asked of it: the register after, or that it is refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain import operations
from domain.operations import Operation
from tests.naive_lifecycle import numbers, relations, units, withdrawing
from tests.naive_lifecycle.register import Refused, Register, refuse_if, unlawful

_BY_KIND: Mapping[type[Any], Callable[[Register, Any], object]] = {
    operations.Create: units.create,
    operations.Alter: units.alter,
    operations.Move: units.move,
    operations.Close: units.close,
    operations.Withdraw: withdrawing.withdraw,
    operations.Issue: numbers.issue,
    operations.AlterNumber: numbers.alter,
    operations.CloseNumber: numbers.close,
    operations.Inherit: numbers.inherit,
    operations.AddMessages: numbers.add_messages,
    operations.EndMessages: numbers.end_messages,
    operations.Relate: relations.relate,
    operations.Unrelate: relations.unrelate,
    operations.Merge: relations.merge,
    operations.Split: relations.split,
    operations.Correct: units.correct,
}


def carried_out(register: Register, operation: Operation, phones: frozenset[object]) -> Register:
    """The register after an operation. Raises `Refused`."""
    after = register.copy()
    _BY_KIND[type(operation)](after, operation)
    wrong = next(unlawful(after, phones), None)
    refuse_if(wrong, str(wrong))
    return after


def all_carried_out(
    register: Register, asked: Sequence[Operation], phones: frozenset[object], skip_failed: bool
) -> tuple[Register, list[str | None]]:
    """The register after several, each on what those before it made of it, and why any was refused.

    All or none, unless those that fail are skipped.
    """
    after, refused = register, list[str | None]()
    for operation in asked:
        try:
            after = carried_out(after, operation, phones)
            refused.append(None)
        except Refused as why:
            refused.append(str(why))
    return (register if any(refused) and not skip_failed else after), refused
