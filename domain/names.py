"""How names are compared and sorted in Danish. The database tells the same in `folded` and `alphabetical`."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
_SPACES = re.compile(r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_FOREIGN = str.maketrans("äöς", "æøσ")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_AFTER_Z = str.maketrans("æøåü", "{|}y")


def folded(name: str) -> str:
    """The form two names are compared in: case and accents do not count, æ, ø, å are ae, oe, aa."""
    return _unaccented(_lowered(name).translate(_LETTERS))


def alphabetical(name: str) -> str:
    """The form names are sorted by, as plain bytes: æ, ø, å after z, aa with å, ü with y."""
    return _unaccented(_lowered(name).replace("aa", "å").translate(_AFTER_Z))


def _lowered(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower().translate(_FOREIGN)


def _unaccented(name: str) -> str:
    return _SPACES.sub(" ", _ACCENTS.sub("", unicodedata.normalize("NFD", name))).strip(" ")
