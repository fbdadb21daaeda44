"""Logs: one line for one event, as logfmt or JSON, our own and those of the libraries alike."""

import asyncio
import logging
import sys
from contextlib import nullcontext, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from web.lines import Line, printable


class LogFormat(Enum):
    LOGFMT = "logfmt"
    JSON = "json"


OWN = ("sor", "graphql")
"""The loggers of this program, and those below them."""

_LEVELS = {number: name.lower() for name, number in logging.getLevelNamesMapping().items()}

request: ContextVar[tuple[str, str | None]] = ContextVar("request", default=("", None))
"""The id of the request that is being answered, and of its trace if it has one: every line tells them meanwhile."""


def with_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    id_, trace = request.get()
    if id_:
        event.setdefault("request_id", id_)
    if trace is not None:
        event.setdefault("trace_id", trace)
    return event


SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    with_request,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


class Lines(logging.StreamHandler[TextIO]):
    """Where everything is written. A `Line` waits until the loop has done what it is at, so that the lines of many
    requests are written at once, after their answers; whatever else is told comes after what has waited."""

    def __init__(self, stream: TextIO, written: LogFormat) -> None:
        super().__init__(stream)
        self.shown = Line.json if written is LogFormat.JSON else Line.logfmt
        self._waiting: list[Line] = []
        processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer(written)]
        self.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=processors))

    def emit(self, record: logging.LogRecord) -> None:
        if not isinstance(record.msg, Line):
            self.flush()
            super().emit(record)
            return
        self._waiting.append(record.msg)
        if len(self._waiting) == 1:
            try:
                asyncio.get_running_loop().call_soon(self.flush)
            except RuntimeError:  # nobody is kept waiting
                self.flush()

    def flush(self) -> None:
        with self.lock or nullcontext():
            lines, self._waiting = self._waiting, []
            with suppress(OSError, ValueError):  # nobody reads any more, and there is nowhere to tell it
                if lines:
                    self.stream.write("".join([f"{self.shown(line)}\n" for line in lines]))
                super().flush()


def configure(written: LogFormat, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to one stream (stderr), from `level` up. What libraries tell only
    those who look for their faults is not told: they tell of headers and messages, and these hold tokens."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    libraries = "INFO" if level == "DEBUG" else level
    logging.basicConfig(handlers=[Lines(stream or sys.stderr, written)], level=libraries, force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(level if level == "DEBUG" else logging.NOTSET)
    # Which thread and process it was is told in no line, and takes as long to find out as the rest of a record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # Alembic introduces itself each time it is asked which migration a database is at.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(without_query)


def without_query(record: logging.LogRecord) -> bool:
    """Takes out of uvicorn's lines about sockets what comes after the path: somebody may have put a token there."""
    if isinstance(record.args, tuple) and "WebSocket" in str(record.msg):
        record.args = tuple(part.partition("?")[0] if isinstance(part, str) else part for part in record.args)
    return True


def line(logger: logging.Logger, level: int, event: str, facts: dict[str, object]) -> None:
    """One line of what is known already, of a level that is heard: as the loggers' own, at a fraction of what theirs
    costs."""
    told = Line(event, _LEVELS[level], facts, datetime.now(UTC))
    logger.handle(logging.LogRecord(logger.name, level, __file__, 0, told, (), None))


def renderer(written: LogFormat) -> Processor:
    if written is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    rendered = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)
    return lambda logger, name, event: printable(rendered(logger, name, event))
