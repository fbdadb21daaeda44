"""Which rules are asked of stored data, in which order, and which cannot be broken by it."""

from collections.abc import Mapping

from db.checking import archive, codes, facts, hierarchy, identifiers, inherited, lives, location_numbers, relations
from db.checking.question import Check
from domain.rules import Rule

CHECKS: tuple[Check, ...] = (
    *identifiers.CHECKS,
    *hierarchy.CHECKS,
    *lives.CHECKS,
    *facts.CHECKS,
    *codes.CHECKS,
    *inherited.CHECKS,
    *location_numbers.CHECKS,
    *relations.CHECKS,
    *archive.CHECKS,
)

NOT_STORED: Mapping[Rule, str] = {
    Rule.RECORD_INCOMPLETE: "of a record in a file; what is stored has a code, a name and days, and see LEVEL_UNDER",
    Rule.DATE_FORMAT: "of how a file or a request writes a day; stored days are days",
    Rule.VALUE_FORMAT: "of how a file writes a value; stored values have their form",
    Rule.FILE_FORMAT: "of a file",
    Rule.SEARCH_SAYS_NOTHING: "of a search",
    Rule.DUPLICATE_RECORD: "of a file; the register has one unit for each SOR code",
    Rule.OLDER_THAN_STORED: "of a file against what is stored",
    Rule.CARRIED_BACK: "of a file; a version that is carried back says so itself",
    Rule.MASS_CHANGE_NEEDS_APPROVAL: "of a file against what is stored",
    Rule.NUMBER_UNKNOWN: "of an operation; what is stored refers to numbers that are issued",
    Rule.NUMBER_TOO_EARLY: "of an operation",
    Rule.NUMBER_CLOSES_TOO_EARLY: "of an operation",
    Rule.NUMBER_CLOSED: "of an operation",
    Rule.NUMBERS_EXHAUSTED: "of an operation",
    Rule.MESSAGE_TOO_EARLY: "of an operation",
    Rule.MESSAGE_ENDS_TOO_EARLY: "of an operation",
    Rule.MESSAGE_NOT_REGISTERED: "of an operation",
    Rule.RELATION_TYPE: "a constraint of the table keeps it",
    Rule.RELATION_TO_ITSELF: "a constraint of the table keeps it",
    Rule.RELATION_TOO_EARLY: "of an operation",
    Rule.RELATION_ENDS_TOO_EARLY: "of an operation",
    Rule.RELATION_IN_FORCE: "of an operation",
    Rule.RELATION_NOT_RECORDED: "of an operation",
    Rule.SUCCESSION_OF_SEVERAL: "of an operation",
    Rule.SUCCESSOR_STAYS: "of an operation",
    Rule.SUCCESSOR_IN_FORCE: "of an operation",
    Rule.CORRECTION_DAYS: "of an operation",
    Rule.CORRECTION_LIFE: "of an operation",
    Rule.MESSAGE_ONCE: "the key of the table keeps it",
    Rule.RELATION_ONCE: "the key of the table keeps it",
}
"""Rules that stored data cannot break, and why."""
