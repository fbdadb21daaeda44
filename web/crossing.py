"""Pages of elsewhere that may ask from within a browser: none, but those that are set (docs/adr/0040)."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from web.refusals import refusal

METHODS = ("GET", "POST")
SENT = (
    *("Authorization", "Content-Encoding", "If-None-Match", "X-Minimum-Revision", "X-Request-Id", "X-SOR-Role"),
    *("Traceparent", "Tracestate", "Apollographql-Client-Name", "Apollographql-Client-Version"),
)
"""Headers that such a page may send, beside those that every page may."""

READ = (
    *("Age", "ETag", "Link", "Retry-After", "WWW-Authenticate", "X-Feed-Caught-Up", "X-Feed-Next"),
    *("X-Register-Revision", "X-Request-Id", "X-Statements"),
)
"""Headers of an answer that it may read."""

KEPT = 600
"""Seconds for which a browser need not ask again whether it may."""

UNASKED = (
    "This page may not ask, or not like this: SOR_CORS_ORIGINS names the pages that may, by "
    f"{' and '.join(METHODS)}, with these headers beside the usual ones: {', '.join(SENT)}."
)


UNASKED_DA = "Siden må ikke spørge her, eller ikke sådan: SOR_CORS_ORIGINS siger, hvilke sider der må."


class Origins(CORSMiddleware):
    """No page is let in by what its browser keeps (cookies): whoever acts for somebody sends their token."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=SENT,
            expose_headers=READ,
            max_age=KEPT,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        told = super().preflight_response(request_headers)
        if told.status_code >= 400:
            return refusal(403, UNASKED, {"Vary": told.headers["Vary"]}, in_danish=UNASKED_DA)
        told.headers["Cache-Control"] = "no-store"
        return told
