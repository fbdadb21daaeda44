"""What is held of a register, and how that is brought up to date: by what was committed since, or by reading all."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import URL

from db.reading.resident import loading, memory, room, touched
from db.reading.resident.line import Line
from db.reading.resident.revision import Revision, looked_through, made

LARGE = 50_000
"""Versions of units from which on a register that was loaded is answered from before it can be searched."""

log = structlog.stdlib.get_logger("sor.resident")


class TooLarge(Exception):
    """The register has more versions of units than may be held."""


class Holding:
    """`revision`: what is held; none before all was read, nor where it turned out to be of another register.

    All of this is done in one thread; the revision may be read, and `cut` be called, in any.
    """

    def __init__(self, url: URL, limit: int | None, near: Callable[[], Sequence[URL]]) -> None:
        """`url`: of the primary. `near`: replicas, of which all is read if there are any; what they lack is then taken
        in from the primary, as any change is."""
        self.revision: Revision | None = None
        self._url = url
        self._limit = limit
        self._near = near
        self._line: Line | None = None
        self._other: Line | None = None
        self._identity: UUID | None = None

    def caught_up(self) -> bool:
        """Whether all that is committed by now has been taken in; if not, all has to be read. Raises `psycopg.Error`,
        `OSError`."""
        line = self._line = self._line or Line.open(self._url)
        return self.revision is not None and self._taken_in(line, self.revision)

    def read(self, nearby: bool) -> None:
        """Reads all, of a replica if one is `nearby`. Raises `TooLarge`, `psycopg.Error`, `OSError`."""
        assert self._line is not None, "whoever reads all has tried to catch up"
        self.revision = (self._read_nearby() if nearby else None) or self._read(self._line)
        memory.give_back()

    def look_through(self) -> None:
        """What can wait until others are answered: it is searched in the database until then."""
        if self.revision is None or self.revision.searchable:
            return
        began = time.perf_counter()
        with memory.held():
            self.revision = looked_through(self.revision)
        log.info("the register in memory can be searched", ms=_milliseconds(began))
        _put_together()

    def let_go(self) -> None:
        self.revision = None

    def hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(psycopg.Error):
                line.close()

    def cut(self) -> None:
        """Whatever is being read is broken off."""
        for line in (self._line, self._other):
            if line is not None:
                with suppress(psycopg.Error):
                    line.cancel()

    def _taken_in(self, line: Line, revision: Revision) -> bool:
        began = time.perf_counter()
        with line.briefly(), line.view():
            since = touched.since(line, revision.number)
            if (reason := self._doubt(since, revision)) is not None:
                log.warning("the register is loaded anew", reason=reason)
                if since.identity != self._identity or since.recorded != revision.recorded:
                    self.let_go()
                return False
            if not since.newer:
                return True
            found = touched.touched(line, since)
            if (count := sum(map(len, found.values()))) > touched.MOST:
                log.info("the register is loaded anew", reason="more has changed than is worth being read by itself")
                return False
            material = touched.material(line, since, found, revision)
        self.revision = revision.after(material)
        log.debug("changed", revision=material.number, touched=count, ms=_milliseconds(began))
        return True

    def _doubt(self, since: touched.Since, revision: Revision) -> str | None:
        if since.identity != self._identity:
            return "the database has another register"
        if since.recorded != revision.recorded:
            return "the database was restored"
        if len(since.newer) > touched.MOST_CHANGE_SETS:
            return "too many changes were missed"
        return None

    def _read_nearby(self) -> Revision | None:
        """Of a replica that can be read; none, if there is none."""
        for url in self._near():
            try:
                with closing(Line.open(url)) as self._other:
                    return self._read(self._other)
            except (psycopg.Error, OSError) as reason:
                log.warning("the register cannot be loaded from a replica", reason=type(reason).__name__)
            finally:
                self._other = None
        return None

    def _read(self, line: Line) -> Revision:
        began, before = time.perf_counter(), memory.megabytes()
        with line.view():
            versions = loading.size(line, self._limit)
            if self._limit is not None and versions > self._limit:
                raise TooLarge(f"it has more than {self._limit:,} versions of units (SOR_RESIDENT_LIMIT)")
            log.info("the register is being loaded", versions=versions)
            standing = loading.standing(line)
            with memory.held(), line.between(self._make_room):
                revision = made(loading.everything(line, standing), searchable=versions < LARGE)
        self._identity = standing.identity
        log.info(
            "the register is held in memory",
            revision=revision.number,
            versions=versions,
            seconds=round(time.perf_counter() - began, 2),
            mb=round(memory.megabytes() - before),
        )
        if revision.searchable:
            _put_together()
        return revision

    def _make_room(self) -> None:
        """While all is read anew what was held is kept, for the database may be lost meanwhile; not where two registers
        are more than there is room for."""
        if self.revision is not None and room.spare() < room.LITTLE:
            self.let_go()
            log.warning("memory is short, so that the register is not held while it is loaded anew")


def _put_together() -> None:
    threading.Thread(target=memory.in_large_pages, name="large pages", daemon=True).start()


def _milliseconds(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
