"""Requests of private companies: kept instead of carried out, and listed for those who see them."""

from collections.abc import Sequence
from datetime import date

from db.writing import requests as kept
from db.writing.change import Change
from domain.identifiers import SorCode
from domain.operations import Create, Operation
from domain.periods import Moment
from domain.permissions import Role
from domain.recording import ChangeSet
from domain.rejections import Violation
from domain.requests import (
    Applicant,
    Decision,
    NewRequest,
    Request,
    RequestStatus,
    Wanted,
    applicant_of,
    due,
    sees_request,
)
from domain.rules import Rule
from domain.units import Unit
from domain.words import Words
from resolvers import pages
from resolvers import units as found
from resolvers.context import Context
from resolvers.outcomes import Answer, Approval, Done
from resolvers.pages import ListPage
from resolvers.refusals import Code, Refusal


async def put(ctx: Context, opened: Change, operation: Operation, tried: Done, note: str | None) -> Done:
    """Keeps an operation that nothing is in the way of; one that breaks rules, or changes nothing, stays as it is."""
    if tried.errors or tried.nothing:
        return tried
    new = isinstance(operation, Create)
    asked = NewRequest(
        operation=operation,
        applicant=applicant_of(ctx.actor),
        under=operation.parent if isinstance(operation, Create) else tried.unit,
        unit=None if new else tried.unit,
        note=note,
        due=due(operation, ctx.today),
    )
    id_ = await kept.put(opened, asked, ctx.actor.recorder, ctx.request)
    return Done(request=id_, day=tried.day, warnings=tried.warnings)


async def pending(opened: Change, approval: Approval) -> bool:
    """Whether it is still to be decided; if so, nobody else decides it until the change has ended."""
    return await kept.pending(opened, approval.request)


async def approve(ctx: Context, opened: Change, approval: Approval, answer: Answer) -> None:
    """Closes the request with the change that carries it out, in one transaction."""
    decision = Decision(by=ctx.actor.recorder, at=opened.recorded, reason=approval.reason, change_set=opened.change_set)
    await kept.decide(opened, approval.request, RequestStatus.APPROVED, decision, answer.done[0].unit)


def decided_already() -> Violation:
    rule = Rule.REQUEST_DECIDED
    return Violation(rule=rule, words=Words(rule.da, rule.en), place=("request_id",))


async def listed(
    ctx: Context, status: RequestStatus | None, under: SorCode | None, first: int, after: str | None
) -> ListPage:
    """A page of the requests that the actor sees, the oldest first. Raises `Refusal` for those who see none."""
    wanted = Wanted(date.min, status, under, _whose(ctx))
    page, _ = pages.asked(first, after, wanted, ctx.limits.page)
    part = await ctx.reader.requests(wanted._replace(day=ctx.today), page)
    return ListPage(wanted, part, Moment(ctx.today), await ctx.reader.read_at())


async def counts(ctx: Context, asked: Sequence[ListPage], *, moment: Moment) -> list[int]:
    """How many each page's list holds."""
    return [await ctx.reader.request_count(page.listing._replace(day=page.moment.at)) for page in asked]


async def by_id(ctx: Context, ids: Sequence[int], *, moment: Moment) -> list[Request | None]:
    """Those that the actor sees."""
    told = await ctx.reader.requests_by_id(ids)
    return [one if one is not None and sees_request(ctx.actor, one.applicant) else None for one in told]


async def unit(ctx: Context, asked: Sequence[Request], *, moment: Moment) -> list[Unit | None]:
    return await _units(ctx, [one.unit for one in asked], moment)


async def under(ctx: Context, asked: Sequence[Request], *, moment: Moment) -> list[Unit | None]:
    return await _units(ctx, [one.under for one in asked], moment)


async def change_set(ctx: Context, asked: Sequence[Request], *, moment: Moment) -> list[ChangeSet | None]:
    """What carried each out."""
    ids = [one.decision.change_set for one in asked if one.decision and one.decision.change_set is not None]
    read = {one.id: one for one in await ctx.reader.change_sets(ids, [])} if ids else {}
    return [read.get(one.decision.change_set or 0) if one.decision else None for one in asked]


def _whose(ctx: Context) -> Applicant | None:
    if ctx.actor.role is Role.SOR_OFFICE:
        return None
    if ctx.actor.role is Role.PRIVATE_COMPANY:
        return Applicant(ctx.actor.organisation, ctx.actor.cvr)
    raise Refusal(
        Code.FORBIDDEN,
        "Requests are seen by the SOR office and, each its own, by the private companies that make them.",
    )


async def _units(ctx: Context, codes: Sequence[SorCode | None], moment: Moment) -> list[Unit | None]:
    distinct = list(dict.fromkeys(code for code in codes if code is not None))
    read = dict(zip(distinct, await ctx.ask_all(found.by_code, distinct, moment), strict=True)) if distinct else {}
    return [None if code is None else read[code] for code in codes]
