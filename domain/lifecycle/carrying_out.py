"""One operation after another: what each makes of the register, or why it may not."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from domain.identifiers import SorCode
from domain.lifecycle.altering import changed
from domain.lifecycle.choosing import inheritance_chosen
from domain.lifecycle.closing import closed
from domain.lifecycle.correcting import corrected
from domain.lifecycle.creating import created
from domain.lifecycle.excerpt import Excerpt, Outcome
from domain.lifecycle.exchanging import messages_added, messages_ended
from domain.lifecycle.issuing import number_issued
from domain.lifecycle.mailboxes import number_changed, number_closed
from domain.lifecycle.moving import moved
from domain.lifecycle.relating import related, unrelated
from domain.lifecycle.standing import named
from domain.lifecycle.succession import merged, split
from domain.lifecycle.withdrawing import withdrawn
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Correct,
    Create,
    EndMessages,
    Inherit,
    Issue,
    Merge,
    Move,
    Operation,
    Relate,
    Split,
    Unrelate,
    Withdraw,
)
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day

_BY_KIND: Mapping[type[Any], Callable[[Any, Excerpt], Outcome]] = {
    Create: created,
    Alter: changed,
    Move: moved,
    Close: closed,
    Withdraw: withdrawn,
    Issue: number_issued,
    AlterNumber: number_changed,
    CloseNumber: number_closed,
    Inherit: inheritance_chosen,
    AddMessages: messages_added,
    EndMessages: messages_ended,
    Relate: related,
    Unrelate: unrelated,
    Merge: merged,
    Split: split,
    Correct: corrected,
}
_ENDING = (Close, CloseNumber, EndMessages, Unrelate, Merge, Split)


def carried_out(operation: Operation, excerpt: Excerpt) -> Outcome:
    """What the operation comes to. Raises `Rejected` with every rule that it breaks."""
    broken = [*_stale(operation, excerpt), *_endless(operation)]
    try:
        outcome = _BY_KIND[type(operation)](operation, excerpt)
    except Rejected as rejected:
        raise Rejected(*broken, *rejected.violations) from None
    if broken:
        raise Rejected(*broken)
    return outcome


def _endless(operation: Operation) -> Iterator[Violation]:
    """Of an operation that ends something, that it names the last day of the calendar, which stands for no end."""
    if isinstance(operation, _ENDING) and operation.last_day == date.max:
        day = danish_day(date.max), english_day(date.max)
        yield Violation(
            rule=Rule.LAST_DAY_FORMAT,
            words=Words(
                f"{day[0]} betyder, at der ingen sidste dag er: skriv den dag, der skal være den sidste.",
                f"{day[1]} means that there is no last day: write the day that is to be the last.",
            ),
            place=("last_day",),
        )


def _stale(operation: Operation, excerpt: Excerpt) -> Iterator[Violation]:
    """Of an operation that says which version of the unit it builds on, whether that is still the last."""
    read: int | None = getattr(operation, "version", None)
    code: SorCode | None = getattr(operation, "unit", None)
    now = None if code is None else excerpt.versions.get(code)
    if read is None or code is None or now is None or read == now:
        return
    name = named(code, excerpt)
    yield Violation(
        rule=Rule.STALE_VERSION,
        words=Words(
            f"Ændringen bygger på version {read} af {name}, som nu er version {now}: læs enheden igen, og se, om "
            "ændringen stadig er rigtig.",
            f"The change builds on version {read} of {name}, which is version {now} now: read the unit again, and see "
            "whether the change is still right.",
        ),
        place=("version",),
        units=(code,),
    )
