"""Whole lives of location numbers, and the messages they exchange, into the register."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from operator import attrgetter

from sqlalchemy import text

from db.copying import copied
from db.writing.change import Change
from db.writing.replacing import Timelines, made_ready
from db.writing.units import Counts
from domain.location_numbers import Capability, Mailbox
from domain.records import NumberLife

MAILBOX = tuple(field.name for field in fields(Mailbox))
"""The names of what a version of a location number says, in order."""

_VERSIONS = Timelines(
    "location_number_version", ("gln",), MAILBOX, named="SELECT gln FROM incoming_location_number WHERE known"
)
CAPABILITIES = Timelines(
    "message_capability",
    ("gln", "code", "code_version", "direction"),
    (),
    named="SELECT gln, code, code_version, direction FROM message_capability"
    " WHERE gln IN (SELECT gln FROM incoming_message_capability)",
)
_SAID = attrgetter(*MAILBOX)
_COLUMNS = ("gln", "first_from")

_KNOWN = text(
    "UPDATE incoming_location_number i SET known = true, changed = n.first_from <> i.first_from"
    " FROM location_number n WHERE n.gln = i.gln"
)
_CHANGED = text(
    "UPDATE incoming_location_number n SET changed = true WHERE n.known AND n.gln IN"
    f" (SELECT i.gln FROM {_VERSIONS.added} UNION ALL SELECT s.gln FROM {_VERSIONS.superseded})"
)
_COUNTS = text(
    "SELECT count(*) FILTER (WHERE known IS NOT TRUE), count(*) FILTER (WHERE changed),"
    " count(*) FILTER (WHERE known AND NOT changed) FROM incoming_location_number"
)
_ISSUE = text(
    "INSERT INTO location_number (gln, first_from) SELECT gln, first_from FROM incoming_location_number"
    " ON CONFLICT (gln) DO UPDATE SET first_from = excluded.first_from"
    " WHERE location_number.first_from <> excluded.first_from"
)


async def write(change: Change, lives: Sequence[NumberLife]) -> Counts:
    """Stores the lives; `added` and `superseded` count their versions."""
    if not lives:
        return Counts()
    columns = f"{', '.join(_COLUMNS)}, false AS known, false AS changed"
    await made_ready(change, "incoming_location_number", columns, "location_number")
    rows = ((number.gln, number.first_from) for number in lives)
    await copied(change.connection, "incoming_location_number", _COLUMNS, rows)
    await _VERSIONS.take_in(change, _versions(lives))
    if (await change.connection.execute(_KNOWN)).rowcount:
        await _VERSIONS.compare(change)
        await change.connection.execute(_CHANGED)
    new, changed, unchanged = (await change.connection.execute(_COUNTS)).one()
    if not new and not changed:
        return Counts(unchanged=unchanged)
    await change.record()
    await change.connection.execute(_ISSUE)
    superseded = await _VERSIONS.supersede(change) if changed else 0
    return Counts(new, changed, unchanged, await _VERSIONS.add(change), superseded)


async def write_capabilities(change: Change, capabilities: Sequence[Capability]) -> int:
    """Stores what the numbers exchange: of a number that is named, all that was stored gives way. How many rows."""
    if not capabilities:
        return 0
    await CAPABILITIES.take_in(change, _exchanged(capabilities))
    await CAPABILITIES.compare(change)
    if not await CAPABILITIES.differs(change):
        return 0
    await change.record()
    superseded = await CAPABILITIES.supersede(change)
    return superseded + await CAPABILITIES.add(change)


def _versions(lives: Sequence[NumberLife]) -> Iterator[tuple[object, ...]]:
    for number in lives:
        for version in number.timeline:
            yield number.gln, version.valid, *_SAID(version.value)


def _exchanged(capabilities: Sequence[Capability]) -> Iterator[tuple[object, ...]]:
    for one in capabilities:
        yield one.gln, one.message_type.code, one.message_type.version, one.direction, one.valid
