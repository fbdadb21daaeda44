"""Statements in a few words: what they do, and with which tables."""

import re
from functools import lru_cache

TABLES = 5

_WRITES = re.compile(
    r"\b(INSERT) INTO\b|\b(DELETE) FROM\b|\b(MERGE) INTO\b|(?<!FOR )(?<!KEY )\b(UPDATE)\s(?!SKIP|NOWAIT)"
)
_VERB = re.compile(r"\b[A-Z]+\b")
_TABLE = re.compile(r"(?<!FOR )(?<!KEY )\b(FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?([a-z_][a-z0-9_.]*)\b(\s*\()?")
_WITH = re.compile(
    r"(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)([a-z_]\w*)\s*(?:\([^()]*\)\s*)?AS\s+(?:(?:NOT\s+)?MATERIALIZED\s+)?\("
)


@lru_cache(1_000)
def in_short(statement: str | bytes) -> str:
    """As `SELECT unit_version, unit`: a statement's own text is a page long. Its key words are in capitals, as those of
    all ours are; what it calls its own parts is no table."""
    text = statement.decode() if isinstance(statement, bytes) else statement
    verb = next((verb for found in _WRITES.finditer(text) for verb in found.groups() if verb), None)
    if verb is None:
        first = "SELECT" if "SELECT" in text else _VERB.search(text)
        verb = first if isinstance(first, str) else first[0] if first else "STATEMENT"
    own = set(_WITH.findall(text))
    tables = [name for word, name, call in _TABLE.findall(text) if name not in own and (word == "INTO" or not call)]
    named = list(dict.fromkeys(tables))
    told = ", ".join(named[:TABLES]) + (" …" if len(named) > TABLES else "")
    return f"{verb} {told}".strip()
