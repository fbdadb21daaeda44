"""Questions of what a change would do, answered without making it."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.identifiers import SorCode
from domain.operations import Close, Move, Operation
from domain.rejections import Violation
from resolvers.context import Context
from resolvers.effects import Preview
from resolvers.lifecycle import foreseen
from resolvers.outcomes import moment_of
from resolvers.rejections import Wrong
from schema.operations.paths import path
from schema.seen import seen
from schema.types.effects import EffectPreview

Moved = Annotated[SorCode, strawberry.argument(description="SOR-kode of the unit that would be moved.")]
Closed = Annotated[SorCode, strawberry.argument(description="SOR-kode of the unit that would be closed.")]
Under = Annotated[SorCode, strawberry.argument(description="SOR-kode of the unit it would be under.")]
From = Annotated[date | None, strawberry.argument(description="Gyldig fra; the earliest day allowed if left out.")]
Last = Annotated[date | None, strawberry.argument(description="Til og med; the earliest day allowed if left out.")]
Below = Annotated[bool, strawberry.argument(description="Også alle enheder under den.")]


@strawberry.type
class Previews:
    """What `Query` can be asked about changes that nobody has made."""

    @strawberry.field(
        description="Hvad ville en flytning gøre? The consequences of a move, what would hinder it, and from when it "
        "would be allowed. For those who have logged in."
    )
    async def preview_move(
        self, info: Info, unit: Moved, new_parent: Under, effective_from: From = None
    ) -> EffectPreview:
        return await preview_of(info.context, Move(unit=unit, parent=new_parent, since=effective_from, confirmed=True))

    @strawberry.field(
        description="Hvad ville en lukning gøre? The consequences of a closing, what would hinder it, and the earliest "
        "last day. For those who have logged in."
    )
    async def preview_close(
        self, info: Info, unit: Closed, last_day: Last = None, cascade: Below = False
    ) -> EffectPreview:
        return await preview_of(info.context, Close(unit=unit, last_day=last_day, below=cascade))


async def preview_of(ctx: Context, operation: Operation) -> Any:
    """What an operation would do, or what is in its way."""
    answer = await foreseen(ctx, operation)
    moment = moment_of(ctx, answer.done)
    warnings = tuple(one for done in answer.done for one in done.warnings)
    earliest = [one.earliest for one in answer.errors if one.earliest is not None]
    preview = replace(
        answer.preview or Preview(moment),
        warnings=_wrong(operation, warnings),
        blockers=_wrong(operation, answer.errors),
        earliest=max(earliest, default=None),
    )
    return seen(preview, moment)


def _wrong(operation: Operation, violations: tuple[Violation, ...]) -> tuple[Wrong, ...]:
    return tuple(Wrong(one.of(None), path(operation, one.place)) for one in violations)
