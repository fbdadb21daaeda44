"""Opret enhed: a unit that was not there (REGISTER.md, section 4)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.identifiers import SorCode, sor_code_of
from domain.lifecycle import choosing, days, saying, telephones
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome
from domain.lifecycle.issuing import issued
from domain.lifecycle.standing import misplaced
from domain.merging import day_after
from domain.operations import Create
from domain.periods import Period, Version
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.units import Facts, UnitKind
from domain.words import Words, danish_day, english_day

REQUIRED: Mapping[str, Rule] = {"name": Rule.NAME_LENGTH, "type": Rule.TYPE_REQUIRED}


def created(operation: Create, excerpt: Excerpt) -> Outcome:
    """A new unit under a new SOR code, with a location number of its own where one is asked for.

    Raises `Rejected` with every rule that it breaks.
    """
    since = operation.since or days.opening(excerpt.today)
    facts, broken = saying.read(operation.said, ("said",))
    broken += _too_early(operation, since, excerpt)
    end = day_after(operation.last_day)
    if end is not None and end <= since:
        broken.append(_ends_first(since))
        end = None
    complete: dict[str, Any] = dict.fromkeys(REQUIRED) | facts
    broken += saying.broken(complete, operation.said, operation.kind, since, excerpt, ("said",))
    broken += _owner(operation.kind, facts)
    code = sor_code_of(excerpt.next_serial)
    unit = _unit(code, operation, facts, Period(since, end), excerpt.today)
    edits = Edits(
        units={code: unit},
        addresses=operation.said.addresses,
        electronic_addresses=operation.said.electronic_addresses,
    )
    standing = excerpt.after(edits)
    wrong = [*misplaced(unit, since, standing, ("parent",))]
    # Above a unit that stands wrongly there is nothing to tell of.
    broken += wrong or telephones.missing_besides(broken, code, since, standing, ("said", "electronic"))
    warnings = [*saying.doubtful(facts, ("said",))]
    if facts.get(choosing.FLAG) and operation.kind is not UnitKind.INSTITUTION_OWNER:
        warnings += choosing.inherits_nothing(unit, since, standing, ("said", choosing.FLAG))
    if operation.number is not None:
        more, violations, notes = issued(operation.number, code, since, standing, ("number",))
        edits = edits.then(more)
        broken += violations
        warnings += notes
    if broken:
        raise Rejected(*broken)
    return Outcome(edits=edits, unit=code, day=since, warnings=tuple(warnings))


def _unit(code: SorCode, operation: Create, facts: Mapping[str, Any], life: Period, today: date) -> UnitLife:
    told = Facts(**{"name": "", **facts}, parent=operation.parent, source_updated=today)
    return UnitLife(sor_code=code, kind=operation.kind, first_from=life.start, timeline=(Version(life, told),))


def _too_early(operation: Create, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    earliest = days.opening(excerpt.today)
    if since < earliest:
        yield Violation(
            rule=Rule.CREATE_TOO_EARLY,
            words=Words(
                f"Enheden kan tidligst være gyldig fra {danish_day(earliest)}, ikke fra {danish_day(since)}.",
                f"The unit can be valid from {english_day(earliest)} at the earliest, not from {english_day(since)}.",
            ),
            place=("since",),
            earliest=earliest,
        )


def _ends_first(since: date) -> Violation:
    return Violation(
        rule=Rule.DATES_IN_ORDER,
        words=Words(
            f"Enhedens sidste dag ligger før dens første, {danish_day(since)}.",
            f"The unit's last day is before its first, {english_day(since)}.",
        ),
        place=("last_day",),
    )


def _owner(kind: UnitKind, facts: Mapping[str, Any]) -> Iterator[Violation]:
    rule = Rule.OWNER_POSTAL_ADDRESS
    if kind is UnitKind.INSTITUTION_OWNER and "postal" not in facts:
        yield Violation(rule=rule, words=Words(rule.da, rule.en), place=("said", "postal"))
