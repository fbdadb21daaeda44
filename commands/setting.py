"""The settings a command runs with, or the sentence that says which of them is wrong."""

import os
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from commands.outcome import Exit, NotDone
from commands.screen import say
from settings import Settings

PREFIX = "SOR_"
WRITTEN = 60
"""Characters of a value that are said again."""

EXPECTED = {
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "enum": "one of {expected}",
    "date_from_datetime_parsing": "a day of the calendar, written YYYY-MM-DD",
}
"""What a value should be, by what is wrong with it."""


def read_settings(**options: object) -> Settings:
    """The settings; what an option of the command says comes first. Raises `NotDone`."""
    for stranger in strangers():
        say(stranger)
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as wrong:
        reasons = [f"{PREFIX}{error['loc'][0]}".upper() + f": {said(error)}" for error in wrong.errors()]
        raise NotDone(f"{'; '.join(reasons)} (docs/settings.md lists the settings).", Exit.USAGE) from None


def said(error: ErrorDetails) -> str:
    """With the value where what was expected is of one word; a reason of our own has it already, or must not."""
    expected = EXPECTED.get(error["type"])
    if expected is None:
        return error["msg"].removeprefix("Value error, ").rstrip(".")
    return f"'{str(error['input'])[:WRITTEN]}' is not {expected.format(**error.get('ctx', {}))}"


def strangers() -> list[str]:
    """A line for each variable that is called as if it were a setting and is none: what it says counts nowhere."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    lines = []
    for name in sorted(one for one in os.environ if one.startswith(PREFIX) and one not in known):
        near = get_close_matches(name, known, 1)
        meant = f"; {near[0]} is one" if near else ""
        lines.append(f"{name[:WRITTEN]} is no setting and is not heeded{meant} (docs/settings.md).")
    return lines
