"""Codes of maintained lists, held to what the list says on the day."""

from collections.abc import Iterator
from datetime import date

from domain.code_lists import CodeList
from domain.lifecycle.excerpt import Excerpt
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day

_CALLED = {
    CodeList.UNIT_TYPE: Words("enhedstyper", "unit types"),
    CodeList.SPECIALITY: Words("specialer", "specialities"),
    CodeList.REGION: Words("regioner", "regions"),
    CodeList.MUNICIPALITY: Words("kommuner", "municipalities"),
    CodeList.POSTAL_CODE: Words("postnumre", "postal codes"),
    CodeList.SYSTEM: Words("EDB-systemer", "EDB systems"),
    CodeList.SUPPLIER: Words("systemleverandører", "system suppliers"),
    CodeList.NETWORK: Words("netoperatører", "net operators"),
    CodeList.ADMINISTRATOR: Words("EDI-administratorer", "EDI administrators"),
    CodeList.MESSAGE_TYPE: Words("meddelelsestyper", "message types"),
    CodeList.SHAK: Words("SHAK-koder", "SHAK codes"),
}


def unknown_code(code_list: CodeList, code: str, on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """What is wrong with a code that is to hold from a day on: not in its list, or not on that day."""
    values = excerpt.codes.get((code_list, code), ())
    if any(one.valid.covers(on) for one in values):
        return
    called, shown = _CALLED[code_list], code[:40]
    if not values:
        words = Words(
            f"'{shown}' står ikke i registerets liste over {called.da} ({code_list.value}).",
            f"'{shown}' is not in the register's list of {called.en} ({code_list.value}).",
        )
        yield Violation(rule=Rule.UNKNOWN_CODE, words=words, place=place)
        return
    later = min((one.valid.start for one in values if one.valid.start > on), default=None)
    words = Words(
        f"'{shown}' står i listen over {called.da}, men ikke {danish_day(on)}"
        + (f": den gælder fra {danish_day(later)}." if later else "."),
        f"'{shown}' is in the list of {called.en}, but not on {english_day(on)}"
        + (f": it is valid from {english_day(later)}." if later else "."),
    )
    yield Violation(rule=Rule.UNKNOWN_CODE, words=words, place=place, earliest=later)
