"""What a backup says of itself: when it was made, in which form it is, and what each of its tables holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

NAME = "manifest.json"
"""Its place in the file: the last, since it tells of all that comes before."""

FORMAT: Literal[1] = 1


class Unfit(Exception):
    """A backup that cannot be made, or put back. The message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of a table as COPY wrote them: `size` in bytes, `sha256` of these in hexadecimal."""

    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made`: the moment that the whole register is of. `migration`: the form it has. `revision`: the newest change set
    in it. `identity`: of the feed it was made from. `numbers`: the last number given out, by table and column."""

    made: datetime
    migration: str
    revision: int
    identity: UUID
    server: str
    program: str
    tables: Mapping[str, Content]
    numbers: Mapping[str, int]
    format: Literal[1] = FORMAT

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())

    def written(self) -> bytes:
        return _FORM.dump_json(self, indent=1)


_FORM = TypeAdapter(Manifest)


def read(written: bytes) -> Manifest:
    """Raises `Unfit` where it is none of ours, or a newer program's."""
    try:
        return _FORM.validate_json(written)
    except ValidationError as wrong:
        where = ".".join(map(str, wrong.errors()[0]["loc"])) or "as a whole"
        raise Unfit(f"its {NAME} cannot be read ({where}): it is of another program, or of a newer one") from None
