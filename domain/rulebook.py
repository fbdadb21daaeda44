"""The rules of the register as a page to read: docs/rules.md is what this gives."""

import sys

from domain.rules import Rule, all_rules

_HEAD = """\
# The rules of the register

Every refusal, warning and finding names its rule by the id below. The source is the section of the register's own
reference that the rule comes from, or "decided" where that is silent. `sor check` asks the rules of all that is stored.
Below each sentence stands a case of it.

This page is made of `domain/rules.py` and `domain/wordings/` by `python -m domain.rulebook > docs/rules.md`.

| id | Danish | English | source |
|---|---|---|---|
"""


def page() -> str:
    """The page in Markdown: a table of all rules, in their order."""
    return _HEAD + "".join(f"{_row(rule)}\n" for rule in all_rules())


def _row(rule: Rule) -> str:
    danish = f"{_plain(rule.da)}<br>*Eksempel: {_plain(rule.example.da)}*"
    english = f"{_plain(rule.en)}<br>*Example: {_plain(rule.example.en)}*"
    return f"| `{rule.id}` | {danish} | {english} | {_plain(rule.source)} |"


def _plain(text: str) -> str:
    """What Markdown would read as a mark stands for itself."""
    return text.replace("|", r"\|").replace("*", r"\*")


if __name__ == "__main__":
    sys.stdout.write(page())
