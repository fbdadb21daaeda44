"""The settings and their documentation say the same."""

import re

import pytest
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from settings import HOUSE, Settings

DOCUMENTED = re.compile(r"^\| `(SOR_[A-Z_]+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
BY_RULE = {"data_dir": "`.sor` beside `settings.py`"}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SOR_{name.upper()}", raising=False)


def test_every_setting_is_documented_with_its_default_and_its_meaning() -> None:
    told = DOCUMENTED.findall((HOUSE / "docs" / "settings.md").read_text())

    assert told == [
        (f"SOR_{name.upper()}", _default(name, field), field.description)
        for name, field in Settings.model_fields.items()
    ]


def test_a_checkout_keeps_its_data_in_its_own_folder() -> None:
    assert Settings().data_dir == HOUSE / ".sor"


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_DATABASE_URL", "")

    assert Settings().database_url is None


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_DATABASE_URL", "postgresql://sor:hemmelig@localhost/sor")

    assert "hemmelig" not in repr(Settings())


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("SOR_TODAY", "22-11-2026", "Value error, '22-11-2026' is no date; write it YYYY-MM-DD"),
        ("SOR_TODAY", "1763769600", "Value error, '1763769600' is no date; write it YYYY-MM-DD"),
        ("SOR_TODAY", "2026-02-30", "Input should be a valid date or datetime, day value is outside expected range"),
        (
            "SOR_GLN_RANGE",
            "579009000000-579009999999",
            "Value error, '579009000000-579009999999' is no range of location numbers, which begin 579000; write it "
            "579000800000-579000899999, the lower one first",
        ),
        (
            "SOR_GLN_RANGE",
            "579000899999-579000800000",
            "Value error, '579000899999-579000800000' is no range of location numbers, which begin 579000; write it "
            "579000800000-579000899999, the lower one first",
        ),
        (
            "SOR_CORS_ORIGINS",
            "https://map.example https://other.example/page",
            "Value error, 'https://other.example/page' is no origin, which is written https://map.example, without a "
            "path",
        ),
        ("SOR_PORT", "65536", "Input should be less than or equal to 65535"),
        ("SOR_WORKERS", "0", "Input should be greater than or equal to 1"),
        ("SOR_LOG_FORMAT", "xml", "Input should be 'logfmt' or 'json'"),
        ("SOR_IMPORT_CLOSING_SHARE", "5%", "Input should be a valid number, unable to parse string as a number"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(ValidationError) as refused:
        Settings()
    assert [(error["loc"], error["msg"]) for error in refused.value.errors()] == [
        ((variable.removeprefix("SOR_").lower(),), reason)
    ]


def _default(name: str, field: FieldInfo) -> str:
    if name in BY_RULE:
        return BY_RULE[name]
    value = field.default.value if hasattr(field.default, "value") else field.default
    return "none" if value is None else f"`{value}`"
