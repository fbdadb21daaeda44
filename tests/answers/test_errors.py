"""What is asked wrongly is refused with a code and a sentence, before the database is asked anything."""

import pytest

from domain.rules import Rule
from resolvers.refusals import Code
from schema.extensions.danish import DANISH
from tests.answers.conftest import Ask

NO_PLACE = "at least one character besides *"


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ('{ unit(by: {sorCode: "533301000016001"}) { name } }', "INVALID_CHECK_DIGIT", "Verhoeff check digit"),
        ('{ unit(by: {sorCode: "12"}) { name } }', "INVALID_FORMAT", "a SOR code has 11 to 18"),
        ("{ unit(by: {sorCode: 21000016006}) { name } }", "INVALID_FORMAT", "sent as text"),
        ('{ unit(by: {gln: "5790000121530"}) { name } }', "INVALID_CHECK_DIGIT", "mod 10 check digit"),
        ('{ unit(by: {pNumber: "12"}) { name } }', "INVALID_FORMAT", "a P-number has 10"),
        ('{ unit(by: {ydernummer: "x"}) { name } }', "INVALID_FORMAT", "is no ydernummer"),
        ('{ unit(by: {shak: "13"}) { name } }', "INVALID_FORMAT", "4 letters or digits"),
        ("{ unit(by: {}) { name } }", "GRAPHQL_VALIDATION_FAILED", "exactly one key"),
        ('{ units(at: "2026-02-30") { totalCount } }', "INVALID_FORMAT", "there is no day 2026-02-30"),
        ('{ units(at: "10000-01-01") { totalCount } }', "INVALID_FORMAT", "YYYY-MM-DD"),
        ('{ units(at: "2026-W01-1") { totalCount } }', "INVALID_FORMAT", "YYYY-MM-DD"),
        ('{ units(filter: {changedSince: "2026-01-01T00:00:00"}) { totalCount } }', "INVALID_FORMAT", "with an offset"),
        ("{ units(first: 0) { totalCount } }", "PAGE_SIZE", "a page of this list holds 1 to 500"),
        ("{ units(first: -1) { totalCount } }", "PAGE_SIZE", "`first` is -1"),
        ("{ units(first: 501) { totalCount } }", "PAGE_SIZE", "`first` is 501"),
        ('{ subtree(root: {shak: "1301"}, first: 50001) { totalCount } }', "PAGE_SIZE", "1 to 50000"),
        ('{ subtree(root: {shak: "1301"}, maxDepth: -1) { totalCount } }', "PAGE_SIZE", "it is 0 or more"),
        ('{ units(after: "bm90aGluZw") { totalCount } }', "INVALID_CURSOR", "no cursor of this register"),
        ('{ search(query: "a\\u0000b") { totalCount } }', "INVALID_TEXT", "NUL"),
        ('{ search(query: "**") { totalCount } }', "INVALID_TEXT", NO_PLACE),
        ('{ search(query: "  ") { totalCount } }', "INVALID_TEXT", NO_PLACE),
        ('{ codeList(list: "regions") { code } }', "UNKNOWN_CODE_LIST", "The lists are: unit-type"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nothing'"),
        ("{ units(", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
    ],
)
async def test_a_wrong_question_is_told_what_would_be_right(ask: Ask, query: str, code: str, said: str) -> None:
    answer = await ask(query)

    assert [error["extensions"]["code"] for error in answer.errors] == [code]
    assert said in answer.errors[0]["message"]
    assert not any(answer.data.values() if answer.data else ())


@pytest.mark.parametrize("text", ["NUL \x00 in it", "half \ud800 a character"])
async def test_text_that_no_register_can_hold_is_refused_in_variables_too(ask: Ask, text: str) -> None:
    answer = await ask("query ($q: String!) { search(query: $q) { totalCount } }", q=text)

    assert answer.data is None
    assert answer.errors[0]["extensions"]["code"] == "INVALID_TEXT"
    assert answer.statements == 0


async def test_a_broken_rule_is_named_with_its_sentence(ask: Ask) -> None:
    answer = await ask("query ($c: SorCode!) { unit(by: {sorCode: $c}) { name } }", c="533301000016001")

    assert answer.errors[0]["extensions"]["rule"] == "SOR_CODE_CHECK_DIGIT"
    assert answer.errors[0]["extensions"]["sentence"].startswith("The last digit of a SOR code")


async def test_no_error_speaks_of_sql_or_of_the_program(ask: Ask) -> None:
    for query in (
        '{ search(query: "\'; DROP TABLE unit; --") { totalCount } }',
        '{ search(query: "%_\\\\") { totalCount } }',
    ):
        answer = await ask(query)
        assert answer.errors == []
        assert answer.data == {"search": {"totalCount": 0}}


@pytest.mark.parametrize("code", list(Code))
def test_every_refusal_has_a_sentence_in_danish(code: Code) -> None:
    assert DANISH[code.name].endswith(".")


async def test_an_error_is_told_in_both_languages(ask: Ask) -> None:
    (error,) = (await ask("{ units(first: 0) { nodes { name } } }")).errors

    assert error["message"].startswith("`first` is 0")
    assert error["extensions"]["messageDa"] == "Der er bedt om for mange eller for få: se `maximum`."


async def test_a_number_that_is_wrong_names_its_rule_in_both_languages(ask: Ask) -> None:
    (error,) = (await ask('{ unit(by: { sorCode: "90011000016003" }) { name } }')).errors

    assert error["extensions"]["rule"] == "SOR_CODE_CHECK_DIGIT"
    assert error["extensions"]["messageDa"] == Rule.SOR_CODE_CHECK_DIGIT.da
    assert error["extensions"]["sentence"] == Rule.SOR_CODE_CHECK_DIGIT.en
