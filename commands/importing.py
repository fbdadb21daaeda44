"""`sor import`: files into the register, each in one transaction, and what could not be taken in as it stands."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from commands import import_report
from commands.database import opened, register
from commands.findings import line
from commands.outcome import Exit, NotDone
from commands.screen import out, say, stages
from commands.setting import read_settings
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.code_lists import CodeList, CodeValue
from domain.findings import Finding
from domain.importing import ImportReport
from domain.periods import Moment
from domain.rules import Rule
from formats.recognised import Format
from formats.unreadable import Unreadable
from resolvers import files
from resolvers.imports import import_file
from settings import today

FORCED = (Rule.MASS_CHANGE_NEEDS_APPROVAL, Rule.FILE_FORMAT)
"""What stops a file unless it is forced."""


class FormatOption(StrEnum):
    AUTO = "auto"
    SOR_XML = Format.SOR_XML.value
    UNITS_CSV = Format.UNITS_CSV.value
    SHAK = Format.SHAK.value


class Order(NamedTuple):
    """How files are to be taken in. `since`: from when files without dates say what they say; `complete_on`: the day
    as of which each is the whole register."""

    today: date
    since: date
    complete_on: date | None
    closing_share: float
    dry_run: bool
    force: bool


class File(NamedTuple):
    path: Path
    format: Format


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files to take in, one after the other.", metavar="FILE…")],
    form: Annotated[FormatOption, typer.Option("--format", help="What the files are in.")] = FormatOption.AUTO,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report the same, store nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also a file that closes much of the register, or breaks off half-way.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="A file is the whole register: what it does not have is closed.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Of files without dates: since when it is so; today, if not told."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole reports as JSON on stdout.")] = False,
) -> None:
    """Take files in: SOR XML, units CSV, SHAK.

    Good records are stored, and each bad one is told of with its place, rule and reason. Ends with 1 where records were
    left out, with 3 where a file was not stored at all. gzip is unpacked on the way.
    """
    settings = read_settings()
    day = today(settings)
    start = since.date() if since else day
    order = Order(day, start, start if complete else None, settings.import_closing_share, dry_run, force)
    recognised = [recognise(path, form) for path in paths]
    if since is None and any(file.format is Format.UNITS_CSV for file in recognised):
        say(f"The units CSV has no dates: what it says is taken to be so since {start}; --since tells otherwise.")
    with register(settings) as url:
        reports = asyncio.run(taken_in(url, recognised, order))
    if as_json:
        out.print(json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=2), markup=False)
    else:
        for report in reports:
            import_report.show(report)
    end(reports)


def recognise(path: Path, form: FormatOption) -> File:
    try:
        return File(path, files.format_of(path, None if form is FormatOption.AUTO else Format(form.value)))
    except Unreadable as reason:
        raise NotDone(f"{reason}.") from None


async def taken_in(url: str, recognised: Sequence[File], order: Order) -> list[ImportReport]:
    async with opened(url) as engine:
        return [await one_taken_in(engine, file, order) for file in recognised]


async def one_taken_in(engine: AsyncEngine, file: File, order: Order) -> ImportReport:
    values = await unit_types(engine, order.since)
    with files.opened(file.path) as stream, stages(file.path.name) as progress:
        return await import_file(
            engine,
            files.items(stream, file.format, order.since, values),
            source=file.path.name,
            today=order.today,
            dry_run=order.dry_run,
            force=order.force,
            closing_share=order.closing_share,
            complete_on=order.complete_on,
            progress=progress,
        )


async def unit_types(engine: AsyncEngine, day: date) -> list[CodeValue]:
    async with Snapshot(engine) as snapshot:
        return await PostgresReader(snapshot).code_list(CodeList.UNIT_TYPE, Moment(day))


def end(reports: Sequence[ImportReport]) -> None:
    """With the exit code of the worst that happened."""
    if stopped := [why_stopped(report.source, report.stopped) for report in reports if report.stopped is not None]:
        raise NotDone(" ".join(stopped))
    if any(report.refused for report in reports):
        raise typer.Exit(Exit.FINDINGS)


def why_stopped(source: str, reason: Finding) -> str:
    hint = "; --force takes it in all the same" if reason.rule in FORCED else ""
    return f"{source} was not taken in, and nothing of it is stored{hint}: {line(reason)}."
