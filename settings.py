"""The settings: environment variables that begin with SOR_, each told in docs/settings.md."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from web.logs import LogFormat

HOUSE = Path(__file__).resolve().parent


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


def _data_dir() -> Path:
    """In a checkout its own folder, so that two checkouts are two registers; installed elsewhere the user's."""
    return HOUSE / ".sor" if (HOUSE / "pyproject.toml").exists() else Path.home() / ".sor"


def _day(written: object) -> object:
    """A number of seconds is a date to pydantic; to a person it is a slip."""
    if isinstance(written, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        raise ValueError(f"'{written[:40]}' is no date; write it YYYY-MM-DD")
    return written


Day = Annotated[date, BeforeValidator(_day)]


class Settings(BaseSettings):
    """What the program is told by its environment. An empty variable is one that is not set."""

    model_config = SettingsConfigDict(env_prefix="SOR_", env_ignore_empty=True, frozen=True)

    database_url: str | None = Field(
        default=None,
        repr=False,  # it may hold a password
        description="Address of a PostgreSQL 18 or newer, postgresql://user:password@host:port/database. "
        "Without it the embedded PostgreSQL is used.",
    )
    data_dir: Path = Field(
        default_factory=_data_dir,
        description="Folder of the embedded PostgreSQL; made where it is missing. "
        "Not used where SOR_DATABASE_URL is set.",
    )
    today: Day | None = Field(
        default=None,
        description="The day taken for today, YYYY-MM-DD, in sandboxes and tests. Without it the day in Denmark.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address that is listened on; 0.0.0.0 is every one the machine has."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port that is listened on; 0 takes a free one.")
    workers: int = Field(default=1, ge=1, le=256, description="Processes that answer.")
    statement_timeout: float = Field(
        default=15, ge=0.1, le=3600, description="Seconds that one statement of a question may take in the database."
    )
    first_max: int = Field(default=500, ge=1, le=10_000, description="Most that one page of a list may hold (`first`).")
    subtree_max: int = Field(
        default=50_000,
        ge=1,
        le=1_000_000,
        description="Most units that one page of a subtree may hold (`subtree(first:)`).",
    )
    import_closing_share: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Share of a register's units that a file may close or remove; one that would do more is stopped, "
        "unless it is imported with --force.",
    )
    log_format: LogFormat = Field(
        default=LogFormat.LOGFMT, description="How a line of the log is written: logfmt for people, json for machines."
    )
    log_level: LogLevel = Field(
        default=LogLevel.INFO, description="What is logged: DEBUG, INFO, WARNING or ERROR, and worse."
    )
