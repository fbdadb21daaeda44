"""Requests that come again under the same key: answered as they were the first time, and carried out once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import orjson

from db.reading.snapshot import Snapshot
from db.writing import answers
from db.writing.change import Change
from domain import written
from domain.operations import Operation
from domain.rejections import Violation
from domain.rules import Rule
from domain.words import Words
from resolvers.context import Context
from resolvers.effects import Preview, effects_of, previewed
from resolvers.outcomes import Answer, Kept, Options, moment_of


async def first_answer(
    ctx: Context, opened: Change, operations: Sequence[Operation], options: Options
) -> Answer | None:
    """The answer that the same request was given before, if it was."""
    kept = await answers.found(opened, ctx.actor.caller, options.key) if options.key else None
    if kept is None:
        return None
    if kept.digest != _digest(operations, options):
        return Answer(errors=(another_request(),))
    first = written.whole(kept.outcome, Kept)
    instant = None if first.instant is None else datetime.fromisoformat(first.instant)
    preview: Preview | None = None
    if first.change_set is not None and instant is not None:
        view = Snapshot(ctx.to_write.engine, opened.connection)
        effects = await effects_of(view, first.change_set, instant)
        preview = await previewed(ctx, effects, instant, moment_of(ctx, first.done, instant), view)
    return Answer(
        done=first.done,
        change_set=first.change_set,
        preview=preview,
        dry_run=options.dry_run,
        known_at=instant,
    )


async def keep(
    ctx: Context, opened: Change, answer: Answer, operations: Sequence[Operation], options: Options
) -> Answer:
    """For the same request, should it come again; the answer as it is then given, of what is known now."""
    if not options.key or options.dry_run:
        return answer
    view = Snapshot(ctx.to_write.engine, opened.connection)
    instant = await view.read_at() if opened.change_set is None else opened.recorded
    plain = written.plain(Kept(done=answer.done, change_set=answer.change_set, instant=instant.isoformat()))
    answers.keep(opened, ctx.actor.caller, options.key, answers.Kept(_digest(operations, options), plain))
    return replace(answer, known_at=instant)


def another_request() -> Violation:
    return Violation(
        rule=Rule.IDEMPOTENCY_KEY_REUSED,
        words=Words(
            "Nøglen blev brugt til en anden anmodning inden for de sidste 7 dage: brug en ny til en ny anmodning.",
            "The key was used for another request in the last 7 days: use a new key for a new request.",
        ),
        place=("options", "idempotency_key"),
    )


def _digest(operations: Sequence[Operation], options: Options) -> str:
    """What was asked, however it was written down."""
    asked = {
        "operations": [written.written(one) for one in operations],
        "note": options.note,
        "several": options.several,
        "skip": options.skip_failed,
        "upon": None if options.upon is None else [*options.upon],
    }
    return sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
