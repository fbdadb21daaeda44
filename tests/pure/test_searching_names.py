"""Names found in a revision by the words in them: as the rule says name by name, however the revision came about."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.reading.lists import Page, Slice, SortKey
from db.reading.reader import Hit
from db.reading.resident import answering, called, often, searching, versions
from db.reading.resident.revision import Revision, made
from db.reading.resident.searching import Asked, Search
from domain.names import alphabetical
from domain.periods import Period, Version
from domain.records import Lives, UnitLife
from domain.searching import MatchField, says_nothing, sought
from domain.units import Facts, Unit, UnitKind
from tests.materials import change, made_of
from tests.registers import code

DAYS = [date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)]
DAY, LATER = DAYS[2:]

letters = st.sampled_from("aAeoøÆåub {}üy-*1")
words = st.sampled_from(["læge", "Lægehus", "aa", "Åby", "by", "ny-læge", "Müller", "myller", "{", "ae"])
names = st.text(letters, min_size=1, max_size=6).filter(str.strip) | st.lists(words, min_size=1, max_size=3).map(
    " ".join
)
units = st.dictionaries(st.integers(0, 9), st.lists(names, min_size=1, max_size=4), max_size=9)
pieces = st.sampled_from(["læge", "aa", "by", "l", "æ", "a", "u", "y", "*", "**", " ", "hus", "müller", "{", "-", "ae"])
texts = (st.lists(pieces, min_size=1, max_size=4).map("".join) | names).filter(lambda text: not says_nothing(text))


def lives(register: dict[int, list[str]]) -> Lives:
    """Each called by its first name from the first of the days on, by the next one from the next day on."""
    return Lives(units=tuple(owner(serial, names) for serial, names in sorted(register.items())))


def owner(serial: int, names: list[str]) -> UnitLife:
    starts = DAYS[: len(names)]
    periods = [Period(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]
    return UnitLife(
        sor_code=code(serial),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=starts[0],
        timeline=tuple(
            Version(period, Facts(name=name, local_code=name[:1])) for period, name in zip(periods, names, strict=True)
        ),
    )


async def page_by_page(asked: Asked, size: int) -> list[Hit]:
    hits: list[Hit] = []
    after: SortKey | None = None
    while True:
        page = await Search(asked).page(Page(size, after))
        hits += page.items
        if not page.more:
            return hits
        after = page.keys[-1]


def odd(unit: Unit) -> bool:
    return unit.sor_code % 20 < 10


def expected(asked: Asked) -> list[tuple[float, Unit]]:
    """Whoever has the text as a local code is found as if it were the name; a former name counts half."""
    found = []
    for unit in asked.register.by_name.after(None):
        if unit.valid.covers(asked.day) and (asked.test is None or asked.test(unit)):
            known = [1.0] if unit.local_code in asked.wanted.numbers.values() else []
            scores = [
                *known,
                *graded(asked, unit.name),
                *(score / 2 for name in former(asked, unit) for score in graded(asked, name)),
            ]
            if scores:
                found.append((max(scores), unit))
    return sorted(found, key=lambda one: (-one[0], alphabetical(one[1].name), one[1].sor_code))


def graded(asked: Asked, name: str) -> list[float]:
    grade = asked.wanted.grade(name)
    return [] if grade is None else [grade.value]


def former(asked: Asked, unit: Unit) -> set[str]:
    if not asked.former_names:
        return set()
    every = (one for one in asked.register.by_name.after(None) if one.sor_code == unit.sor_code)
    return {one.name for one in every if one.valid.start < unit.valid.start and one.name != unit.name}


def matched(asked: Asked, hit: Hit) -> set[tuple[MatchField, str]]:
    names = {(MatchField.NAME, hit.unit.name), *((MatchField.FORMER_NAME, name) for name in former(asked, hit.unit))}
    told = {(field, name) for field, name in names if graded(asked, name)}
    code = hit.unit.local_code
    return told | ({(MatchField.LOCAL_CODE, code)} if code in asked.wanted.numbers.values() and code else set())


@settings(max_examples=200)
@given(
    before=units,
    after=units,
    text=texts,
    day=st.sampled_from(DAYS),
    size=st.integers(1, 4),
    few=st.sampled_from([0, 3, 1 << 16]),
    anew=st.booleans(),
    some=st.booleans(),
    former_names=st.booleans(),
    many=st.sampled_from([1, 2, 1_000]),
)
@example({}, {0: ["Lægehus"]}, "læge", DAY, 1, 0, False, False, False, 1_000)
@example({0: ["by"], 1: ["by"], 2: ["by"]}, {0: ["by"], 2: ["ny"], 3: ["by"]}, "by", DAY, 4, 0, False, False, False, 2)
@example(
    {0: ["by", "nyby"], 1: ["by læge", "nyby"], 2: ["nyby"], 3: ["nyby", "aa"], 4: ["by"]},
    {},
    "by",
    DAY,
    1,
    0,
    False,
    False,
    True,
    2,
)
async def test_a_text_finds_the_names_that_the_rule_says(
    before: dict[int, list[str]],
    after: dict[int, list[str]],
    text: str,
    day: date,
    size: int,
    few: int,
    anew: bool,
    some: bool,
    former_names: bool,
    many: int,
) -> None:
    was, now = made_of(lives(before), 1), made_of(lives(after), 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "FEW", few)
        patch.setattr(answering, "AT_ONCE", 1)
        patch.setattr(searching, "TURN", max(few, 1))
        patch.setattr(often, "OFTEN", 0 if anew else 32)
        patch.setattr(called, "FEW", 0 if anew else 1_000)
        patch.setattr(versions, "MANY", many)
        first = made(was)
        for register in (made(now), first.after(change(was, now)), first):
            asked = Asked(register, sought(text), day, odd if some else None, True, former_names)
            hits = await page_by_page(asked, size)

            assert [(hit.score, hit.unit) for hit in hits] == expected(asked)
            for hit in hits:
                assert {(match.field, match.text) for match in hit.matches} == matched(asked, hit)
            assert await Search(asked).total() == len(hits)


async def test_a_search_of_one_revision_is_not_disturbed_by_names_that_come_while_it_goes_on() -> None:
    was, now = made_of(lives({0: ["Lægehus"]}), 1), made_of(lives({0: ["Ny læge"], 1: ["Lægehus"], 2: ["Læge"]}), 2)
    register = made(was)
    asked = Asked(register, sought("læge"), DAY, None, hidden_numbers=True, former_names=True)
    search = Search(asked)

    newer = register.after(change(was, now))

    assert await search.total() == 1
    assert found(await search.page(Page(5))) == ["Lægehus"]
    assert found(await Search(asked._replace(register=newer)).page(Page(5))) == ["Læge", "Lægehus", "Ny læge"]


def found(page: Slice[Hit]) -> list[str]:
    return [hit.unit.name for hit in page.items]


def test_names_are_put_in_order_again_once_more_have_come_later_than_there_were_at_first() -> None:
    told = [made_of(lives({serial: [f"Læge {serial}"] for serial in range(most)}), most) for most in (2, 4, 5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(called, "FEW", 0)
        revision, seen = made(told[0]), []
        for was, now in pairwise(told):
            seen.append(in_order(revision))
            revision = revision.after(change(was, now))

    assert [*seen, in_order(revision)] == [(2, 2), (2, 4), (5, 5)]


def in_order(revision: Revision) -> tuple[int, int]:
    words = revision.called.words
    return words.ordered, len(words)
