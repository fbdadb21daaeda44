"""What a slow operation asked, told in the log: names and numbers, never what was asked for or found."""

import logging
from collections.abc import Iterable

from db.statements import in_short
from web import logs
from web.record import RequestRecord

MOST = 20
"""Names of which the line tells, those first that took longest."""

lines = logging.getLogger("sor.slow")


def tell_slow(record: RequestRecord, seconds: float) -> None:
    """One line, a warning. Milliseconds of a relation have in them what it asks in turn."""
    facts: dict[str, object] = {"ms": round(seconds * 1000, 1)}
    if record.operation:
        facts["operation"] = record.operation
    facts["way"] = record.way or ""
    began = record.began
    for name, ended in (("parse", record.parsed), ("plan", record.planned), ("execute", record.executed)):
        if ended is not None:
            facts[f"{name}_ms"] = round((ended - began) * 1000, 1)
            began = ended
    facts["database_ms"] = round(record.waited * 1000, 1)
    facts["statements"] = record.statements or 0
    trail = record.trail
    questions = ((question.name, question.sources, question.ended - question.began) for question in trail.questions)
    facts["relations"] = _together("of", questions)
    facts["database"] = _together(
        "x", ((in_short(one.text), 1, trip.ended - trip.began) for trip in trail.trips for one in trip.statements)
    )
    facts["request_id"] = record.id
    if record.trace is not None:
        facts["trace_id"] = record.trace
    logs.line(lines, logging.WARNING, "slow operation", facts)


def _together(counted: str, asked: Iterable[tuple[str, int, float]]) -> str:
    """`units.children of 500 in 12.3 ms; …`. Statements that went together each have the time of all."""
    summed: dict[str, tuple[int, float]] = {}
    for name, sources, seconds in asked:
        before = summed.get(name, (0, 0.0))
        summed[name] = (before[0] + sources, before[1] + seconds)
    longest = sorted(summed.items(), key=lambda one: (-one[1][1], one[0]))
    told = [f"{name} {counted} {sources} in {seconds * 1000:.1f} ms" for name, (sources, seconds) in longest[:MOST]]
    more = len(longest) - MOST
    return "; ".join([*told, f"and {more} more"] if more > 0 else told)
