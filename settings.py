"""The settings: environment variables that begin with SOR_, each told in docs/settings.md."""

import json
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from db.pooling import Pooler
from domain.denmark import day_of
from domain.permissions import Role
from resolvers.limits import Limits, Shape
from web.claims import OWN_NAMES
from web.logs import LogFormat
from web.origins import origins
from web.provider import unsafe
from web.trusted import Bound, Trusted, documents

HOUSE = Path(__file__).resolve().parent


class ReaderChoice(StrEnum):
    AUTO = "auto"
    RESIDENT = "resident"
    POSTGRES = "postgres"


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


def _gln_range(written: object) -> object:
    told = re.fullmatch(r"(579000\d{6})-(579000\d{6})", written) if isinstance(written, str) else None
    if isinstance(written, str) and (told is None or told[1] > told[2]):
        raise ValueError(
            f"'{written[:60]}' is no range of location numbers, which begin 579000; write it "
            "579000800000-579000899999, the lower one first"
        )
    return written


GlnRange = Annotated[str, BeforeValidator(_gln_range)]


def _issuer(written: object) -> object:
    if isinstance(written, str) and (reason := unsafe(written)):
        raise ValueError(f"'{written[:100]}' {reason}")
    if isinstance(written, str) and ("?" in written or "#" in written):
        raise ValueError(f"'{written[:100]}' has more to it than scheme, host and path")
    return written


Issuer = Annotated[str, BeforeValidator(_issuer)]


def _role_names(written: object) -> object:
    """`{"their name": "our-name"}`, as JSON in a variable."""
    if not isinstance(written, str):
        return written
    try:
        told = json.loads(written)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ValueError('it is written as JSON: {"the provider\'s name": "regional-administrator"}')
    for name, role in told.items():
        if not isinstance(role, str) or role not in OWN_NAMES:
            raise ValueError(f"'{name}' cannot stand for '{role}'; our roles are {', '.join(OWN_NAMES)}")
    return {name: OWN_NAMES[role] for name, role in told.items()}


RoleNames = Annotated[dict[str, Role], NoDecode, BeforeValidator(_role_names)]


