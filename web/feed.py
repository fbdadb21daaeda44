"""`GET /feed`: the change feed as JSON Lines, a page at a time, for those who speak no GraphQL."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db.engine import away
from db.reading.snapshot import TookTooLong
from domain.feed import ChangeKind
from domain.identifiers import SorCode, sor_code
from domain.periods import Moment
from domain.rules import Violated
from resolvers.change_sets import name
from resolvers.context import Context
from resolvers.feed.pages import USUAL, Change, page
from resolvers.refusals import Refusal
from schema.extensions.danish import DANISH
from web.answers import AGAIN
from web.auth import NotLetIn
from web.opening import Asker, Opening
from web.record import record_of
from web.refusals import refusal

PATH = "/feed"
LINES = "application/jsonl"
TAKEN = ("after", "under", "kinds", "first")
AWAY = "The register's database is away or overloaded at the moment. Ask again in a few seconds, with the same `after`."


class BadQuestion(Exception):
    """The message is a sentence: what of the address cannot be read, and what would be right."""


def feed_routes(opening: Opening, asker: Asker) -> list[Route]:
    async def feed(request: Request) -> Response:
        record = record_of(request.scope)
        try:
            actor = await asker(request.headers)
            record.role, record.organisation = actor.role.written, actor.organisation
            asked = question(request.query_params)
            async with opening(actor, record.id) as context:
                told = await page(context, *asked)
                names = await recorders(context, told.changes)
                record.statements = context.reader.statements
        except NotLetIn as refused:
            record.refused = refused.sentence
            return refusal(refused.status, refused.sentence, refused.headers)
        except Violated as wrong:
            return refusal(400, str(wrong), in_danish=wrong.rule.da)
        except Refusal as wrong:
            return refusal(400, str(wrong), in_danish=DANISH[wrong.code.name])
        except BadQuestion as wrong:
            return refusal(400, str(wrong))
        except TookTooLong as slow:
            return refusal(503, str(slow), {"Retry-After": AGAIN})
        except (DBAPIError, PoolTimeout) as error:
            if not away(error):
                raise
            record.refused = AWAY
            return refusal(503, AWAY, {"Retry-After": AGAIN})
        return Response(
            b"".join(map(line, told.changes, names)), 200, headers(request, told.next, told.caught_up), LINES
        )

    return [Route(PATH, feed)]


Question = tuple[str | None, SorCode | None, tuple[ChangeKind, ...] | None, int]


def question(asked: QueryParams) -> Question:
    """What the address asks for. Raises `BadQuestion`, and `Violated` for what is no SOR code."""
    if strange := [name for name in asked if name not in TAKEN]:
        raise BadQuestion(f"The feed does not take {strange[0][:40]}; it takes {', '.join(TAKEN)}.")
    under, first, kinds = asked.get("under"), asked.get("first", str(USUAL)), asked.get("kinds")
    if not first.isascii() or not first.isdigit() or len(first) > 9:
        raise BadQuestion(f"`first` is a number, for instance {USUAL}.")
    return (
        asked.get("after"),
        None if under is None else sor_code(under),
        None if kinds is None else tuple(kind(name) for name in kinds.split(",")),
        int(first),
    )


def kind(name: str) -> ChangeKind:
    if name.strip() not in ChangeKind.__members__:
        raise BadQuestion(f"{name.strip()[:40]} is no kind of change; they are {', '.join(ChangeKind.__members__)}.")
    return ChangeKind[name.strip()]


def headers(request: Request, after: str, caught_up: bool) -> dict[str, str]:
    """Where to go on, as a link and as the cursor alone; and whether there is nothing more at the moment."""
    asked = {**{name: value for name, value in request.query_params.items() if name != "after"}, "after": after}
    return {
        "Link": f'<{PATH}?{urlencode(asked)}>; rel="next"',
        "X-Feed-Next": after,
        "X-Feed-Caught-Up": "true" if caught_up else "false",
        "Cache-Control": "no-store",
    }


async def recorders(context: Context, changes: Sequence[Change]) -> list[str | None]:
    """Who recorded each change, by name; none of a person whom the reader may not know."""
    by = [None if one.change_set is None else one.change_set.actor for one in changes]
    known = list(dict.fromkeys(one for one in by if one is not None))
    named = dict(zip(known, await name(context, known, moment=Moment(context.today)), strict=True))
    return [None if one is None else named[one] for one in by]


def line(change: Change, actor: str | None) -> bytes:
    by = change.change_set
    told: dict[str, Any] = {
        "cursor": change.cursor,
        "kind": change.kind.name,
        "sorCode": _text(change.sor_code),
        "recordedAt": change.recorded_at,
        "effectiveFrom": change.effective_from,
        "until": change.until,
        "fields": [{"field": one.field.name, "before": one.before, "after": one.after} for one in change.fields],
        "via": _text(change.via),
        "codeList": change.code_list,
        "changeSet": by and {"id": str(by.id), "actor": actor, "cause": by.reason.cause.value, "note": by.note},
    }
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _text(code: SorCode | None) -> str | None:
    return None if code is None else str(code)
