"""Changes carried out: one transaction behind the tree lock, in which everything is read, decided, written and told."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field, replace

from db.reading.snapshot import Snapshot
from db.writing import edits
from db.writing.change import Change, change
from db.writing.excerpt import excerpt
from domain.lifecycle.both_sides import BothSides
from domain.lifecycle.carrying_out import carried_out
from domain.lifecycle.excerpt import Edits, Excerpt
from domain.lifecycle.needs import of_all
from domain.operations import MUTATIONS, Correct, Operation, Withdraw
from domain.periods import Moment
from domain.permissions import Role
from domain.permissions.refusing import barred, by_request, refused
from domain.recording import Cause, Reason
from domain.rejections import Rejected, Violation
from resolvers import requests, retrying
from resolvers.context import Context
from resolvers.effects import Preview, effects_of, previewed
from resolvers.feed import recounting
from resolvers.feed.recounting import recounted
from resolvers.feed.telling import tell
from resolvers.outcomes import Answer, Done, Options, moment_of
from resolvers.refusals import Code, Refusal

MOST = 100
"""Operations in one change."""


@dataclass(slots=True)
class _Course:
    """Operations on their way through: what the register looks like after those so far, and what came of each."""

    register: Excerpt
    edits: Edits = field(default_factory=Edits)
    done: list[Done] = field(default_factory=list)


async def carry_out(ctx: Context, operations: Sequence[Operation], options: Options) -> Answer:
    """All of the operations in their order, each on what those before it made of the register; or none of them.

    What is read of the context afterwards is the register with the change in it; after a dry run too, until the next
    change begins or the answer is complete. Raises `Refusal` for those who may not.
    """
    if violations := barred(ctx.actor):
        raise forbidden(violations)
    if by_request(ctx.actor) and not options.dry_run:
        return await _requested(ctx, operations, options)

    async def work(opened: Change) -> Answer:
        return await _within(ctx, opened, operations, options)

    return await in_turn(ctx, _opened(ctx, operations, options), options, work)


async def in_turn(
    ctx: Context,
    opening: AbstractAsyncContextManager[Change],
    options: Options,
    work: Callable[[Change], Awaitable[Answer]],
) -> Answer:
    """What comes of the work in a change. The context then reads the register with it; after a dry run until the next
    change begins or the answer is complete. What the answer is about is told as this change left it, though others
    may have written since."""
    await ctx.take_back()
    await ctx.renew(least=0)  # who waits for their turn to write holds nothing that readers need
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(opening)
        answer = await work(opened)
        if options.dry_run:
            await opened.show()
            await ctx.renew(opened.connection)
            ctx.tried = stack.pop_all()
    if not options.dry_run:
        if opened.change_set is not None:
            ctx.seen = opened.change_set
            ctx.to_write.acknowledged(opened.change_set)
        await ctx.renew(least=opened.change_set)
        if opened.change_set is not None:
            return replace(answer, known_at=opened.recorded)
    return answer


async def _requested(ctx: Context, operations: Sequence[Operation], options: Options) -> Answer:
    """What is asked for is tried and taken back; what nothing is in the way of is kept for the SOR office to decide."""

    async def work(opened: Change) -> Answer:
        kept = await retrying.first_answer(ctx, opened, operations, options)
        if kept is not None:
            return kept
        async with opened.tried():
            trial = await _within(ctx, opened, operations, replace(options, key=None, dry_run=True))
        if trial.errors:
            return trial
        asked = zip(operations, trial.done, strict=True)
        done = [await requests.put(ctx, opened, operation, one, options.note) for operation, one in asked]
        answer = Answer(done=tuple(done))
        return await retrying.keep(ctx, opened, answer, operations, options)

    return await in_turn(ctx, _opened(ctx, operations, options), options, work)


async def foreseen(ctx: Context, operation: Operation) -> Answer:
    """What an operation would do; nothing of it is kept. Not for everybody: writers wait for it."""
    if ctx.actor.role is Role.PUBLIC:
        raise Refusal(Code.FORBIDDEN, "Previews are for those who have logged in: send a token.")
    options = Options(dry_run=True, several=True)
    async with ctx.turn, _opened(ctx, [operation], options) as opened:
        return await _within(ctx, opened, [operation], options)


def _opened(ctx: Context, operations: Sequence[Operation], options: Options) -> AbstractAsyncContextManager[Change]:
    if not 1 <= len(operations) <= MOST:
        raise Refusal(
            Code.PAGE_SIZE, f"{len(operations)} operations were given; a change has 1 to {MOST}.", maximum=MOST
        )
    reason = Reason(options.note, _cause(operations), ctx.request, tuple(MUTATIONS[type(one)] for one in operations))
    return change(ctx.to_write.engine, ctx.actor.recorder, reason=reason, dry_run=options.dry_run)


async def _within(ctx: Context, opened: Change, operations: Sequence[Operation], options: Options) -> Answer:
    kept = await retrying.first_answer(ctx, opened, operations, options)
    if kept is not None:
        return kept
    if options.upon is not None and not await requests.pending(opened, options.upon):
        return Answer(errors=(requests.decided_already(),))
    before = await excerpt(opened, of_all(operations), ctx.today, ctx.to_write.numbers)
    course = _Course(before)
    for index, operation in enumerate(operations):
        _carry_out(ctx, operation, index, course, options)
    failed = [done for done in course.done if done.errors]
    if failed and (not options.skip_failed or len(failed) == len(operations)):
        undone = tuple(done if done.errors else Done() for done in course.done)
        return Answer(done=undone, errors=tuple(one for done in failed for one in done.errors))
    await edits.write(opened, before, course.edits)
    preview = await _told(ctx, opened, BothSides.of(before, course.edits), moment_of(ctx, course.done))
    answer = Answer(done=tuple(course.done), change_set=opened.change_set, preview=preview, dry_run=options.dry_run)
    if options.upon is not None:
        await requests.approve(ctx, opened, options.upon, answer)
    return await retrying.keep(ctx, opened, answer, operations, options)


def _carry_out(ctx: Context, operation: Operation, index: int, course: _Course, options: Options) -> None:
    """One operation on what those before it made of the register."""
    violations = refused(ctx.actor, operation, course.register)
    if violations and not options.several:
        raise forbidden(violations)
    try:
        if violations:
            raise Rejected(*violations)
        outcome = carried_out(operation, course.register)
    except Rejected as rejected:
        course.done.append(Done(errors=tuple(one.of(index) for one in rejected.violations)))
        return
    course.done.append(Done.by(outcome, index, nothing=not edits.differs(course.register, outcome.edits)))
    course.register = course.register.after(outcome.edits)
    course.edits = course.edits.then(outcome.edits)


async def _told(ctx: Context, opened: Change, both: BothSides, moment: Moment) -> Preview | None:
    """The effects of what was written, which the feed tells of too; none, if nothing was."""
    if opened.change_set is None:
        return None
    view = Snapshot(ctx.to_write.engine, opened.connection)
    told = await recounted(view, both)
    await tell(opened, view, ctx.today, told)
    if told is not None:
        return await recounting.previewed(ctx, view, told, moment)
    effects = await effects_of(view, opened.change_set, opened.recorded)
    return await previewed(ctx, effects, opened.recorded, moment, view)


def forbidden(violations: Sequence[Violation]) -> Refusal:
    """Who may not is told so by itself: what else would be wrong is not theirs to put right."""
    return Refusal(
        Code.FORBIDDEN,
        " ".join(one.words.en for one in violations),
        messageDa=" ".join(one.words.da for one in violations),
        rules=[one.rule.id for one in violations],
    )


def _cause(operations: Sequence[Operation]) -> Cause:
    if any(isinstance(one, Correct) for one in operations):
        return Cause.CORRECTION
    return Cause.WITHDRAWAL if all(isinstance(one, Withdraw) for one in operations) else Cause.CHANGE
