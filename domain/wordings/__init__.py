"""Rules in words, by subject: what each says, where it comes from, and a case of it."""

from typing import NamedTuple

from domain.words import Words


class Wording(NamedTuple):
    """A rule in words: `da` and `en` are sentences a clerk understands, `example` a case in which it speaks."""

    da: str
    en: str
    source: str
    example: Words
