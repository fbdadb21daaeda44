"""Answers to what cannot be answered: a status, a sentence and a code, in the shape GraphQL gives its errors."""

from collections.abc import Mapping

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from web.accepting import JSON
from web.danish import extensions

CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "REQUEST_TIMEOUT",
    413: "BODY_TOO_LARGE",
    414: "ADDRESS_TOO_LONG",
    415: "UNSUPPORTED_MEDIA_TYPE",
    426: "UPGRADE_REQUIRED",
    431: "HEADERS_TOO_LARGE",
    500: "INTERNAL_ERROR",
    501: "NOT_IMPLEMENTED",
    503: "UNAVAILABLE",
}


def refusal(
    status: int,
    sentence: str,
    headers: Mapping[str, str] | None = None,
    form: str = JSON,
    in_danish: str | None = None,
) -> Response:
    """`{"errors": [{"message": …, "extensions": {"code": …, "classification": …, "messageDa": …}}]}` with its status,
    which is one of `CODES`. `in_danish`: where more is known than the code says."""
    return told_as(CODES[status], sentence, status, headers, form, in_danish)


def told_as(
    code: str,
    sentence: str,
    status: int,
    headers: Mapping[str, str] | None = None,
    form: str = JSON,
    in_danish: str | None = None,
) -> Response:
    error = {"message": sentence, "extensions": extensions(code, in_danish)}
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(orjson.dumps({"errors": [error]}), status, kept, form)


async def nothing_here(request: Request, _: Exception) -> Response:
    return refusal(
        404,
        f"There is nothing at {request.url.path[:200]}. GraphQL is at /graphql, the page to try it on at /graphiql, "
        "the schema at /schema.graphql.",
    )


async def no_socket(socket: WebSocket) -> None:
    await socket.send_denial_response(refusal(404, "There is no WebSocket here; one is opened at /graphql."))


async def other_method(request: Request, exception: Exception) -> Response:
    told = (exception.headers or {}).get("Allow", "") if isinstance(exception, HTTPException) else ""
    allowed = ", ".join(sorted(told.split(", ")))
    sentence = f"{request.url.path[:200]} does not take {request.method[:20]}; it takes {allowed}."
    return refusal(405, sentence, {"Allow": allowed})
