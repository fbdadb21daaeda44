"""Whether traces are sent, and to whom: as the environment says in OpenTelemetry's own variables."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from web.tracing.spans import Traces

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
SPOKEN = "http/protobuf"
EXPORTERS = "OTEL_TRACES_EXPORTER"
OFF = "OTEL_SDK_DISABLED"
WITHOUT = "no traces are sent"

log = structlog.stdlib.get_logger("sor.traces")


def wanted(environ: Mapping[str, str]) -> bool:
    """An exporter is named, or where it sends to is, and nothing says that none is meant."""
    if environ.get(OFF, "").strip().lower() == "true":
        return False
    exporter = environ.get(EXPORTERS, "").strip()
    return exporter != "none" and bool(exporter or any(environ.get(name) for name in ENDPOINTS))


def traces(environ: Mapping[str, str]) -> "Traces | None":
    """What makes and sends the spans of requests; none, and a line in the log, where the environment asks for what
    cannot be had. Nobody is left without the register because nobody can be told how it is used."""
    if not wanted(environ):
        return None
    exporter = environ.get(EXPORTERS, "").strip() or "otlp"
    protocol = next((environ[name] for name in PROTOCOLS if environ.get(name)), SPOKEN)
    if exporter != "otlp":
        log.warning(WITHOUT, reason=f"{EXPORTERS} is {exporter[:40]}; spans are sent by otlp, or by none")
        return None
    if protocol != SPOKEN:
        log.warning(WITHOUT, reason=f"they are sent as {SPOKEN}, not as {protocol[:40]} ({PROTOCOLS[1]})")
        return None
    try:
        from web.tracing.spans import sent
    except ModuleNotFoundError as missing:
        log.warning(WITHOUT, reason=f"{missing.name} is not installed: pip install -r requirements-traces.lock")
        return None
    return sent()
