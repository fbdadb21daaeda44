"""The location numbers of a file on its way in, once its units are taken in."""

from collections.abc import AsyncIterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing.staging import BATCH, Staged, staged
from domain.identifiers import Gln, SorCode

# A file for the public leaves hidden numbers out, which does not say that there are none.
_RELEASES = text(
    """
    SELECT v.gln, v.holder, s.chosen
    FROM staged_unit s JOIN location_number_version v ON v.holder = s.sor_code AND v.gln IS DISTINCT FROM s.gln
    WHERE s.depth >= 0 AND lower(v.valid) < s.chosen AND coalesce(upper(v.valid), 'infinity') > s.chosen
        AND (s.gln IS NOT NULL OR NOT (v.internal_only OR v.not_active))
        AND coalesce(s.entered >= v.source_updated, true)
    ORDER BY v.gln, v.holder LIMIT :size
    """
)
_HELD = text(
    "UPDATE staged_unit s SET held = EXISTS"
    " (SELECT FROM location_number_version v WHERE v.gln = s.gln AND v.holder = s.sor_code)"
    " WHERE s.gln IS NOT NULL AND s.depth >= 0"
)
_BATCH = text(
    "SELECT s.place, r.record FROM staged_unit s JOIN staged_record r USING (place)"
    " WHERE s.held = :held AND s.place > :after ORDER BY s.place LIMIT :size"
)
_COUNTS = text("SELECT count(gln), count(gln) FILTER (WHERE depth < 0) FROM staged_unit")


class Release(NamedTuple):
    """That a unit holds a number no longer, from a day on."""

    gln: Gln
    holder: SorCode
    end: date


async def counts(connection: AsyncConnection) -> tuple[int, int]:
    """How many records have a number, and how many of these were refused as units."""
    read, refused = (await connection.execute(_COUNTS)).one()
    return read, refused


async def releases(connection: AsyncConnection) -> AsyncIterator[list[Release]]:
    """What units held and by their records do not hold any longer; each batch is gone once it is written."""
    while True:
        found = (await connection.execute(_RELEASES, {"size": BATCH})).all()
        if not found:
            return
        yield [Release(Gln(gln), SorCode(holder), end) for gln, holder, end in found]


async def batches(connection: AsyncConnection) -> AsyncIterator[list[Staged]]:
    """Records with numbers: first those whose unit has held its number before, then the others, as in the file."""
    await connection.execute(_HELD)
    for held in (True, False):
        after = -1
        while batch := staged(await connection.execute(_BATCH, {"held": held, "after": after, "size": BATCH})):
            after = batch[-1].place
            yield batch
