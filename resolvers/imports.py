"""A file into the register: everything it says that the rules allow, in one transaction, and a report of the rest."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from time import perf_counter

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.reading.snapshot import Snapshot
from db.writing import misfits, staged_codes
from db.writing.change import Change, changing
from db.writing.emptiness import has_units
from db.writing.lives import write
from domain.importing import ImportReport, Tally
from domain.recording import ActorKind, Recorder
from domain.records import Lives
from resolvers.feed.telling import tell
from resolvers.importing import closing, code_values, numbers, successions, units
from resolvers.importing.codes import LISTS, CodeBook
from resolvers.importing.intake import Intake, Progress, Stopped
from resolvers.importing.reading import FileRead, Item, read_in
from resolvers.unhurried import collecting_seldom

CLOSING_SHARE = 0.05
ROUNDS = 20
"""How often units are taken in again whose parents changed after them."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


async def import_file(
    engine: AsyncEngine,
    items: Iterator[Item],
    *,
    source: str,
    today: date,
    dry_run: bool = False,
    force: bool = False,
    closing_share: float = CLOSING_SHARE,
    complete_on: date | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Takes in what a reader of `formats` gives: units, or values of code lists, and what is wrong with them.

    `source` is the file's name. `dry_run` reports the same and stores nothing. A file that closes more than
    `closing_share` of the units in force today, or breaks off, is stopped, unless `force`. `complete_on`: the file is
    the whole register as of that day, and what it does not have closes then; such a file may not break off.

    Memory does not grow with the file, and what goes wrong half-way leaves the register as it was.
    """
    begun = perf_counter()
    with collecting_seldom():
        async with _of_its_own(engine) as connection:
            file = await read_in(connection, items, progress)
            stopped = file.unreadable
            intake: Intake | None = None
            change_set: int | None = None
            if stopped is not None and force and complete_on is None:
                file.findings.add(stopped)
                stopped = None
            if stopped is None:
                try:
                    actor = Recorder(ActorKind.IMPORT, f"sor import {source}")
                    async with changing(connection, actor, dry_run=dry_run, unhurried=True) as change:
                        intake = await _begun(change, file, today, progress)
                        in_force = await misfits.in_force(change, today)
                        await _take_in(intake, file, complete_on)
                        if not force:
                            intake.brake(in_force, closing_share)
                        if not dry_run:
                            await tell(change, Snapshot(engine, connection), today)
                    change_set = None if dry_run else change.change_set
                except Stopped as reason:
                    stopped = reason.finding
    return ImportReport(
        source=source,
        dry_run=dry_run,
        change_set=change_set,
        stopped=stopped,
        units=intake.units if intake else Tally(read=file.units),
        numbers=intake.numbers if intake else Tally(),
        codes=intake.values if intake else Tally(read=file.values),
        successions=intake.successions if intake else 0,
        found=file.findings.groups(),
        seconds=perf_counter() - begun,
    )


@asynccontextmanager
async def _of_its_own(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that nobody uses after us: it holds the temporary tables that the file is read into."""
    async with engine.connect() as connection:
        try:
            yield connection
        finally:
            await connection.invalidate()


async def _begun(change: Change, file: FileRead, today: date, progress: Progress) -> Intake:
    codes = CodeBook(await staged_codes.stored_lists(change.connection, LISTS))
    intake = Intake(change, today, codes, file.findings, progress, first=not await has_units(change))
    # A reader tells what it refuses, and not of what: a file has either units or codes.
    refused = intake.values if file.values and not file.units else intake.units
    intake.units.read, intake.values.read = file.units, file.values
    refused.read += file.refused
    refused.refused = file.refused
    return intake


async def _settle(intake: Intake) -> None:
    """Until the units whose parents changed after them are as they would be, were the file to come again."""
    for _ in range(ROUNDS):
        cut = await closing.refit_below(intake)
        if not await units.take_in_again(intake, sorted({*cut, *await misfits.under_changed(intake.change)})):
            return
    await closing.refit_below(intake)


async def _take_in(intake: Intake, file: FileRead, complete_on: date | None) -> None:
    await code_values.take_in(intake)
    await units.take_in(intake, file.depths)
    if complete_on is not None:
        await closing.close_missing(intake, complete_on)
    await _settle(intake)
    await numbers.take_in(intake)
    await successions.take_in(intake)
    await write(intake.change, Lives(code_values=intake.codes.added()))
    intake.findings.extend(intake.codes.findings())
