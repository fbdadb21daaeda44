"""The file of a backup: a ZIP with one member for each table, and the manifest at its end."""

import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from db.backup import manifest
from db.backup.manifest import Content, Manifest, Unfit

QUICKLY = 1
"""Of nine degrees of compression: a tenth more bytes than the usual one, in a third of its time."""

PIECE = 1 << 20
ENDING = ".zip"


class Sink(Protocol):
    def write(self, data: bytes, /) -> int: ...


@contextmanager
def new(path: Path) -> Iterator[ZipFile]:
    """A file that is there, whole and on the disk, when this is left without an error, and never by halves.

    Only its owner may read it. Raises `Unfit` where there is one already, and `OSError` where the disk refuses.
    """
    if path.exists():
        raise Unfit(f"{path} is there already, and a backup takes no other's place")
    descriptor, making = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=QUICKLY) as backup:
                yield backup
            file.flush()
            os.fsync(file.fileno())
        Path(making).rename(path)
    except BaseException:
        Path(making).unlink(missing_ok=True)
        raise
    _settled(path.parent)


def _settled(folder: Path) -> None:
    """The name of the file is on the disk as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def member(backup: ZipFile, table: str) -> Iterator[Sink]:
    with backup.open(place(table), "w", force_zip64=True) as rows:
        yield rows


def place(table: str) -> str:
    return f"tables/{table}.copy"


@contextmanager
def opened(path: Path) -> Iterator[ZipFile]:
    """Raises `Unfit` where it is no backup or not a whole one, then or while it is read."""
    try:
        with ZipFile(path) as backup:
            yield backup
    except (BadZipFile, EOFError, zlib.error, NotImplementedError) as reason:
        raise Unfit(f"{path} is no whole backup ({str(reason).rstrip('.').lower()}): take another one") from None
    except OSError as reason:
        raise Unfit(f"{path} cannot be read: {reason.strerror or reason}") from None


def told(backup: ZipFile, path: Path) -> Manifest:
    """What it says of itself. Raises `Unfit`."""
    try:
        return manifest.read(backup.read(manifest.NAME))
    except KeyError:
        raise Unfit(f"{path} is no backup of a register: it has no {manifest.NAME}") from None
    except Unfit as reason:
        raise Unfit(f"{path} cannot be used, because {reason}") from None


def pieces(backup: ZipFile, table: str, content: Content) -> Iterator[bytes]:
    """The rows of a table, some at a time. Raises `Unfit` at the end where they are not those that were written."""
    digest, size = sha256(), 0
    try:
        rows: IO[bytes] = backup.open(place(table))
    except KeyError:
        raise Unfit(f"the rows of {table} are not in it") from None
    with rows:
        while piece := rows.read(PIECE):
            digest.update(piece)
            size += len(piece)
            yield piece
    if (size, digest.hexdigest()) != (content.size, content.sha256):
        raise Unfit(f"the rows of {table} are not those that were written: the checksum differs")
