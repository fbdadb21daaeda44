"""The telephone that every unit has on every day, its own or inherited (REGISTER.md, sections 3 and 4)."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle.excerpt import Excerpt
from domain.periods import change_days
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day


def missing(code: SorCode, since: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """The first day from `since` on, of those on which something changes, without a telephone."""
    for day in _days(code, since, excerpt):
        if excerpt.facts(code, day) is not None and not _has_one(code, day, excerpt):
            yield Violation(
                rule=Rule.TELEPHONE_REQUIRED,
                words=Words(
                    f"{danish_day(day)} har hverken enheden eller nogen over den et telefonnummer: skriv et eget.",
                    f"On {english_day(day)} neither the unit nor any above it has a telephone number: give its own.",
                ),
                place=place,
                earliest=None,
            )
            return


def missing_besides(
    told: Sequence[Violation], code: SorCode, since: date, excerpt: Excerpt, place: Place
) -> list[Violation]:
    """The same; nothing, where what is told already says that a block of its own lacks it."""
    if any(one.rule is Rule.TELEPHONE_REQUIRED for one in told):
        return []
    return [*missing(code, since, excerpt, place)]


def _has_one(code: SorCode, day: date, excerpt: Excerpt) -> bool:
    for _, facts in excerpt.path(code, day):
        if facts.electronic is not None:
            block = excerpt.electronic_addresses.get(facts.electronic)
            return block is not None and block.phone is not None
    return False


def _days(code: SorCode, since: date, excerpt: Excerpt) -> list[date]:
    """The day, and those after it on which the unit or one that is then above it changes."""
    found: set[date] = {since}
    seen: set[SorCode] = set()
    waiting = [code]
    while waiting:
        unit = excerpt.units.get(waiting.pop())
        if unit is None or unit.sor_code in seen:
            continue
        seen.add(unit.sor_code)
        found |= {day for day in change_days(version.valid for version in unit.timeline) if day > since}
        waiting += [version.value.parent for version in unit.timeline if version.value.parent is not None]
    return sorted(found)
