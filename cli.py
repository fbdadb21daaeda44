"""The `sor` command: its words, and how it ends."""

import signal
import sys
from types import FrameType

import typer

from commands import (
    backing_up,
    checking,
    demo,
    generating,
    importing,
    midnight,
    migrating,
    printing,
    restoring,
    serving,
    tokens,
)
from commands.outcome import Exit, NotDone
from commands.screen import err
from db.unavailable import Unavailable

app = typer.Typer(
    help="Denmark's register of health-care organisations: its data, and its GraphQL API.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serving.serve)
app.command("migrate")(migrating.migrate)
app.command("import")(importing.import_files)
app.command("generate")(generating.generate)
app.command("demo")(demo.load)
app.command("check")(checking.check)
app.command("backup")(backing_up.backup)
app.command("restore")(restoring.restore)
app.command("midnight")(midnight.midnight)
app.command("token")(tokens.token)
app.command("schema")(printing.print_schema)


def main() -> None:
    """Runs the command. What is expected to go wrong ends in one sentence on stderr and an exit code."""
    signal.signal(signal.SIGTERM, stop)
    try:
        app()
    except NotDone as reason:
        end(str(reason), reason.code)
    except Unavailable as reason:
        end(str(reason), Exit.NOT_DONE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.NOT_DONE)


def stop(number: int, frame: FrameType | None) -> None:
    """Leaves through every `with` block, so that nothing is stored by halves and no database server is left behind."""
    raise SystemExit(128 + number)


def end(sentence: str, code: Exit) -> None:
    err.print(f"sor: {sentence}", markup=False)
    sys.exit(code)


if __name__ == "__main__":
    main()
