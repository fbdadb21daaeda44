"""Search: which units a text finds, in which order and why."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import searching
from db.reading.lists import Below, Filter, Page, SortKey
from db.reading.reader import Hit
from db.reading.snapshot import Snapshot
from domain.identifiers import Cvr, PNumber, ProviderNumber, Shak, SorCode
from domain.location_numbers import Mailbox
from domain.names import alphabetical
from domain.periods import Moment, Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.searching import Match, MatchField
from domain.units import Facts, UnitKind, UnitStatus
from tests import naive
from tests.registers import code, number, reading

TODAY = Moment(date(2026, 1, 1))
ALL = Filter()
OPENED, RENAMED, CLOSED = date(2010, 1, 1), date(2020, 1, 1), date(2025, 1, 1)


def owner(serial: int, *names: str, **said: object) -> UnitLife:
    """An owner that has had each of the names in turn, from 2010 on and with a new one each first of January 2020, …"""
    days = [OPENED, *(date(RENAMED.year + later, 1, 1) for later in range(len(names) - 1))]
    ends = [*days[1:], None]
    return UnitLife(
        sor_code=code(serial),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=OPENED,
        timeline=tuple(
            Version(Period(start, end), Facts(name=name, **said))  # type: ignore[arg-type]
            for start, end, name in zip(days, ends, names, strict=True)
        ),
    )


async def found(db: Snapshot, text: str, filter: Filter = ALL, former: bool = False) -> list[Hit]:
    return [*(await searching.search(db, text, TODAY, filter, former, Page(50))).items]


async def names(db: Snapshot, text: str) -> list[str]:
    return [hit.unit.name for hit in await found(db, text)]


BLOVSTRØD = Lives(
    units=tuple(
        owner(serial, name)
        for serial, name in enumerate(
            [
                "Blovstrød Skole",
                "Plejehjemmet Blovstrød",
                "Ny-Blovstrød",
                "Skolen i Blovstrødby",
                "Skole",
                "Aagaard 100%",
            ]
        )
    )
)


async def test_stars_say_where_a_name_goes_on(engine: AsyncEngine) -> None:
    async with reading(engine, BLOVSTRØD) as db:
        assert await names(db, "Blovstrød*") == ["Blovstrød Skole"]
        assert await names(db, "*blovstrød") == ["Ny-Blovstrød", "Plejehjemmet Blovstrød"]
        assert await names(db, "*skole") == ["Skole", "Blovstrød Skole"]
        assert await names(db, "s*blov*") == ["Skolen i Blovstrødby"]
        assert await names(db, "*blov*skole*") == ["Blovstrød Skole"]


async def test_a_text_without_stars_finds_names_that_have_all_of_its_words(engine: AsyncEngine) -> None:
    async with reading(engine, BLOVSTRØD) as db:
        assert await names(db, "skole blov") == ["Blovstrød Skole", "Skolen i Blovstrødby"]
        assert await names(db, "BLOVSTROED  hjem") == ["Plejehjemmet Blovstrød"]
        assert await names(db, "blovstrød kirke") == []


async def test_letters_are_found_however_they_are_written(engine: AsyncEngine) -> None:
    async with reading(engine, BLOVSTRØD) as db:
        assert await names(db, "ågård") == await names(db, "AAGAARD") == await names(db, "Aagård") == ["Aagaard 100%"]


async def test_percent_underscore_and_backslash_are_plain_characters(engine: AsyncEngine) -> None:
    async with reading(engine, Lives(units=(owner(0, "100% Klinik"), owner(1, "A_B\\C"), owner(2, "AxB")))) as db:
        assert await names(db, "%") == ["100% Klinik"]
        assert await names(db, "_") == await names(db, "\\") == await names(db, "a_b*") == ["A_B\\C"]


async def test_the_whole_name_comes_first_then_beginnings_then_words_then_the_rest(engine: AsyncEngine) -> None:
    async with reading(engine, BLOVSTRØD) as db:
        told = await found(db, "skole")

    assert [(hit.unit.name, hit.score) for hit in told] == [
        ("Skole", 1.0),
        ("Skolen i Blovstrødby", 0.8),
        ("Blovstrød Skole", 0.6),
    ]
    assert told[0].matches == (Match(MatchField.NAME, "Skole"),)


async def test_former_names_count_half_and_say_when_they_were_true(engine: AsyncEngine) -> None:
    renamed = owner(0, "Frederiksborg Amt", "Frederiksborg Amt", "Region Prøve", "Region Prøve Nord")
    async with reading(engine, Lives(units=(renamed, owner(1, "Amtet")))) as db:
        told = await found(db, "amt", former=True)
        assert [(hit.unit.name, hit.score) for hit in told] == [("Amtet", 0.8), ("Region Prøve Nord", 0.3)]
        assert told[1].matches == (
            Match(MatchField.FORMER_NAME, "Frederiksborg Amt", Period(OPENED, date(2021, 1, 1))),
        )
        assert [hit.unit.name for hit in await found(db, "amt")] == ["Amtet"]
        [region] = await found(db, "prøve", former=True)

    assert region.score == 0.6
    assert [match.text for match in region.matches] == ["Region Prøve Nord", "Region Prøve"]


async def test_a_unit_is_found_by_each_of_its_numbers(engine: AsyncEngine) -> None:
    unit = owner(
        0,
        "Apoteket",
        cvr=Cvr("33257872"),
        p_number=PNumber("1003259854"),
        shak=Shak("130101A"),
        provider_numbers=(ProviderNumber("077410"), ProviderNumber("012345")),
        pharmacy_number="362,1",
        local_code="Øst 4",
    )
    gln = number(1)
    held = NumberLife(gln=gln, first_from=OPENED, timeline=(Version(Period(OPENED), Mailbox(holder=code(0))),))
    async with reading(engine, Lives(units=(unit, owner(1, "Et andet")), numbers=(held,))) as db:
        for text, field, shown in [
            (str(code(0)), MatchField.SOR_CODE, str(code(0))),
            ("33 25 78 72", MatchField.CVR, "33257872"),
            ("1003259854", MatchField.P_NUMBER, "1003259854"),
            ("130101a", MatchField.SHAK, "130101A"),
            ("012345", MatchField.YDERNUMMER, "012345"),
            ("362,1", MatchField.PHARMACY, "362,1"),
            ("Øst 4", MatchField.LOCAL_CODE, "Øst 4"),
            (gln, MatchField.LOCATION_NUMBER, gln),
        ]:
            assert [(hit.score, hit.matches) for hit in await found(db, text)] == [(1.0, (Match(field, shown),))], text
            assert await found(db, f"{text}*") == []


async def test_hidden_numbers_find_nothing_unless_asked_for(engine: AsyncEngine) -> None:
    numbers = tuple(
        NumberLife(gln=number(serial), first_from=OPENED, timeline=(Version(Period(OPENED), mailbox),))
        for serial, mailbox in enumerate(
            [Mailbox(holder=code(0), internal_only=True), Mailbox(holder=code(1), not_active=True)]
        )
    )
    async with reading(engine, Lives(units=(owner(0, "Et"), owner(1, "To")), numbers=numbers)) as db:
        for serial, name in enumerate(["Et", "To"]):
            assert await found(db, number(serial)) == []
            [hit] = await found(db, number(serial), Filter(hidden_numbers=True))
            assert hit.unit.name == name


async def test_only_standing_units_are_found_unless_others_are_asked_for(engine: AsyncEngine) -> None:
    closed = UnitLife(
        sor_code=code(0),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=OPENED,
        timeline=(
            Version(Period(OPENED, RENAMED), Facts(name="Amtets Klinik")),
            Version(Period(RENAMED, CLOSED), Facts(name="Klinik")),
        ),
    )
    async with reading(engine, Lives(units=(closed,))) as db:
        assert await found(db, "klinik", former=True) == []
        [hit] = await found(db, "klinik", Filter(statuses=(UnitStatus.CLOSED,)), former=True)

    assert hit.unit.name == "Klinik"
    assert hit.matches == (
        Match(MatchField.NAME, "Klinik"),
        Match(MatchField.FORMER_NAME, "Amtets Klinik", Period(OPENED, RENAMED)),
    )


async def test_a_search_keeps_to_its_filter(engine: AsyncEngine) -> None:
    below = UnitLife(
        sor_code=code(1),
        kind=UnitKind.HEALTH_INSTITUTION,
        first_from=OPENED,
        timeline=(Version(Period(OPENED), Facts(name="Klinik Nord", parent=code(0))),),
    )
    async with reading(engine, Lives(units=(owner(0, "Klinikejer"), below, owner(2, "Klinikken")))) as db:
        told = await found(db, "klinik", Filter(under=Below((code(0),))))
        assert [hit.unit.name for hit in told] == ["Klinik Nord"]
        assert await searching.search_count(db, "klinik", TODAY, Filter(), False) == 3
        assert (
            await searching.search_count(db, "klinik", TODAY, Filter(kinds=(UnitKind.HEALTH_INSTITUTION,)), False) == 1
        )


async def test_the_first_page_of_a_search_is_how_the_whole_list_begins(engine: AsyncEngine) -> None:
    """Of a small page only the names that begin with the text are read, as long as there are enough of them."""
    called = [
        "Aarhus",
        "Århus Nord",
        "Aarhus Syd",
        "aarhus",
        "Nyt Aarhus",
        "Gammelaarhus",
        "Aarhus",
        "Ærø",
        "Aeroe Øst",
    ]
    units = (*(owner(serial, name) for serial, name in enumerate(called)), owner(20, "Aarhus Vest", "Ebeltoft"))
    known = owner(21, "Vandel ved Aarhus", local_code="aarhus")
    async with reading(engine, Lives(units=(*units, known))) as db:
        for text in ("aarhus", "*aarhus*", "år*", "aero", "Ærø", "aarhus n", "*hus", "a*s"):
            whole = await found(db, text)
            assert len(whole) == await searching.search_count(db, text, TODAY, ALL, False)
            for first in range(1, len(whole) + 1):
                page = await searching.search(db, text, TODAY, ALL, False, Page(first))
                assert [*page.items] == whole[:first], (text, first)
                assert page.more == (first < len(whole))

        assert [(hit.unit.name, hit.score) for hit in await found(db, "*aarhus*")] == [
            ("Aarhus", 1.0),
            ("aarhus", 1.0),
            ("Aarhus", 1.0),
            ("Århus Nord", 0.8),
            ("Aarhus Syd", 0.8),
            ("Nyt Aarhus", 0.6),
            ("Vandel ved Aarhus", 0.6),
            ("Gammelaarhus", 0.4),
        ]
        assert [hit.unit.name for hit in await found(db, "aarhus") if len(hit.matches) == 2] == ["Vandel ved Aarhus"]


async def test_a_page_for_which_all_was_looked_at_tells_how_many_that_are(engine: AsyncEngine) -> None:
    begun = [owner(serial, name) for serial, name in enumerate(["Nord", "Nordlys", "Nordvest"])]
    within = [owner(serial, name) for serial, name in enumerate(["Ny Nord", "Vester Nord", "Dansk Nord"], 3)]
    once = owner(6, "Nord", "Syd")
    kinds = Filter(kinds=(UnitKind.INSTITUTION_OWNER,))
    async with reading(engine, Lives(units=(*begun, *within, once))) as db:
        for first, among, former, total in (
            (1, ALL, False, None),
            (2, ALL, True, None),
            (3, ALL, False, 6),
            (3, ALL, True, 7),
            (1, kinds, True, 7),
        ):
            page = await searching.search(db, "nord", TODAY, among, former, Page(first))
            assert (len(page.items), page.more, page.total) == (first, True, total), (first, among, former)

        page = await searching.search(db, "nord", TODAY, ALL, False, Page(3))
        later = await searching.search(db, "nord", TODAY, ALL, False, Page(3, page.keys[-1]))
        assert (later.more, later.total) == (False, None)
        nothing = await searching.search(db, "nordpol", TODAY, ALL, False, Page(3))
        assert (nothing.items, nothing.more, nothing.total) == ((), False, None)


async def test_pages_of_a_search_follow_each_other(engine: AsyncEngine) -> None:
    async with reading(engine, BLOVSTRØD) as db:
        whole = await searching.search(db, "*o*", TODAY, Filter(), False, Page(50))
        seen: list[str] = []
        after: SortKey | None = None
        while True:
            page = await searching.search(db, "*o*", TODAY, Filter(), False, Page(2, after))
            assert page.earlier is (after is not None)
            seen += [hit.unit.name for hit in page.items]
            if not page.more:
                break
            after = page.keys[-1]

    assert seen == [hit.unit.name for hit in whole.items]
    assert len(seen) == 5


letters = st.sampled_from("aAeoøØåÆ é%_\\-*/1")
texts = st.text(letters, min_size=1, max_size=4)


@settings(max_examples=250)
@given(
    called=st.lists(st.lists(st.text(letters, min_size=1, max_size=8), min_size=1, max_size=3), min_size=1, max_size=6),
    text=texts.filter(lambda text: text.replace("*", "").strip() != ""),
    former=st.booleans(),
)
async def test_search_finds_what_the_rule_says_name_by_name(
    engine: AsyncEngine, called: list[list[str]], text: str, former: bool
) -> None:
    register = Lives(units=tuple(owner(serial, *names) for serial, names in enumerate(called)))
    async with reading(engine, register) as db:
        told = await searching.search(db, text, TODAY, Filter(), former, Page(50))
        count = await searching.search_count(db, text, TODAY, Filter(), former)
        assert db.statements == 2
        some = await searching.search(db, text, TODAY, Filter(), former, Page(1))
        assert {told.total, some.total} <= {None, count}

    expected = {}
    for unit in register.units:
        score = naive.found_by(text, [version.value.name for version in unit.timeline], former)
        if score:
            expected[unit.sor_code] = score
    assert {hit.unit.sor_code: hit.score for hit in told.items} == expected
    assert count == len(expected)

    def place(hit: Hit) -> tuple[float, str, SorCode]:
        return -hit.score, alphabetical(hit.unit.name), hit.unit.sor_code

    assert [*told.items] == sorted(told.items, key=place)
