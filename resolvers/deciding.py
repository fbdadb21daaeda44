"""The SOR office decides what private companies request: carried out as if it had asked itself today, or not at all."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from db.writing import answers
from db.writing import requests as kept
from db.writing.change import Change, change
from domain import written
from domain.permissions.refusing import deciding_refused
from domain.rejections import Violation
from domain.requests import Decision, Request, RequestStatus, on_another_day
from domain.rules import Rule
from domain.words import Words
from resolvers import requests
from resolvers.context import Context
from resolvers.lifecycle import carry_out, forbidden, in_turn
from resolvers.outcomes import Answer, Approval, Done, Kept, Options
from resolvers.retrying import another_request


class Verdict(NamedTuple):
    """What is decided of a request, by its number. `since` takes the place of the day that was asked for."""

    request: int | None
    approve: bool
    reason: str | None = None
    since: date | None = None


async def decide(ctx: Context, verdict: Verdict, options: Options) -> tuple[Answer, Request | None]:
    """What came of the decision, and the request that it is about. Raises `Refusal` for those who may not."""
    if violations := deciding_refused(ctx.actor):
        raise forbidden(violations)
    request = await _found(ctx, verdict)
    if request is None:
        return Answer(errors=(UNKNOWN,)), None
    if not verdict.approve:
        return _of(request, await _reject(ctx, request, verdict, options)), request
    operation = request.operation
    if verdict.since is not None:
        operation = on_another_day(operation, verdict.since)
    approval = Approval(request.id, verdict.reason)
    return _of(request, await carry_out(ctx, [operation], replace(options, upon=approval))), request


def _of(request: Request, answer: Answer) -> Answer:
    done = answer.done[0] if answer.done else Done()
    return replace(answer, done=(replace(done, request=request.id),))


async def _found(ctx: Context, verdict: Verdict) -> Request | None:
    if verdict.request is None:
        return None
    [request] = await ctx.reader.requests_by_id([verdict.request])
    return request


async def _reject(ctx: Context, request: Request, verdict: Verdict, options: Options) -> Answer:
    if not (verdict.reason or "").strip():
        return Answer(errors=(_told(Rule.REQUEST_REASON, "reason"),))
    opening = change(ctx.to_write.engine, ctx.actor.recorder, dry_run=options.dry_run)

    async def work(opened: Change) -> Answer:
        return await _rejected(ctx, opened, request, verdict, options)

    return await in_turn(ctx, opening, options, work)


async def _rejected(ctx: Context, opened: Change, request: Request, verdict: Verdict, options: Options) -> Answer:
    digest = sha256(repr(verdict).encode()).hexdigest()
    caller = ctx.actor.caller
    before = await answers.found(opened, caller, options.key) if options.key else None
    if before is not None:
        return Answer() if before.digest == digest else Answer(errors=(another_request(),))
    decision = Decision(by=ctx.actor.recorder, at=opened.recorded, reason=verdict.reason)
    if not await kept.decide(opened, request.id, RequestStatus.REJECTED, decision):
        return Answer(errors=(requests.decided_already(),))
    if options.key and not options.dry_run:
        answers.keep(opened, caller, options.key, answers.Kept(digest, written.plain(Kept())))
    return Answer(dry_run=options.dry_run)


UNKNOWN = Violation(
    rule=Rule.REQUEST_UNKNOWN,
    words=Words(
        "Registeret har ingen anmodning med det id: giv det `id`, som `requests` fortæller.",
        "The register has no request of that id: give the `id` that `requests` tells.",
    ),
    place=("request_id",),
)


def _told(rule: Rule, place: str) -> Violation:
    return Violation(rule=rule, words=Words(rule.da, rule.en), place=(place,))
