"""The settings a command runs with, or the sentence that says which of them is wrong."""

from pydantic import ValidationError

from commands.outcome import Exit, NotDone
from settings import Settings


def read_settings(**options: object) -> Settings:
    """The settings; what an option of the command says comes first. Raises `NotDone`."""
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as wrong:
        reasons = [f"SOR_{error['loc'][0]}".upper() + f": {said(error['msg'])}" for error in wrong.errors()]
        raise NotDone(f"{'; '.join(reasons)} (docs/settings.md lists the settings).", Exit.USAGE) from None


def said(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")
