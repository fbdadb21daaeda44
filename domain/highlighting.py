"""Where a search hits a name: marked in the name as it is written, though it was found in its folded form."""

import re
from collections.abc import Iterator

from domain.names import folded
from domain.searching import Match, MatchField, Sought, at_word_start, sought

OPENING, CLOSING = "«", "»"

Span = tuple[int, int]


def highlighted(match: Match, text: str) -> str:
    """The text of a match with the hit marked. A number is found whole."""
    if match.field in (MatchField.NAME, MatchField.FORMER_NAME):
        return highlight(match.text, text)
    return f"{OPENING}{match.text}{CLOSING}"


def highlight(name: str, text: str) -> str:
    """The name with what the text hits in it between `«` and `»`; without marks, where it hits nothing.

    Raises `Violated` where the text says nothing.
    """
    asked = sought(text)
    if asked.grade(name) is None:
        return name
    compared, origin = traced(name)
    if compared != folded(name):
        return f"{OPENING}{name}{CLOSING}"
    return _marked(name, [(origin[start][0], origin[end - 1][1]) for start, end in _hits(compared, asked)])


def traced(name: str) -> tuple[str, list[Span]]:
    """The folded form told letter by letter, and for each of its characters where in the name it comes from.

    Letters that fold otherwise in company than alone (the Greek final sigma) make it differ from `folded(name)`.
    """
    letters: list[str] = []
    origin: list[Span] = []
    for cluster in re.finditer("(?s).[\u0300-\u036f]*", name.rstrip()):
        letter = folded(cluster[0]) or " "
        if letter == " " and letters[-1:] in ([], [" "]):
            continue
        letters += letter
        origin += [cluster.span()] * len(letter)
    return "".join(letters), origin


def _hits(compared: str, asked: Sought) -> Iterator[Span]:
    if "*" in asked.compared:
        return _wildcard_hits(compared, asked)
    parts = (asked.whole,) if asked.whole in compared else asked.parts
    return (_hit(compared, part) for part in parts)


def _hit(compared: str, part: str) -> Span:
    """At the start of a word, or else where it first stands."""
    at_start = re.search(at_word_start(part), compared)
    end = at_start.end() if at_start else compared.index(part) + len(part)
    return end - len(part), end


def _wildcard_hits(compared: str, asked: Sought) -> Iterator[Span]:
    start = "" if asked.compared.startswith("*") else "^"
    end = "" if asked.compared.endswith("*") else "$"
    parts = ".*?".join(f"({re.escape(part)})" for part in asked.parts)
    found = re.search(f"{start}{parts}{end}", compared, re.DOTALL)
    return iter(()) if found is None else (found.span(group) for group, _ in enumerate(asked.parts, start=1))


def _marked(name: str, spans: list[Span]) -> str:
    shown, done = "", 0
    for start, end in _joined(spans):
        shown += f"{name[done:start]}{OPENING}{name[start:end]}{CLOSING}"
        done = end
    return shown + name[done:]


def _joined(spans: list[Span]) -> list[Span]:
    """In order, with those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