class Settings(BaseSettings):
    """What the program is told by its environment. An empty variable is one that is not set."""

    model_config = SettingsConfigDict(env_prefix="SOR_", env_ignore_empty=True, frozen=True)

    database_url: str | None = Field(
        default=None,
        repr=False,  # it may hold a password
        description="Address of a PostgreSQL 18 or newer, postgresql://user:password@host:port/database. "
        "Without it the embedded PostgreSQL is used.",
    )
    replica_urls: str | None = Field(
        default=None,
        repr=False,
        description="Addresses of replicas of that PostgreSQL, parted by spaces: questions are answered from them.",
    )
    replica_lag: float = Field(
        default=5,
        ge=2,
        le=3600,
        description="Seconds that a replica may be behind; one that is further behind is not asked.",
    )
    pooler: Pooler = Field(
        default=Pooler.NONE,
        description="What SOR_DATABASE_URL and SOR_REPLICA_URLS lead to: none, PostgreSQL itself; transaction, a "
        "pooler in transaction mode (PgBouncer); prepared, one that knows prepared statements as well (from 1.21 on, "
        "`max_prepared_statements`).",
    )
    direct_url: str | None = Field(
        default=None,
        validate_default=True,
        repr=False,
        description="Address of the primary itself, required with SOR_POOLER: what cannot go through a pooler "
        "(LISTEN, loading, imports, migrations) goes there.",
    )
    data_dir: Path = Field(
        default_factory=_data_dir,
        description="Folder of the embedded PostgreSQL, not used where SOR_DATABASE_URL is set, and of the key that "
        "`sor token` signs with, not used where SOR_OIDC_ISSUER is set; made where it is missing.",
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
    statement_timeout_public: float = Field(
        default=5, ge=0.1, le=3600, description="The same for those who have not logged in, if it is less."
    )
    first_max: int = Field(default=500, ge=1, le=10_000, description="Most that one page of a list may hold (`first`).")
    subtree_max: int = Field(
        default=50_000,
        ge=1,
        le=1_000_000,
        description="Most units that one page of a subtree may hold (`subtree(first:)`).",
    )
    characters_max: int = Field(
        default=102_400, ge=1_000, le=1_048_576, description="Most characters that a document may have."
    )
    tokens_max: int = Field(
        default=5_000, ge=100, le=100_000, description="Most words, numbers and signs that a document may have."
    )
    depth_max: int = Field(
        default=40, ge=15, le=200, description="How many fields below each other, or lists and objects in each other."
    )
    fields_max: int = Field(
        default=10_000,
        ge=500,
        le=50_000,
        description="Most fields that an operation may ask for, its fragments written out wherever they are spread.",
    )
    root_fields_max: int = Field(default=50, ge=1, le=1_000, description="Most fields at the top of an operation.")
    aliases_max: int = Field(default=100, ge=0, le=10_000, description="Most aliases in a document.")
    alias_max: int = Field(default=100, ge=30, le=10_000, description="Most characters of an alias.")
    directives_max: int = Field(default=10, ge=1, le=100, description="Most directives at one place of a document.")
    fragments_max: int = Field(default=100, ge=1, le=1_000, description="Most fragments in a document.")
    operations_max: int = Field(default=50, ge=1, le=1_000, description="Most operations in a document.")
    items_max: int = Field(
        default=1_000, ge=100, le=100_000, description="Most items of one list, in a document or in its variables."
    )
    values_max: int = Field(
        default=20_000, ge=1_000, le=1_000_000, description="Most values that the variables of a request may hold."
    )
    units_max: int = Field(
        default=1_000_000,
        ge=1_000,
        description="Most units that one answer to somebody who has logged in may touch, each counted for every list "
        "or relation that it is asked for in.",
    )
    units_public_max: int = Field(default=500_000, ge=1_000, description="The same for those who have not logged in.")
    written_max: int = Field(
        default=500_000_000,
        ge=1_000_000,
        description="Most characters that are written to make one answer; what stands inside of something else counts "
        "again.",
    )
    answer_seconds: float = Field(
        default=30,
        ge=1,
        le=3600,
        description="Seconds that a question may take that has no plan (docs/adr/0019) or has the database asked for "
        "each of many.",
    )
    subscriptions_max: int = Field(
        default=2_000, ge=1, description="Most operations that every process streams at once (SSE, WebSocket)."
    )
    subscriptions_client_max: int = Field(
        default=500, ge=1, description="Most of them for one client: a login, or without one an address."
    )
    sockets_max: int = Field(default=5_000, ge=1, description="Most WebSockets that every process holds open.")
    sockets_client_max: int = Field(default=1_000, ge=1, description="Most of them from one address.")
    reader: ReaderChoice = Field(
        default=ReaderChoice.AUTO,
        description="What answers questions: postgres, the database; auto, the register held in memory, unless it is "
        "larger than SOR_RESIDENT_LIMIT; resident, the same whatever its size.",
    )
    resident_limit: int = Field(
        default=3_000_000,
        ge=0,
        description="Most versions of units that are held in memory, at up to 1 KB each in every process "
        "(`SOR_WORKERS`).",
    )
    stale_limit: float = Field(
        default=300,
        ge=0,
        le=86_400,
        description="Seconds for which the register in memory is answered from by itself while the database is away, "
        "since it was last known to be current; each such answer tells its `Age`. With 0 it is not.",
    )
    gln_range: GlnRange = Field(
        default="579000800000-579000899999",
        description="Location numbers that the register issues, the first and the last, twelve digits each without the "
        "check digit. Nobody else may issue any of them; the default is for trials.",
    )
    import_closing_share: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Share of a register's units that a file may close or remove; one that would do more is stopped, "
        "unless it is imported with --force.",
    )
    cors_origins: str | None = Field(
        default=None,
        description="Origins of pages elsewhere that may ask from within a browser (CORS) and open a WebSocket, parted "
        "by spaces: `https://map.example`; `*` is every page. Where none is set, none may.",
    )
    oidc_issuer: Issuer | None = Field(
        default=None,
        description="Address of the OpenID Connect provider whose tokens are believed, exactly as it names itself "
        "(`iss`). Without it only tokens of `sor token` are.",
    )
    oidc_audience: str | None = Field(
        default=None,
        validate_default=True,
        description="How the provider names this register in its tokens (`aud`). Required with SOR_OIDC_ISSUER.",
    )
    oidc_roles_claim: str = Field(
        default="roles", description="Claim with somebody's roles; dots lead into nested ones (`realm_access.roles`)."
    )
    oidc_organisation_claim: str = Field(
        default="organisation", description="Claim with the SOR code or CVR number of whom somebody acts for."
    )
    oidc_name_claim: str = Field(default="name", description="Claim with somebody's name, for the register's history.")
    oidc_role_names: RoleNames = Field(
        default={},
        description="The provider's names of our roles as JSON, their name first. With it only these names count; "
        "without it our own do.",
    )
    oidc_clock_skew: int = Field(
        default=60, ge=0, le=300, description="Seconds that the provider's clock and ours may differ by."
    )
    oidc_keys_seconds: int = Field(
        default=600,
        ge=10,
        le=86_400,
        description="Seconds that the provider's keys are kept before they are fetched anew; for a key not known yet "
        "they are fetched at once.",
    )
    documents: Path | None = Field(
        default=None,
        description="Documents that clients ask by their SHA-256 alone: a list in JSON as relay-compiler or "
        "graphql-codegen writes it, or a folder of such lists and of `.graphql` files. Read at the start.",
    )
    documents_only: Bound = Field(
        default=Bound.NOBODY,
        validate_default=True,
        description="Who may ask for no other documents: nobody; public, those who have not logged in; everybody.",
    )
    log_format: LogFormat = Field(
        default=LogFormat.LOGFMT, description="How a line of the log is written: logfmt for people, json for machines."
    )
    log_level: LogLevel = Field(
        default=LogLevel.INFO, description="What is logged: DEBUG, INFO, WARNING or ERROR, and worse."
    )
    slow_ms: float = Field(
        default=1000,
        ge=0,
        description="Milliseconds from which on the log tells of an operation what it asked and how long that took; "
        "with 0 of every one.",
    )

    def limits(self) -> Limits:
        """What one question may ask for."""
        return Limits(
            page=self.first_max,
            subtree=self.subtree_max,
            units=self.units_max,
            units_public=self.units_public_max,
            written=self.written_max,
            seconds=self.answer_seconds,
            statement=self.statement_timeout,
            statement_public=min(self.statement_timeout, self.statement_timeout_public),
            subscriptions=self.subscriptions_max,
            subscriptions_client=self.subscriptions_client_max,
            sockets=self.sockets_max,
            sockets_client=self.sockets_client_max,
            shape=Shape(**{name: getattr(self, f"{name}_max") for name in Shape.__slots__}),
        )

    def trusted(self) -> Trusted:
        """The documents that are asked by their hash. Raises as `web.trusted.documents` does."""
        place, bound = self.documents, self.documents_only
        return Trusted(bound=bound) if place is None else Trusted.found(place, bound)

    @property
    def replicas(self) -> list[str]:
        return (self.replica_urls or "").split()

    @field_validator("replica_urls")
    @classmethod
    def _of_a_primary(cls, urls: str | None, info: ValidationInfo) -> str | None:
        if urls is not None and info.data.get("database_url", "") is None:
            raise ValueError("it is set without SOR_DATABASE_URL, which says what these are replicas of")
        return urls

    @property
    def origins(self) -> list[str]:
        return origins(self.cors_origins or "")

    @field_validator("cors_origins")
    @classmethod
    def _of_pages(cls, written: str | None) -> str | None:
        origins(written or "")
        return written

    @field_validator("direct_url")
    @classmethod
    def _past_the_pooler(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None and info.data.get("pooler", Pooler.NONE) is not Pooler.NONE:
            raise ValueError("it is required with SOR_POOLER, and leads to the primary itself")
        return url

    @field_validator("documents")
    @classmethod
    def _readable(cls, place: Path | None) -> Path | None:
        try:
            if place is not None:
                documents(place)
        except (OSError, UnicodeDecodeError) as reason:
            raise ValueError(f"it cannot be read ({reason.__class__.__name__})") from None
        return place

    @field_validator("documents_only")
    @classmethod
    def _with_documents(cls, bound: Bound, info: ValidationInfo) -> Bound:
        if bound is not Bound.NOBODY and info.data.get("documents", "") is None:
            raise ValueError("it is set without SOR_DOCUMENTS, so that nothing could be asked")
        return bound

    @field_validator("oidc_audience")
    @classmethod
    def _both_or_neither(cls, audience: str | None, info: ValidationInfo) -> str | None:
        """Half a provider is none; and where one was meant, tokens of `sor token` must not be believed instead."""
        if "oidc_issuer" not in info.data:
            return audience
        issuer = info.data["oidc_issuer"]
        if issuer is not None and audience is None:
            raise ValueError("it is required with SOR_OIDC_ISSUER, and says how the provider's tokens name us (aud)")
        if issuer is None and audience is not None:
            raise ValueError("it is set without SOR_OIDC_ISSUER, whose tokens it is about")
        return audience


def today(settings: Settings) -> date:
    """The day taken for today: a day in Denmark, whatever the machine's clock is set to."""
    return settings.today or day_of(datetime.now(UTC))
