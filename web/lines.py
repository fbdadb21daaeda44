"""A line of the log whose facts are texts and numbers, written without asking of each how it is to be written."""

import json
from datetime import datetime
from typing import NamedTuple

import orjson


class Line(NamedTuple):
    """Facts in their order; their names are plain words, their values texts or numbers. `told`: when, in UTC."""

    event: str
    level: str
    facts: dict[str, object]
    told: datetime

    def logfmt(self) -> str:
        facts = self.facts
        line = " ".join([f"event={self.event}", *[f"{name}={value}" for name, value in facts.items()]])
        # Their names have none of what is quoted: there is one "=" for each, and one space between two.
        if line.count("=") > len(facts) + 1 or line.count(" ") > len(facts) or '"' in line or "\n" in line:
            texts = [f"{name}={_quoted(str(value))}" for name, value in facts.items()]
            line = " ".join([f"event={_quoted(self.event)}", *texts])
        return printable(f"timestamp={self._instant()} level={self.level} {line}")

    def json(self) -> str:
        whole = {**self.facts, "event": self.event, "level": self.level, "timestamp": self._instant()}
        try:
            return orjson.dumps(whole).decode()
        except orjson.JSONEncodeError:  # half a character, which JSON tells by its number
            return json.dumps(whole)

    def __str__(self) -> str:
        return self.logfmt()

    def _instant(self) -> str:
        return f"{self.told.isoformat()[:-6]}Z"


def printable(line: str) -> str:
    """The line as it can be shown anywhere: what would end it, colour a terminal or turn letters round stands in it by
    its number. Somebody may have asked for a path of such letters."""
    if line.isprintable():
        return line
    return "".join([one if one.isprintable() else one.encode("unicode_escape").decode() for one in line])


def _quoted(text: str) -> str:
    quoted = " " in text or "=" in text or '"' in text
    if quoted:
        text = text.replace("\\", "\\\\")
    text = text.replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"' if quoted else text
