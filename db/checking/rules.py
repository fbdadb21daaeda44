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
}
"""Rules that stored data cannot break, and why."""
