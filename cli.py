"""The `sor` command: its words, and how it ends."""

import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from commands.outcome import Exit, NotDone
from commands.screen import err
from commands.stopping import stoppable
from db.unavailable import Unavailable

COMMANDS = {
    "serve": ("serving", "serve"),
    "migrate": ("migrating", "migrate"),
    "import": ("importing", "import_files"),
    "generate": ("generating", "generate"),
    "demo": ("demo", "load"),
    "check": ("checking", "check"),
    "backup": ("backing_up", "backup"),
    "restore": ("restoring", "restore"),
    "midnight": ("midnight", "midnight"),
    "token": ("tokens", "token"),
    "schema": ("printing", "print_schema"),
}
"""Each word with the module in `commands` and the function that it stands for."""

_HOW: dict[str, Any] = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None}


class Words(TyperGroup):
    """A module is read when its word is said: the whole schema, which only the server and one other command need, takes
    longer to read than all the rest."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            near = get_close_matches(cmd_name, COMMANDS, 1)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command '{cmd_name}'.{meant}")
        module, function = COMMANDS[cmd_name]
        alone = typer.Typer(**_HOW)
        alone.command(cmd_name)(getattr(import_module(f"commands.{module}"), function))
        return typer.main.get_command(alone)


app = typer.Typer(cls=Words, no_args_is_help=True, **_HOW)


@app.callback()
def sor() -> None:
    """Denmark's register of health-care organisations: its data, and its GraphQL API."""


def main() -> None:
    """Runs the command. What is expected to go wrong ends in one sentence on stderr and an exit code."""
    try:
        with stoppable():
            app()
    except NotDone as reason:
        end(str(reason), reason.code)
    except Unavailable as reason:
        end(str(reason), Exit.NOT_DONE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.NOT_DONE)


def end(sentence: str, code: Exit) -> None:
    err.print(f"sor: {sentence}", markup=False)
    sys.exit(code)


if __name__ == "__main__":
    main()
