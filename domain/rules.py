"""Every rule of the register by id; `domain/wordings/` has their sentences, where they come from, and examples."""

from collections.abc import Iterator
from enum import Enum

from domain.wordings import (
    corrections,
    files,
    hierarchy,
    identifiers,
    lifecycle,
    location_numbers,
    permissions,
    records,
    relations,
    values,
)
from domain.words import Words


class Rule(Enum):
    """The name is the rule's id; the value its wording."""

    # Identifiers
    SOR_CODE_FORMAT = identifiers.SOR_CODE_FORMAT
    SOR_CODE_CHECK_DIGIT = identifiers.SOR_CODE_CHECK_DIGIT
    GLN_FORMAT = identifiers.GLN_FORMAT
    GLN_CHECK_DIGIT = identifiers.GLN_CHECK_DIGIT
    LOCATION_NUMBER_ISSUED = identifiers.LOCATION_NUMBER_ISSUED
    CVR_FORMAT = identifiers.CVR_FORMAT
    CVR_CHECK_DIGIT = identifiers.CVR_CHECK_DIGIT
    P_NUMBER_FORMAT = identifiers.P_NUMBER_FORMAT
    P_NUMBER_BELONGS_TO_CVR = identifiers.P_NUMBER_BELONGS_TO_CVR
    SHAK_FORMAT = identifiers.SHAK_FORMAT
    PROVIDER_NUMBER_FORMAT = identifiers.PROVIDER_NUMBER_FORMAT
    PROVIDER_NUMBER_SUM = identifiers.PROVIDER_NUMBER_SUM

    # What a record must say
    RECORD_INCOMPLETE = records.RECORD_INCOMPLETE
    NAME_LENGTH = records.NAME_LENGTH
    TEXT_LENGTH = records.TEXT_LENGTH
    SPECIALITIES_AT_MOST = records.SPECIALITIES_AT_MOST
    LOCAL_ATTRIBUTES_AT_MOST = records.LOCAL_ATTRIBUTES_AT_MOST
    DATE_FORMAT = records.DATE_FORMAT
    DATES_IN_ORDER = records.DATES_IN_ORDER
    VALUE_FORMAT = records.VALUE_FORMAT
    FILE_FORMAT = records.FILE_FORMAT
    SEARCH_SAYS_NOTHING = records.SEARCH_SAYS_NOTHING

    # The hierarchy
    LEVEL_UNDER = hierarchy.LEVEL_UNDER
    PARENT_UNKNOWN = hierarchy.PARENT_UNKNOWN
    OUTSIDE_PARENT_VALIDITY = hierarchy.OUTSIDE_PARENT_VALIDITY
    WOULD_CREATE_CYCLE = hierarchy.WOULD_CREATE_CYCLE
    RETURN_MOVE = hierarchy.RETURN_MOVE
    ONE_VERSION_A_DAY = hierarchy.ONE_VERSION_A_DAY
    LIFE_IS_ITS_VERSIONS = hierarchy.LIFE_IS_ITS_VERSIONS
    DUPLICATE_RECORD = hierarchy.DUPLICATE_RECORD
    KIND_IS_FINAL = hierarchy.KIND_IS_FINAL
    UNIT_CLOSED = hierarchy.UNIT_CLOSED

    # Values
    UNKNOWN_CODE = values.UNKNOWN_CODE
    TYPE_NOT_ALLOWED_AT_LEVEL = values.TYPE_NOT_ALLOWED_AT_LEVEL
    TYPE_REQUIRED = values.TYPE_REQUIRED
    TELEPHONE_REQUIRED = values.TELEPHONE_REQUIRED
    OWNER_POSTAL_ADDRESS = values.OWNER_POSTAL_ADDRESS
    ACTIVITY_ADDRESS_LEVEL = values.ACTIVITY_ADDRESS_LEVEL
    ADDRESS_UNKNOWN = values.ADDRESS_UNKNOWN
    GEOGRAPHICAL_PARENT = values.GEOGRAPHICAL_PARENT
    LOCATION_NUMBER_FIELDS = location_numbers.LOCATION_NUMBER_FIELDS
    LOCATION_NUMBER_HELD_ONCE = location_numbers.LOCATION_NUMBER_HELD_ONCE
    LOCATION_NUMBER_OUTLIVES_UNIT = location_numbers.LOCATION_NUMBER_OUTLIVES_UNIT
    LOCATION_NUMBER_CHOICE = location_numbers.LOCATION_NUMBER_CHOICE
    LOCATION_NUMBER_INHERITS_NOTHING = location_numbers.LOCATION_NUMBER_INHERITS_NOTHING
    MESSAGE_TYPES_MISSING = location_numbers.MESSAGE_TYPES_MISSING
    MESSAGE_TYPE_OUTSIDE_NUMBER = location_numbers.MESSAGE_TYPE_OUTSIDE_NUMBER
    NUMBER_UNKNOWN = location_numbers.NUMBER_UNKNOWN
    NUMBER_TOO_EARLY = location_numbers.NUMBER_TOO_EARLY
    NUMBER_CLOSES_TOO_EARLY = location_numbers.NUMBER_CLOSES_TOO_EARLY
    NUMBER_CLOSED = location_numbers.NUMBER_CLOSED
    NUMBERS_EXHAUSTED = location_numbers.NUMBERS_EXHAUSTED
    MESSAGE_TOO_EARLY = location_numbers.MESSAGE_TOO_EARLY
    MESSAGE_ENDS_TOO_EARLY = location_numbers.MESSAGE_ENDS_TOO_EARLY
    MESSAGE_ONCE = location_numbers.MESSAGE_ONCE
    MESSAGE_NOT_REGISTERED = location_numbers.MESSAGE_NOT_REGISTERED
    SHAK_EXTENDS = identifiers.SHAK_EXTENDS
    RELATION_UNKNOWN = hierarchy.RELATION_UNKNOWN
    SUCCEEDS_ITSELF = hierarchy.SUCCEEDS_ITSELF
    RELATION_TYPE = relations.RELATION_TYPE
    RELATION_TO_ITSELF = relations.RELATION_TO_ITSELF
    RELATION_TOO_EARLY = relations.RELATION_TOO_EARLY
    RELATION_ENDS_TOO_EARLY = relations.RELATION_ENDS_TOO_EARLY
    RELATION_IN_FORCE = relations.RELATION_IN_FORCE
    RELATION_ONCE = relations.RELATION_ONCE
    RELATION_NOT_RECORDED = relations.RELATION_NOT_RECORDED
    SUCCESSION_OF_SEVERAL = relations.SUCCESSION_OF_SEVERAL
    SUCCESSOR_STAYS = relations.SUCCESSOR_STAYS
    SUCCESSOR_IN_FORCE = relations.SUCCESSOR_IN_FORCE

    # What may be done, and when
    UNIT_UNKNOWN = lifecycle.UNIT_UNKNOWN
    CREATE_TOO_EARLY = lifecycle.CREATE_TOO_EARLY
    CHANGE_TOO_EARLY = lifecycle.CHANGE_TOO_EARLY
    MOVE_TOO_EARLY = lifecycle.MOVE_TOO_EARLY
    CLOSE_TOO_EARLY = lifecycle.CLOSE_TOO_EARLY
    NOT_YET_OPEN = lifecycle.NOT_YET_OPEN
    ALREADY_CLOSING = lifecycle.ALREADY_CLOSING
    OPEN_UNITS_BELOW = lifecycle.OPEN_UNITS_BELOW
    CONFLICTS_WITH_PLAN = lifecycle.CONFLICTS_WITH_PLAN
    NOTHING_PLANNED = lifecycle.NOTHING_PLANNED
    PLAN_HAS_DEPENDANTS = lifecycle.PLAN_HAS_DEPENDANTS
    OTHER_ORGANISATION = lifecycle.OTHER_ORGANISATION
    ALREADY_UNDER = lifecycle.ALREADY_UNDER
    FACT_OF_LEVEL = lifecycle.FACT_OF_LEVEL
    NOTHING_SAID = lifecycle.NOTHING_SAID
    GIVEN_AND_EMPTIED = lifecycle.GIVEN_AND_EMPTIED
    STALE_VERSION = lifecycle.STALE_VERSION
    IDEMPOTENCY_KEY_REUSED = lifecycle.IDEMPOTENCY_KEY_REUSED
    SPECIALITY_ONCE = lifecycle.SPECIALITY_ONCE
    TELEPHONE_FORMAT = lifecycle.TELEPHONE_FORMAT
    EMAIL_FORMAT = lifecycle.EMAIL_FORMAT
    COUNTRY_FORMAT = lifecycle.COUNTRY_FORMAT
    TEXT_FORMAT = lifecycle.TEXT_FORMAT
    LAST_DAY_FORMAT = lifecycle.LAST_DAY_FORMAT
    POSTAL_CODE_REQUIRED = lifecycle.POSTAL_CODE_REQUIRED

    # Corrections
    CORRECTION_DAYS = corrections.CORRECTION_DAYS
    CORRECTION_LIFE = corrections.CORRECTION_LIFE

    # What was known
    KNOWN_ONCE = files.KNOWN_ONCE

    # Files against what is stored
    OLDER_THAN_STORED = files.OLDER_THAN_STORED
    CARRIED_BACK = files.CARRIED_BACK
    MASS_CHANGE_NEEDS_APPROVAL = files.MASS_CHANGE_NEEDS_APPROVAL

    # Who may do what
    FORBIDDEN_READ_ONLY = permissions.FORBIDDEN_READ_ONLY
    FORBIDDEN_INSTITUTIONS = permissions.FORBIDDEN_INSTITUTIONS
    FORBIDDEN_OTHER_ORGANISATION = permissions.FORBIDDEN_OTHER_ORGANISATION
    FORBIDDEN_NO_ORGANISATION = permissions.FORBIDDEN_NO_ORGANISATION
    FORBIDDEN_LOCATION_NUMBERS = permissions.FORBIDDEN_LOCATION_NUMBERS
    FORBIDDEN_BEYOND_NUMBERS = permissions.FORBIDDEN_BEYOND_NUMBERS
    FORBIDDEN_NUMBERS_OF_OTHERS = permissions.FORBIDDEN_NUMBERS_OF_OTHERS
    FORBIDDEN_BEYOND_MESSAGE_TYPES = permissions.FORBIDDEN_BEYOND_MESSAGE_TYPES
    FORBIDDEN_BEYOND_REQUESTS = permissions.FORBIDDEN_BEYOND_REQUESTS
    FORBIDDEN_OTHER_COMPANY = permissions.FORBIDDEN_OTHER_COMPANY
    FORBIDDEN_OFFICE_ONLY = permissions.FORBIDDEN_OFFICE_ONLY
    REQUEST_UNKNOWN = permissions.REQUEST_UNKNOWN
    REQUEST_DECIDED = permissions.REQUEST_DECIDED
    REQUEST_REASON = permissions.REQUEST_REASON

    @property
    def id(self) -> str:
        return self.name

    @property
    def da(self) -> str:
        return self.value.da

    @property
    def en(self) -> str:
        return self.value.en

    @property
    def source(self) -> str:
        return self.value.source

    @property
    def example(self) -> Words:
        """A case in which the rule speaks."""
        return self.value.example


class Violated(ValueError):
    """A value that breaks one rule of the register; says which and how."""

    def __init__(self, rule: Rule, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


def all_rules() -> Iterator[Rule]:
    """Every rule, in the order of the register's own reference."""
    return iter(Rule)
