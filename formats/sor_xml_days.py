"""The days of a unit or a location number in SOR XML: SorStatus."""

from datetime import date
from typing import NamedTuple

from domain.rules import Rule, Violated
from formats.sor_xml_elements import Part
from formats.values import day

FOREVER = date(9999, 12, 31)
"""A ToDate that some writers put where none belongs."""


class Days(NamedTuple):
    """The version holds from `since`; what it is of exists from `first_from` to `last_day`, which is inclusive."""

    since: date
    first_from: date
    last_day: date | None
    updated: date | None


def days(status: Part) -> tuple[Days | None, list[Violated]]:
    """The days, or everything that makes them unusable. What can be mended is, and is noted."""
    broken: list[Violated] = []
    since, last_day = _day(status, "FromDate", broken), _day(status, "ToDate", broken)
    first_from, updated = status.value(day, "FirstFromDate"), status.value(day, "UpdatedAt")
    if since is None and not broken:
        broken.append(Violated(Rule.RECORD_INCOMPLETE, "SorStatus has no FromDate"))
    if since is None or broken:
        return None, broken
    if first_from is None:
        message = f"SorStatus has no FirstFromDate; FromDate {since} is taken"
        status.notes.adjust(Rule.RECORD_INCOMPLETE, message, status.where)
    try:
        return _in_order(status, since, first_from or since, last_day, updated), broken
    except Violated as violated:
        return None, [violated]


def _day(status: Part, name: str, broken: list[Violated]) -> date | None:
    written = status.text(name)
    if written is None:
        return None
    try:
        read = day(written)
    except Violated as violated:
        broken.append(Violated(violated.rule, f"{name}: {violated.message}"))
        return None
    return None if name == "ToDate" and read == FOREVER else read


def _in_order(status: Part, since: date, first_from: date, last_day: date | None, updated: date | None) -> Days:
    """FirstFromDate, FromDate, ToDate in that order: mended where it is plain how. Raises `Violated` else."""
    if last_day is not None and last_day < min(first_from, since):
        message = f"ToDate {last_day} lies before the first day, {min(first_from, since)}"
        raise Violated(Rule.DATES_IN_ORDER, message)
    if first_from > since:
        message = f"FirstFromDate {first_from} lies after FromDate {since}, which is taken for both"
        status.notes.adjust(Rule.DATES_IN_ORDER, message, status.where)
        first_from = since
    if last_day is not None and last_day < since:
        message = f"FromDate {since} lies after ToDate {last_day}; what it says is taken to hold from {first_from}"
        status.notes.adjust(Rule.DATES_IN_ORDER, message, status.where)
        since = first_from
    return Days(since, first_from, last_day, updated)
