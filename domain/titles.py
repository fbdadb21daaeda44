"""Rules by short names, for lists and headings."""

import re

from domain.rules import Rule
from domain.words import Words

_WRITTEN_SO = {"sor": "SOR", "gln": "GLN", "cvr": "CVR", "shak": "SHAK", "p": "P"}


def title(rule: Rule) -> Words:
    """In English the rule's id in words; in Danish its sentence as far as the first thing it explains."""
    return Words(_beginning(rule.da), _in_words(rule.id))


def _beginning(sentence: str) -> str:
    return re.split(r"[:;]", sentence, maxsplit=1)[0].rstrip(".")


def _in_words(id_: str) -> str:
    first, *others = (_WRITTEN_SO.get(word, word) for word in id_.lower().split("_"))
    return " ".join([first[0].upper() + first[1:], *others])
