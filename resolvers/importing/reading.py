"""A file read into the temporary tables of a connection: record by record, and what was wrong with them on the way."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing import staged_codes, staged_successions, staging
from db.writing.change import without_limits
from db.writing.staging import BATCH, Staged
from domain.code_lists import CodeValue
from domain.findings import Finding, Weight
from domain.importing import Findings
from domain.old_data import warnings
from domain.records import Read, UnitRecord
from formats.unreadable import Unreadable
from resolvers.importing.codes import LISTS, CodeBook
from resolvers.importing.intake import Progress

Item = Read | CodeValue


@dataclass(slots=True)
class FileRead:
    """What was in a file. `refused`: records that could not be read; `depths`: how deep its units lie in each other."""

    findings: Findings = field(default_factory=Findings)
    units: int = 0
    values: int = 0
    refused: int = 0
    depths: int = 0
    unreadable: Finding | None = None


async def read_in(connection: AsyncConnection, items: Iterator[Item], progress: Progress) -> FileRead:
    """Reads the file to its end, or to where it can be read no further."""
    file = FileRead()
    async with connection.begin():
        await without_limits(connection)
        for part in (staging, staged_successions, staged_codes):
            await part.make_ready(connection)
        codes = CodeBook(await staged_codes.stored_lists(connection, LISTS))
        reading = _Reading(file, codes)
        more = True
        while more:
            chunk, file.unreadable = await asyncio.to_thread(_chunk, items)
            await reading.stage(connection, chunk)
            progress("Reading", file.units + file.values, None)
            more = len(chunk) == BATCH and file.unreadable is None
        file.depths = await staging.settle(connection)
    return file


def _chunk(items: Iterator[Item]) -> tuple[list[Item], Finding | None]:
    """The next of the file, and why it can be read no further."""
    chunk: list[Item] = []
    try:
        for item in items:
            chunk.append(item)
            if len(chunk) == BATCH:
                break
    except Unreadable as reason:
        return chunk, reason.finding
    return chunk, None


class _Reading:
    def __init__(self, file: FileRead, codes: CodeBook) -> None:
        self._file = file
        self._codes = codes
        self._place = 0
        self._last: Finding | None = None
        self._refusing: str | None = None

    async def stage(self, connection: AsyncConnection, items: Sequence[Item]) -> None:
        units: list[Staged] = []
        values: list[tuple[int, CodeValue]] = []
        refused: list[Finding] = []
        for item in items:
            self._place += 1
            if isinstance(item, UnitRecord):
                units.append(Staged(self._place, item))
                self._warn(item)
            elif isinstance(item, CodeValue):
                values.append((self._place, item))
            elif self._refuses(item):
                refused.append(item)
            if isinstance(item, Finding):
                self._file.findings.add(item)
                self._last = item
            else:
                self._last = self._refusing = None
        self._file.units += len(units)
        self._file.values += len(values)
        self._file.refused += len(refused)
        await staging.stage(connection, units)
        await staging.mention(connection, (code for finding in refused if (code := finding.sor_code)))
        await staged_codes.stage(connection, values)

    def _refuses(self, finding: Finding) -> bool:
        """Whether this is the first that is said of a refused record: one record may be refused for many reasons."""
        if finding.weight is not Weight.REFUSED:
            return False
        before, self._refusing = self._refusing, finding.sor_code or finding.where
        return self._refusing != before

    def _warn(self, record: UnitRecord) -> None:
        """What the reader has told of the record already is not told again."""
        for finding in warnings(record, self._codes.levels):
            told = self._last
            if told is None or (told.rule, told.sor_code) != (finding.rule, finding.sor_code):
                self._file.findings.add(finding)
