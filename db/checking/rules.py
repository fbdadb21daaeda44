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

_OF_OPERATIONS = (
    Rule.NUMBER_TOO_EARLY,
    Rule.NUMBER_CLOSES_TOO_EARLY,
    Rule.NUMBER_CLOSED,
    Rule.NUMBERS_EXHAUSTED,
    Rule.MESSAGE_TOO_EARLY,
    Rule.MESSAGE_ENDS_TOO_EARLY,
    Rule.MESSAGE_NOT_REGISTERED,
    Rule.RELATION_TOO_EARLY,
    Rule.RELATION_ENDS_TOO_EARLY,
    Rule.RELATION_NOT_RECORDED,
    Rule.SUCCESSION_OF_SEVERAL,
    Rule.SUCCESSOR_STAYS,
    Rule.SUCCESSOR_IN_FORCE,
    Rule.CORRECTION_DAYS,
    Rule.CORRECTION_LIFE,
    Rule.CREATE_TOO_EARLY,
    Rule.CHANGE_TOO_EARLY,
    Rule.MOVE_TOO_EARLY,
    Rule.CLOSE_TOO_EARLY,
    Rule.NOT_YET_OPEN,
    Rule.ALREADY_CLOSING,
    Rule.OPEN_UNITS_BELOW,
    Rule.CONFLICTS_WITH_PLAN,
    Rule.NOTHING_PLANNED,
    Rule.PLAN_HAS_DEPENDANTS,
    Rule.OTHER_ORGANISATION,
    Rule.ALREADY_UNDER,
    Rule.NOTHING_SAID,
    Rule.GIVEN_AND_EMPTIED,
    Rule.LAST_DAY_FORMAT,
    Rule.STALE_VERSION,
    Rule.IDEMPOTENCY_KEY_REUSED,
)
_OF_WHAT_IS_SAID = (
    Rule.FACT_OF_LEVEL,
    Rule.SPECIALITY_ONCE,
    Rule.TELEPHONE_FORMAT,
    Rule.EMAIL_FORMAT,
    Rule.POSTAL_CODE_REQUIRED,
    Rule.COUNTRY_FORMAT,
    Rule.TEXT_FORMAT,
)
_OF_ACTORS = tuple(rule for rule in Rule if rule.id.startswith(("FORBIDDEN_", "REQUEST_")))

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
    Rule.UNIT_UNKNOWN: "of an operation; what is stored refers to units, and see PARENT_UNKNOWN and RELATION_UNKNOWN",
    Rule.NUMBER_UNKNOWN: "of an operation; what is stored refers to numbers that are issued",
    Rule.RELATION_TYPE: "a constraint of the table keeps it",
    Rule.RELATION_TO_ITSELF: "a constraint of the table keeps it",
    Rule.MESSAGE_ONCE: "the key of the table keeps it",
    Rule.RELATION_ONCE: "the key of the table keeps it",
    **dict.fromkeys(_OF_OPERATIONS, "of an operation, on the day it is asked for"),
    **dict.fromkeys(_OF_WHAT_IS_SAID, "of what is said now; old data stays as it came"),
    **dict.fromkeys(_OF_ACTORS, "of those who ask, and what they may"),
}
"""Rules that are not asked of stored data, and why."""
