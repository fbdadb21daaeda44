"""The rules of the register as the program lists them."""

from domain.rules import all_rules
from tests.answers.conftest import Ask


async def test_every_rule_is_listed_with_its_sentences(ask: Ask) -> None:
    answer = await ask("{ rules { id da: text en: text(lang: EN) case: example caseEn: example(lang: EN) source } }")

    assert answer.errors == []
    assert answer.data["rules"] == [
        {
            "id": rule.id,
            "da": rule.da,
            "en": rule.en,
            "case": rule.example.da,
            "caseEn": rule.example.en,
            "source": rule.source,
        }
        for rule in all_rules()
    ]
    assert answer.statements == 0


async def test_a_rule_has_a_title_in_both_languages(ask: Ask) -> None:
    answer = await ask("{ rules { id da: title en: title(lang: EN) } }")

    assert {"id": "SOR_CODE_FORMAT", "da": _DANISH, "en": "SOR code format"} in answer.data["rules"]
    assert all(rule["da"] and not rule["da"].endswith(".") and rule["en"] for rule in answer.data["rules"])


_DANISH = "En SOR-kode er et løbenummer, 1000016, 00 og et kontrolciffer"
