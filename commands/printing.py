"""`sor schema`: the GraphQL schema as text, or how it differs from the one that is kept."""

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

import schema
from commands.outcome import Exit, NotDone
from commands.screen import say


def print_schema(
    compare: Annotated[
        Path | None, typer.Option(help="Print nothing; tell how this file differs from the schema.", metavar="FILE")
    ] = None,
) -> None:
    """Print the GraphQL schema (SDL)."""
    sdl = schema.sdl()
    if compare is None:
        sys.stdout.write(sdl)
        return
    try:
        kept = compare.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise NotDone(f"{compare} cannot be read: {error}.") from None
    if kept == sdl:
        say(f"{compare} is the schema.")
        return
    lines = difflib.unified_diff(kept.splitlines(True), sdl.splitlines(True), str(compare), "the program's schema", n=1)
    sys.stdout.writelines(lines)
    say(f"{compare} is not the program's schema. `make schema` prints it anew.")
    raise typer.Exit(Exit.FINDINGS)
