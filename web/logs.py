"""Logs: one line for one event, as logfmt or JSON, our own and those of the libraries alike."""

import logging
import sys
from enum import Enum
from typing import TextIO

import structlog
from structlog.typing import Processor


class LogFormat(Enum):
    LOGFMT = "logfmt"
    JSON = "json"


SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def configure(written: LogFormat, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to one stream (stderr), from `level` up."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer(written)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # Alembic introduces itself each time it is asked which migration a database is at.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def renderer(written: LogFormat) -> Processor:
    if written is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)
