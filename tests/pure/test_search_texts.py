"""What a search text asks for, how well a name answers it, and where the hit is marked."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.highlighting import CLOSING, OPENING, highlight, highlighted, traced
from domain.names import folded
from domain.periods import Period
from domain.rules import Rule, Violated
from domain.searching import Grade, Match, MatchField, says_nothing, sought
from tests import naive
from tests.registers import FIRST_DAY


@pytest.mark.parametrize("text", ["", " ", "*", " * ** ", "\u0301", "*\u0301*"])
def test_a_text_of_wildcards_and_spaces_says_nothing(text: str) -> None:
    assert says_nothing(text)
    with pytest.raises(Violated) as refused:
        sought(text)
    assert refused.value.rule is Rule.SEARCH_SAYS_NOTHING


@pytest.mark.parametrize("text", ["%", "_", "-", "ø*", "\\"])
def test_any_other_character_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "name", "grade"),
    [
        ("blovstrød skole", "Blovstrød  SKOLE", Grade.WHOLE),
        ("*skole*", "Skole", Grade.WHOLE),
        ("blov", "Blovstrød Skole", Grade.NAME_STARTS),
        ("skole blov", "Blovstrød Skole", Grade.WORD_STARTS),
        ("aeroe", "Lægerne/Ærø", Grade.WORD_STARTS),
        ("strød", "Blovstrød Skole", Grade.CONTAINS),
        ("skole strød", "Blovstrød Skole", Grade.CONTAINS),
        ("kirke", "Blovstrød Skole", None),
        ("*skole", "Blovstrød Skoler", None),
        ("skole*", "Blovstrød Skole", None),
        ("b*e", "Blovstrød Skole", Grade.NAME_STARTS),
        ("100%", "100 procent", None),
        ("a_b", "axb", None),
    ],
)
def test_a_name_answers_better_or_worse(text: str, name: str, grade: Grade | None) -> None:
    assert sought(text).grade(name) is grade


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("21000016006", {"SOR_CODE"}),
        ("5790000173624", {"SOR_CODE", "LOCATION_NUMBER"}),
        ("33 25 78 72", {"CVR"}),
        ("1003259854", {"P_NUMBER"}),
        ("130101", {"SHAK", "YDERNUMMER"}),
        ("1301", {"SHAK"}),
        ("362,1", set()),
        ("afdeling", set()),
        ("kir*", set()),
    ],
)
def test_a_text_is_looked_for_where_numbers_are_written_like_it(text: str, fields: set[str]) -> None:
    told = {field.name for field in sought(text).numbers} - {"LOCAL_CODE", "PHARMACY"}

    assert told == fields


def test_digits_are_compared_without_the_spaces_between_them_and_shak_in_capitals() -> None:
    assert sought(" 33 25 78 72 ").numbers[MatchField.CVR] == "33257872"
    assert sought("130101a").numbers[MatchField.SHAK] == "130101A"
    assert sought("362,1").numbers[MatchField.PHARMACY] == "362,1"
    assert sought("Øst 4").numbers == {MatchField.LOCAL_CODE: "Øst 4"}
    assert sought("et navn på mere end tyve tegn").numbers == {}


@pytest.mark.parametrize(
    ("name", "text", "marked"),
    [
        ("Ærø Sygehus", "aeroe", "«Ærø» Sygehus"),
        ("Ærø Sygehus", "ae", "«Æ»rø Sygehus"),
        ("Blovstrød Skole", "*strød*", "Blov«strød» Skole"),
        ("Skole Nordskole", "*skole", "Skole Nord«skole»"),
        ("Nordskole Skole", "skole", "Nordskole «Skole»"),
        ("Østerbro Lægehus", "læge øster", "«Øster»bro «Læge»hus"),
        ("Lægerne  Nord", "laegerne nord", "«Lægerne  Nord»"),
        ("Lægerne Nord", "l*n*d", "«L»æger«n»e Nor«d»"),
        ("Cafe\u0301 Zoé", "CAFE", "«Cafe\u0301» Zoé"),
        ("100% Klinik_A", "%", "100«%» Klinik_A"),
        ("Klinik", "hospital", "Klinik"),
    ],
)
def test_the_hit_is_marked_in_the_name_as_it_is_written(name: str, text: str, marked: str) -> None:
    assert highlight(name, text) == marked


def test_a_number_is_marked_whole_and_a_former_name_like_a_name() -> None:
    former = Match(MatchField.FORMER_NAME, "Frederiksborg Amt", Period(FIRST_DAY))

    assert highlighted(Match(MatchField.CVR, "33257872"), "33 25 78 72") == "«33257872»"
    assert highlighted(former, "amt") == "Frederiksborg «Amt»"


letters = st.sampled_from("aAeoøØåÆ éß%_\\-*/1Σςİ\u0301\t")
names = st.text(letters, min_size=1, max_size=10)
texts = st.text(letters, min_size=1, max_size=5).filter(lambda text: not says_nothing(text))


@given(name=names, text=texts)
@example(name="ΟΔΟΣ", text="οδος")
def test_a_name_is_graded_as_the_rule_says(name: str, text: str) -> None:
    grade = sought(text).grade(name)

    assert (grade.value if grade else 0) == naive.called(text, name)


@given(name=names, text=texts)
def test_marks_are_where_the_hit_is_and_nowhere_else(name: str, text: str) -> None:
    marked = highlight(name, text)

    assert marked.replace(OPENING, "").replace(CLOSING, "") == name
    assert (marked != name) is (sought(text).grade(name) is not None)
    if marked != name and "*" not in text:
        hits = [folded(part.split(CLOSING)[0]) for part in marked.split(OPENING)[1:]]
        assert all(any(word in hit for hit in hits) for word in folded(text).split(" "))


@given(name=st.text(max_size=12))
def test_the_folded_form_is_traced_letter_by_letter_to_the_name(name: str) -> None:
    compared, origin = traced(name)

    assert len(compared) == len(origin)
    assert origin == sorted(origin)
    assert all(0 <= start < end <= len(name) for start, end in origin)
