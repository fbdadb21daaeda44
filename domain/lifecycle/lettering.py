"""Letters that no text of the register has: what nobody can read, type or print (REGISTER.md, section 1)."""

from collections.abc import Iterator
from unicodedata import category

from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.words import Words

_CONTROL = {"Cc"}
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}


def unlettered(text: str, place: Place) -> Iterator[Violation]:
    """Control characters, line breaks among them: XML and CSV cannot hold them, or not in one line."""
    yield from _without(_CONTROL, text, place)


def unseen(name: str, place: Place) -> Iterator[Violation]:
    """The same, and what shows nothing: two names are never alike to the eye, nor a name empty to it."""
    yield from _without(_UNSEEN, name, place)


def _without(categories: set[str], text: str, place: Place) -> Iterator[Violation]:
    found = next(((at, one) for at, one in enumerate(text, start=1) if category(one) in categories), None)
    if found is not None:
        at, one = found
        yield Violation(
            rule=Rule.TEXT_FORMAT,
            words=Words(
                f"Tegn nr. {at} (U+{ord(one):04X}) kan ikke ses eller skrives: slet det.",
                f"Character number {at} (U+{ord(one):04X}) can be neither seen nor printed: remove it.",
            ),
            place=place,
        )
