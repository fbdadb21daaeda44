"""How names are compared and sorted in Danish. The database tells the same in `folded` and `alphabetical`."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
_SPACES = re.compile(r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

_AS_ONE = {"ae": "{", "oe": "|", "aa": "}"}
_ALSO = {"u": "y"}
_BEGUN = {"a": "{}", "o": "|"}
"""Of the letters that a text ends in: those whose first half they may be."""

MOST_WAYS = 16


def folded(name: str) -> str:
    """The form two names are compared in: case and accents do not count, æ, ø, å are ae, oe, aa."""
    return _unaccented(_lowered(name).replace("æ", "ae").replace("ø", "oe").replace("å", "aa"))


def alphabetical(name: str) -> str:
    """The form names are sorted by, as plain bytes: æ, ø, å after z, aa with å, ü with y."""
    ordered = _lowered(name).replace("aa", "}").replace("å", "}").replace("æ", "{").replace("ø", "|")
    return _unaccented(ordered.replace("ü", "y"))


def beginnings(compared: str, whole: bool = False) -> tuple[str, ...]:
    """How a name may begin in the form it is sorted by, if in the form it is compared in it begins with this text; or,
    if `whole`, how it is sorted if it is compared as this. None, if there are too many ways, or nobody knows all."""
    if not compared or not compared.isascii():
        return ()
    ways: list[set[str]] = [{""}, *(set[str]() for _ in compared), set()]
    for place, letter in enumerate(compared):
        last = place == len(compared) - 1
        pair = compared[place : place + 2]
        letters = letter + _ALSO.get(letter, "") + ("" if whole or not last else _BEGUN.get(letter, ""))
        ways[place + 1] |= {way + one for way in ways[place] for one in letters}
        ways[place + 2] |= {way + _AS_ONE[pair] for way in ways[place] if pair in _AS_ONE}
        if len(ways[place + 1]) + len(ways[place + 2]) > MOST_WAYS:
            return ()
    return tuple(sorted(ways[len(compared)]))


def _lowered(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower().replace("ä", "æ").replace("ö", "ø").replace("ς", "σ")


def _unaccented(name: str) -> str:
    if name.isascii():
        return " ".join(name.split())
    return _SPACES.sub(" ", _ACCENTS.sub("", unicodedata.normalize("NFD", name))).strip(" ")
