"""Finding by text: what a search asks for, and how well a name answers it (REGISTER.md, section 7).

Names are compared in their folded form (domain/names.py). `*` stands for any run of characters; a text without one
asks for all of its words. Every other character means itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from domain.names import folded
from domain.periods import Period
from domain.rules import Rule, Violated
from domain.units import LOCAL_CODE_LENGTH


class MatchField(Enum):
    """What a text may be found in, names before numbers."""

    NAME = "name"
    FORMER_NAME = "former name"
    SOR_CODE = "SOR code"
    SHAK = "SHAK"
    CVR = "CVR"
    P_NUMBER = "P-number"
    YDERNUMMER = "ydernummer"
    LOCATION_NUMBER = "location number"
    PHARMACY = "pharmacy number"
    LOCAL_CODE = "local code"


@dataclass(frozen=True, slots=True)
class Match:
    """Why a unit was found: in which field, the text that was hit, and, of a former name, when it was true."""

    field: MatchField
    text: str
    valid: Period | None = None


class Grade(Enum):
    """How well a name answers a text. A number that answers is worth as much as a whole name."""

    WHOLE = 1.0
    NAME_STARTS = 0.8
    WORD_STARTS = 0.6
    CONTAINS = 0.4


FORMER = 0.5
"""The share of its grade that a name counts for which the unit no longer has."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search text asks for.

    `parts`: what stands between wildcards or, where there are none, the words; `likes`: LIKE patterns that must all
    hold, the longest first; `whole`: the text without wildcards; `begins`: a LIKE for a name that starts with it;
    `word_starts`: for each part a regular expression for where it stands at the start of a word.
    `numbers`: the text as it would be written in each field whose numbers look like it.
    """

    compared: str
    parts: tuple[str, ...]
    likes: tuple[str, ...]
    whole: str
    begins: str
    word_starts: tuple[str, ...]
    numbers: Mapping[MatchField, str]

    def grade(self, name: str) -> Grade | None:
        """How well a name answers; nothing, if it does not."""
        compared = folded(name)
        if not all(like(pattern, compared) for pattern in self.likes):
            return None
        if compared == self.whole:
            return Grade.WHOLE
        if like(self.begins, compared):
            return Grade.NAME_STARTS
        at_word_starts = all(re.search(start, compared) for start in self.word_starts)
        return Grade.WORD_STARTS if at_word_starts else Grade.CONTAINS


def says_nothing(text: str) -> bool:
    """Whether a text has nothing to search by: only wildcards, spaces and accents without a letter."""
    return not folded(text.replace("*", " "))


def sought(text: str) -> Sought:
    """What a search text asks for. Raises `Violated` where it says nothing."""
    if says_nothing(text):
        raise Violated(
            Rule.SEARCH_SAYS_NOTHING,
            "the search text has nothing but wildcards and spaces; write a part of a name or a number, as in *skole",
        )
    compared = re.sub(r"\*+", "*", folded(text))
    parts = _parts(compared)
    return Sought(
        compared=compared,
        parts=parts,
        likes=_likes(compared, parts),
        whole=compared.replace("*", ""),
        begins=_literal(compared.lstrip("*").split("*")[0]) + "%",
        word_starts=tuple(at_word_start(part.lstrip(" ")) for part in parts if part != " "),
        numbers=MappingProxyType({} if "*" in text else dict(_numbers(text.strip()))),
    )


def like(pattern: str, text: str) -> bool:
    r"""What LIKE says in SQL: `%` is any run of characters, `\` takes the next one as it is. A bare `_` is not used."""
    told = "".join(".*" if bit == "%" else re.escape(bit[-1]) for bit in re.findall(r"(?s)\\.|.", pattern))
    return re.fullmatch(told, text, re.DOTALL) is not None


def at_word_start(part: str) -> str:
    """A regular expression, alike in Python and PostgreSQL: `part` at the start, or after an ASCII character that is
    neither a letter nor a digit."""
    return r"(?:^|[\u0001-\u002f\u003a-\u0060\u007b-\u007f])" + re.escape(part)


def _parts(compared: str) -> tuple[str, ...]:
    if "*" in compared:
        return tuple(part for part in compared.split("*") if part)
    return tuple(dict.fromkeys(compared.split(" ")))


def _likes(compared: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    if "*" in compared:
        return (_literal(compared).replace("*", "%"),)
    return tuple(f"%{_literal(part)}%" for part in sorted(parts, key=len, reverse=True))


def _literal(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


_WRITTEN = {
    MatchField.SOR_CODE: "[0-9]{11,18}",
    MatchField.SHAK: "[0-9A-Za-z]{4}|[0-9A-Za-z]{6,7}",
    MatchField.CVR: "[0-9]{8}",
    MatchField.P_NUMBER: "[0-9]{10}",
    MatchField.YDERNUMMER: "[0-9]{6}",
    MatchField.LOCATION_NUMBER: "[0-9]{13}",
    MatchField.PHARMACY: "[0-9]+(,[0-9]+)?",
}
"""What each number looks like. Check digits are not asked for: what old data holds is to be found too."""


def _numbers(text: str) -> Iterator[tuple[MatchField, str]]:
    digits = text.replace(" ", "")
    for field, written in _WRITTEN.items():
        if re.fullmatch(written, digits):
            yield field, digits.upper()
    if len(text) <= LOCAL_CODE_LENGTH:
        yield MatchField.LOCAL_CODE, text
