"""The built GraphiQL page and the printed schema, as files a browser gets."""

import hashlib
from pathlib import Path, PurePath

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT = Path(__file__).parent / "static" / "graphiql"
NOT_BUILT = "The GraphiQL page is not built yet. Build it with: make graphiql (or .venv/bin/python console/build.py)\n"

# Not left to the machine's own table, which a bare one lacks: a browser refuses a module or font of another type.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class ConsolePage(StaticFiles):
    """What lies under `assets/` has its content's hash in its name and may be kept; the page is asked for anew."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True, check_dir=False)
        self.index = directory / "index.html"

    async def check_config(self) -> None:
        """Nothing: a page that is not built is told at every request, and may be built meanwhile."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not self.index.is_file():
            return PlainTextResponse(NOT_BUILT, 503)
        response = await super().get_response(path, scope)
        if isinstance(response, RedirectResponse):  # to whatever host the request names
            return to_the_page()
        if response.status_code == 200 and (media_type := MEDIA_TYPES.get(PurePath(path).suffix or ".html")):
            response.headers["Content-Type"] = media_type
        response.headers["Cache-Control"] = FOR_EVER if path.startswith("assets/") else ASK_AGAIN
        return response


def to_the_page() -> Response:
    return RedirectResponse("/graphiql/", 307, {"Cache-Control": ASK_AGAIN})


def page_routes(sdl: str, directory: Path = BUILT) -> list[BaseRoute]:
    """`/`, `/graphiql` and `/schema.graphql`; `sdl` is the printed schema."""
    tag = f'"{hashlib.sha256(sdl.encode()).hexdigest()[:32]}"'
    kept = {"ETag": tag, "Cache-Control": ASK_AGAIN}

    async def schema(request: Request) -> Response:
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=kept)
        return PlainTextResponse(sdl, headers=kept)

    async def home(_: Request) -> Response:
        return to_the_page()

    return [
        Route("/", home),
        Route("/schema.graphql", schema),
        Route("/graphiql", home),
        Mount("/graphiql", ConsolePage(directory)),
    ]
