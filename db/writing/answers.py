"""Answers kept for requests that come again (HOUSE.md, section 4): by caller and key, for seven days."""

from typing import Any, NamedTuple

import orjson
from sqlalchemy import text

from db.reading.written import kept
from db.writing.asking import Asked
from db.writing.change import Change

_FOUND = kept(
    text(
        "SELECT digest, outcome FROM answered WHERE caller = :caller AND key = :key"
        " AND given > CAST(:now AS timestamptz) - interval '7 days'"
    )
)
_KEEP = kept(
    text(
        "INSERT INTO answered (caller, key, digest, outcome, given)"
        " VALUES (:caller, :key, :digest, CAST(:outcome AS jsonb), :given) ON CONFLICT (caller, key)"
        " DO UPDATE SET digest = excluded.digest, outcome = excluded.outcome, given = excluded.given"
    )
)


class Kept(NamedTuple):
    """What was asked, as a digest, and what came of it."""

    digest: str
    outcome: Any


async def found(change: Change, caller: str, key: str) -> Kept | None:
    """The answer given to this key of this caller in the last seven days."""
    asked = {"caller": caller, "key": key, "now": change.recorded}
    [rows] = await change.ask(Asked(_FOUND, asked))
    return Kept(*rows[0]) if rows else None


def keep(change: Change, caller: str, key: str, answer: Kept) -> None:
    """As it commits."""
    told = {"digest": answer.digest, "outcome": orjson.dumps(answer.outcome).decode(), "given": change.recorded}
    change.later(Asked(_KEEP, {"caller": caller, "key": key, **told}))
