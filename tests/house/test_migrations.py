"""Migrations run beside the previous program: what would break it, or keep it waiting, is seen before it is merged."""

import ast
import re
from pathlib import Path

import pytest

from tests.contents import KEPT

MIGRATIONS = Path(__file__).parents[2] / "db" / "migrations" / "versions"
BEFORE_THE_RULE = "0008"
"""The last one that was made before there was a previous program to be beside."""

TAKES_AWAY = {
    r"\bDROP\s+(?!INDEX\s+CONCURRENTLY)": "drops",
    r"\bRENAME\b": "renames",
    r"\bALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE\b": "changes a type, which rewrites the table",
    r"\bSET\s+NOT\s+NULL\b": "asks for what is not written yet",
    r"\bADD\s+COLUMN\s+[^,;]*\bNOT\s+NULL\b(?![^,;]*\bDEFAULT\b)": "asks for what is not written yet",
    r"\bTRUNCATE\b|\bDELETE\s+FROM\b": "removes rows",
}
WAITED_FOR = {
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)": "an index is made by db.indexes.make",
    r"\bADD\s+(CONSTRAINT\s+\w+\s+)?(CHECK|FOREIGN\s+KEY)\b(?![^;]*\bNOT\s+VALID\b)": "a constraint is added NOT VALID",
    r"\bLOCK\s+TABLE\b|\bVACUUM\s+FULL\b|\bCLUSTER\b|\bREINDEX\b": "a whole table is locked",
}
ARCHIVED = {
    rf"\bALTER\s+TABLE\s+({'|'.join(KEPT)})\s+ADD\s+COLUMN\b": "a kept table gets a column by db.archives.widen",
}
NOTED = {"contracts": TAKES_AWAY, "waited_for": WAITED_FOR, "archived": ARCHIVED}


def faults(source: str) -> list[str]:
    """What is wrong with a migration, unless it says why it has to be.

    `contracts = "0009"` names the first form whose program does without what is taken away; `waited_for = "…"` says why
    nobody waits long: a new table, an empty one; `archived = "…"` why a kept
    table gets a column that its archive does not. Of tables that the migration itself makes nothing is asked.
    """
    tree = ast.parse(source)
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value != _about(tree)]
    sql = re.sub(r"--[^\n]*", "", "\n;".join(part for part in said if isinstance(part, str)))
    made = set(re.findall(r"\bCREATE\s+TABLE\s+(\w+)", sql))
    noted = {name for name in NOTED if re.search(rf"^{name} = \S", source, re.MULTILINE)}
    statements = [part for part in re.split(r";", sql) if not (made & set(_of(part)))]
    found = []
    for note, patterns in NOTED.items():
        for pattern, fault in patterns.items():
            if note not in noted and any(re.search(pattern, part, re.IGNORECASE) for part in statements):
                found.append(fault)
    return found


def _about(tree: ast.Module) -> str | None:
    return ast.get_docstring(tree, clean=False)


def _of(statement: str) -> list[str]:
    """The table that a statement is about."""
    return re.findall(r"^\s*(?:ALTER\s+TABLE|CREATE\s+(?:UNIQUE\s+)?INDEX(?:\s+\w+)?\s+ON)\s+(\w+)", statement)


def later() -> list[Path]:
    return [path for path in sorted(MIGRATIONS.glob("*.py")) if path.name[:4] > BEFORE_THE_RULE]


def test_every_migration_can_run_beside_the_previous_program() -> None:
    assert {path.name: found for path in later() if (found := faults(path.read_text()))} == {}


def test_the_migrations_of_before_the_rule_are_the_first_eight() -> None:
    before = [path.name[:4] for path in sorted(MIGRATIONS.glob("*.py")) if path not in later()]

    assert before == [f"{number:04}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("ALTER TABLE unit DROP COLUMN kind", "drops"),
        ("DROP TABLE answered", "drops"),
        ("DROP INDEX unit_kind", "drops"),
        ("ALTER TABLE unit RENAME COLUMN kind TO sort", "renames"),
        ("ALTER TABLE unit ALTER COLUMN version TYPE bigint", "changes a type, which rewrites the table"),
        ("ALTER TABLE unit ALTER COLUMN kind SET NOT NULL", "asks for what is not written yet"),
        ("ALTER TABLE unit ADD COLUMN level text", "a kept table gets a column by db.archives.widen"),
        ("ALTER TABLE request ADD COLUMN level text NOT NULL", "asks for what is not written yet"),
        ("DELETE FROM answered", "removes rows"),
        ("CREATE INDEX ON unit (kind)", "an index is made by db.indexes.make"),
        ("CREATE UNIQUE INDEX once ON unit (kind)", "an index is made by db.indexes.make"),
        ("ALTER TABLE unit ADD CONSTRAINT one CHECK (version > 0)", "a constraint is added NOT VALID"),
        ("LOCK TABLE unit", "a whole table is locked"),
        ("-- a note\nCREATE TABLE level (a int);\nCREATE INDEX ON unit (kind)", "an index is made by db.indexes.make"),
    ],
)
def test_what_would_break_or_hold_up_the_previous_program_is_seen(statement: str, fault: str) -> None:
    source = f'def upgrade() -> None:\n    op.execute("""{statement}""")\n'
    [note] = [name for name, patterns in NOTED.items() if fault in patterns.values()]

    assert faults(source) == [fault]
    assert faults(f'{note} = "0009"\n{source}') == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE request ADD COLUMN level text",
        "ALTER TABLE request ADD COLUMN level text NOT NULL DEFAULT ''",
        "CREATE TABLE level (code text); CREATE INDEX ON level (code)",
        "ALTER TABLE unit ADD CONSTRAINT one CHECK (version > 0) NOT VALID",
        "-- DROP TABLE unit\nALTER TABLE request ADD COLUMN level text",
    ],
)
def test_what_only_adds_is_let_through(statement: str) -> None:
    assert faults(f'def upgrade() -> None:\n    op.execute("""{statement}""")\n') == []
