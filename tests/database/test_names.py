"""Names are compared and sorted alike in Python and in the database."""

import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.names import MOST_WAYS, alphabetical, beginnings, folded

DANISH = st.text("aAeEoOuyzZæÆøØåÅäÄöÖüÜéÉè \u00a0\t\u0301\u030a\u0308-.'{|}~Σςσİıß09", max_size=30)
ANYTHING = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cn"]), max_size=30)
ASKED = text("SELECT folded(:name), alphabetical(:name), unicode_assigned(:name)")


@given(name=DANISH | ANYTHING)
@example(name="Å\u0301rhus  Kommunes\x1c \u2003Sundhedshus ΟΔΟΣ. ")
@example(name="AAA aÅa Aa\u030a A\u030aa")
@settings(max_examples=400)
async def test_the_database_folds_and_sorts_names_as_python_does(standing_engine: AsyncEngine, name: str) -> None:
    async with standing_engine.connect() as connection:
        by_folding, by_alphabet, known = (await connection.execute(ASKED, {"name": name})).one()
    assume(known)  # Python and the server may know different editions of Unicode

    assert (by_folding, by_alphabet) == (folded(name), alphabetical(name))


@given(names=st.lists(DANISH | ANYTHING, max_size=20))
async def test_the_database_puts_names_in_the_order_python_does(standing_engine: AsyncEngine, names: list[str]) -> None:
    keys = [alphabetical(name) for name in names]
    sorting = text('SELECT key FROM unnest(CAST(:keys AS text[])) AS key ORDER BY key COLLATE "C"')
    async with standing_engine.connect() as connection:
        found = (await connection.execute(sorting, {"keys": keys})).scalars().all()

    assert found == sorted(keys)


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Ærø Sygehus", "aeroe sygehus"),
        ("AARHUS  KOMMUNE", "århus kommune"),
        ("Café Søren", "cafe soeren"),
        ("Malmö", "malmø"),
        (" Klinik\u00a0Nord\t", "klinik nord"),
        ("A\u030albæk", "Aalbaek"),
    ],
)
def test_names_that_differ_only_in_case_accents_and_spelling_of_danish_letters_are_alike(name: str, alike: str) -> None:
    assert folded(name) == folded(alike)


def test_danish_letters_come_last_in_their_order_and_aa_is_one_of_them() -> None:
    names = ["Zahle", "Ølstykke", "Aarhus", "Ærø", "Aabenraa", "Ålborg", "Odense", "Ystad", "Müller", "Mylund", "Åbo"]

    assert sorted(names, key=alphabetical) == [
        *("Müller", "Mylund", "Odense", "Ystad", "Zahle", "Ærø", "Ølstykke", "Aabenraa", "Åbo", "Ålborg", "Aarhus"),
    ]


def test_a_letter_and_its_accent_are_one_however_they_are_written() -> None:
    decomposed = unicodedata.normalize("NFD", "Åse Børgesén")

    assert folded(decomposed) == folded("Åse Børgesén") == "aase boergesen"


@given(name=DANISH, length=st.integers(1, 30))
@example(name="Kaåby", length=3)
@example(name="Kaæby", length=2)
@example(name="Rügens Ødegård", length=2)
@settings(max_examples=1000)
def test_a_name_that_begins_with_a_text_is_sorted_by_one_of_its_beginnings(name: str, length: int) -> None:
    ways = beginnings(folded(name)[:length])
    assume(ways)

    assert alphabetical(name).startswith(ways)


@given(name=DANISH)
def test_a_name_is_sorted_by_one_of_the_ways_in_which_it_may_be_spelled(name: str) -> None:
    ways = beginnings(folded(name), whole=True)
    assume(ways)

    assert alphabetical(name) in ways


def test_of_a_text_with_too_many_spellings_or_of_strange_letters_no_beginnings_are_told() -> None:
    assert beginnings("plejeh") == ("plejeh",)
    assert beginnings("aaby") == ("aaby", "}by")
    assert beginnings("ho") == ("ho", "h|")
    assert len(beginnings("ae" * 4)) == MOST_WAYS
    assert beginnings("ae" * 5) == beginnings("οδος") == beginnings("") == ()
