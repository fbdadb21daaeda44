"""Entries into the feed, inside the change that they tell of; whoever listens is woken when it commits."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import text

from db.reading.written import kept
from db.writing.asking import Asked
from db.writing.change import CHANNEL, Change
from domain.feed import Entry, Keepers

AT_A_TIME = 1_000
"""Entries that are written with one statement."""

_COLUMNS = (
    "kind, sor_code, gln, code_list, effective_from, until, fields, via, places, recorded, change_set",
    "kind text, sor_code bigint, gln text, code_list text, effective_from date, until date, fields jsonb, via bigint,"
    " places bigint[], recorded timestamptz, change_set bigint",
)
# Positions are given out in the order of the entries.
_WRITE = kept(
    text(
        f"""
    WITH told AS (
        INSERT INTO change ({_COLUMNS[0]})
        SELECT {_COLUMNS[0]}
        FROM ROWS FROM (jsonb_to_recordset(CAST(:entries AS jsonb)) AS ({_COLUMNS[1]})) WITH ORDINALITY
            AS entry ({_COLUMNS[0]}, place)
        ORDER BY place
    )
    SELECT pg_notify(:channel, :ring)
    """
    )
)


async def write(change: Change, entries: Iterable[Entry], *, last: bool = False) -> int:
    """Appends entries in their order, and gives how many there were. The `last` ones are sent as the change commits."""
    count, rows = 0, _rows(entries, change.recorded, change.change_set)
    ring = "" if change.change_set is None else str(change.change_set)  # once for each that is told of
    while some := list(islice(rows, AT_A_TIME)):
        asked = Asked(_WRITE, {"entries": orjson.dumps(some).decode(), "channel": CHANNEL, "ring": ring})
        if last:
            change.later(asked)
        else:
            await change.ask(asked)
        count += len(some)
    return count


def _rows(entries: Iterable[Entry], recorded: datetime, change_set: int | None) -> Iterator[dict[str, Any]]:
    for one in entries:
        yield {
            "kind": one.kind.name,
            "sor_code": one.sor_code,
            "gln": one.gln,
            "code_list": one.code_list,
            "effective_from": one.effective_from,
            "until": one.until,
            "fields": _fields(one),
            "via": one.via,
            "places": one.places,
            "recorded": recorded,
            "change_set": change_set,
        }


def _fields(entry: Entry) -> list[dict[str, Any]]:
    told = []
    for field, before, after in entry.fields:
        change: dict[str, Any] = {"field": field.name, "before": before, "after": after}
        keepers: Keepers | None = entry.keepers.get(field)
        told.append(change if keepers is None else {**change, "keepers": keepers})
    return told
