"""Sentences told in both languages of the register."""

from typing import NamedTuple


class Words(NamedTuple):
    """A sentence in Danish and in English."""

    da: str
    en: str
