"""What came of a change, and how it was asked to be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import Outcome
from domain.periods import Moment
from domain.rejections import Violation
from resolvers.context import Context
from resolvers.effects import Preview


class Approval(NamedTuple):
    """That a request, by its number, is approved, and why."""

    request: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`key`: the same request under the same key is answered as it was the first time. `several`: the operations are
    told of one by one; `skip_failed`: those that may be done are, whatever becomes of the rest. `upon`: the
    request that is approved by this."""

    dry_run: bool = False
    key: str | None = None
    note: str | None = None
    several: bool = False
    skip_failed: bool = False
    upon: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of one operation: the unit it is about, when it takes effect, and, if it was refused, why.

    `others`: further units closed, created or withdrawn with it. `nothing`: all that was said holds already.
    `request`: it was not done, but is now requested of the SOR office under this number.
    """

    unit: SorCode | None = None
    day: date | None = None
    gln: Gln | None = None
    others: tuple[SorCode, ...] = ()
    nothing: bool = False
    warnings: tuple[Violation, ...] = ()
    errors: tuple[Violation, ...] = ()
    request: int | None = None

    @classmethod
    def by(cls, outcome: Outcome, index: int, nothing: bool) -> "Done":
        return cls(
            unit=outcome.unit,
            day=outcome.day,
            gln=outcome.gln,
            others=outcome.others,
            nothing=nothing,
            warnings=tuple(one.of(index) for one in outcome.warnings),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a change. No change set and no preview of effects, if nothing was recorded.

    `errors`: why nothing was done, of all operations and of the request as a whole. `known_at`: when it was
    recorded, or given first; what it is about is told as it was known then, whoever has written since.
    """

    done: tuple[Done, ...] = ()
    change_set: int | None = None
    preview: Preview | None = None
    errors: tuple[Violation, ...] = ()
    dry_run: bool = False
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it is kept for a retry, and the instant at which it was given."""

    done: tuple[Done, ...] = ()
    change_set: int | None = None
    instant: str | None = None


def moment_of(ctx: Context, done: Sequence[Done], known_at: datetime | None = None) -> Moment:
    """The day on which the first of some operations takes effect; today, if none does."""
    return Moment(next((one.day for one in done if one.day is not None), ctx.today), known_at)
