"""Entries into the feed, inside the change that they tell of; whoever listens is woken when it commits."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from db.copying import copied
from db.writing.change import Change
from domain.feed import Entry, Keepers

CHANNEL = "sor_feed"
"""What PostgreSQL's NOTIFY is sent on. Only that there is something: what it is stands in the table."""

_COLUMNS = (
    *("kind", "sor_code", "gln", "code_list", "effective_from", "until", "fields", "via", "places"),
    *("recorded", "change_set"),
)
_RING = text("SELECT pg_notify(:channel, '')")


async def write(change: Change, entries: Iterable[Entry]) -> int:
    """Appends entries in their order, and gives how many there were."""
    rows = _rows(entries, change.recorded, change.change_set)
    count = await copied(change.connection, "change", _COLUMNS, rows)
    if count:
        await ring(change)
    return count


async def ring(change: Change) -> None:
    """Wakes the readers of the feed once the change has committed; nobody, if it does not."""
    await change.connection.execute(_RING, {"channel": CHANNEL})


def _rows(entries: Iterable[Entry], recorded: datetime, change_set: int | None) -> Iterator[Sequence[object]]:
    instant = recorded.isoformat()
    for one in entries:
        yield (
            *(one.kind.name, one.sor_code, one.gln, one.code_list, one.effective_from, one.until),
            *(_fields(one), one.via, one.places, instant, change_set),
        )


def _fields(entry: Entry) -> str:
    told = []
    for field, before, after in entry.fields:
        change: dict[str, Any] = {"field": field.name, "before": before, "after": after}
        keepers: Keepers | None = entry.keepers.get(field)
        told.append(change if keepers is None else {**change, "keepers": keepers})
    return orjson.dumps(told).decode()
