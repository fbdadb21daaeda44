"""One operation after another: what each bears on, and what it makes of the register (HOUSE.md, section 4)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.identifiers import Gln, SorCode
from domain.lifecycle.altering import changed
from domain.lifecycle.closing import closed
from domain.lifecycle.correcting import corrected
from domain.lifecycle.creating import created
from domain.lifecycle.exchanging import messages_added, messages_ended
from domain.lifecycle.excerpt import Excerpt, Outcome
from domain.lifecycle.issuing import number_issued
from domain.lifecycle.mailboxes import inheritance_chosen, number_changed, number_closed
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
from domain.words import Words
