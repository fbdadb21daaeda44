"""A line of the log whose facts are texts and numbers, written without asking of each how it is to be written."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

_QUOTED = re.compile(r'[ ="\n]').search


@dataclass(frozen=True, slots=True)
class Line:
    """Facts in their order; their names are plain words, their values texts or numbers."""

    event: str
    level: str
    facts: dict[str, object]
    told: datetime = field(default_factory=lambda: datetime.now(UTC))

    def logfmt(self) -> str:
        texts = [self.event, *map(str, self.facts.values())]
        if _QUOTED("".join(texts)) is not None:
            texts = [_quoted(text) for text in texts]
        facts = " ".join(map("=".join, zip(("event", *self.facts), texts, strict=True)))
        return f"timestamp={self._instant()} level={self.level} {facts}"

    def json(self) -> str:
        whole = {**self.facts, "event": self.event, "level": self.level, "timestamp": self._instant()}
        try:
            return orjson.dumps(whole).decode()
        except orjson.JSONEncodeError:  # half a character, which JSON tells by its number
            return json.dumps(whole)

    def __str__(self) -> str:
        return self.logfmt()

    def _instant(self) -> str:
        return self.told.isoformat().replace("+00:00", "Z")


def _quoted(text: str) -> str:
    quoted = " " in text or "=" in text or '"' in text
    if quoted:
        text = text.replace("\\", "\\\\")
    text = text.replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"' if quoted else text
