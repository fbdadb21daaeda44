"""The rules: each told in both languages, and the page of them what the program knows."""

from pathlib import Path

from domain.rulebook import page
from domain.rules import Rule, all_rules

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_of_rules_is_that_of_the_program() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make it anew: python -m domain.rulebook > docs/rules.md"


def test_the_page_has_a_line_for_each_rule() -> None:
    lines = [line for line in page().splitlines() if line.startswith("| `")]

    assert [line.split("`")[1] for line in lines] == [rule.id for rule in all_rules()]
    assert all(len(line.replace(r"\|", "").split("|")) == 6 for line in lines)


def test_no_two_rules_are_worded_alike() -> None:
    """An enumeration would take the second for another name of the first."""
    assert len(Rule.__members__) == len(list(Rule))


def test_a_rule_is_told_in_whole_sentences_of_both_languages() -> None:
    for rule in all_rules():
        for sentence in (rule.da, rule.en):
            assert sentence[0].isupper(), rule
            assert sentence.endswith("."), rule
        assert rule.da != rule.en, rule
        assert rule.source, rule


def test_every_rule_has_an_example_in_both_languages() -> None:
    for rule in all_rules():
        for example, sentence in zip(rule.example, (rule.da, rule.en), strict=True):
            assert example.endswith("."), rule
            assert example != sentence, rule
        assert rule.example.da != rule.example.en, rule


def test_no_two_rules_share_an_example() -> None:
    assert len({rule.example for rule in all_rules()}) == len(list(all_rules()))
