"""What keeps a change from being made, told to whoever asked for it: with its rule and its place in the input."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.rejections import Violation
from domain.rules import Rule as Broken
from resolvers import rejections
from resolvers.rejections import Wrong
from schema.enums import Language, described
from schema.related import computed, reached, related
from schema.seen import Seen
from schema.types.beside import worded
from schema.types.history import Actor, PlannedChange
from schema.types.moments import DateRange
from schema.types.rule import Rule, Spoken

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]


class ErrorCode(Enum):
    NOT_FOUND = "not found"
    FORBIDDEN = "forbidden"
    INVALID_FORMAT = "invalid format"
    INVALID_CHECK_DIGIT = "invalid check digit"
    REQUIRED = "required"
    TOO_LONG = "too long"
    UNKNOWN_CODE = "unknown code"
    TYPE_NOT_ALLOWED_UNDER_PARENT = "not allowed under parent"
    TOO_EARLY = "too early"
    OUTSIDE_PARENT_VALIDITY = "outside parent validity"
    UNIT_CLOSED = "unit closed"
    WOULD_CREATE_CYCLE = "would create cycle"
    RETURN_MOVE = "return move"
    HAS_ACTIVE_CHILDREN = "has active children"
    OTHER_ORGANISATION = "other organisation"
    DUPLICATE_IDENTIFIER = "duplicate identifier"
    ADDRESS_UNKNOWN = "address unknown"
    STALE_VERSION = "stale version"
    CONFLICTS_WITH_PLAN = "conflicts with plan"
    IDEMPOTENCY_KEY_REUSED = "idempotency key reused"
    NOT_ALLOWED = "not allowed"


described(
    ErrorCode,
    "ErrorCode",
    "Hvad der er galt. What is wrong, for programs; the rule and the sentence say it to people.",
    NOT_FOUND="Findes ikke: no such unit, number, plan or relation.",
    FORBIDDEN="Ikke tilladt for denne rolle.",
    INVALID_FORMAT="Skrevet forkert: not written as the register writes it.",
    INVALID_CHECK_DIGIT="Kontrolciffer passer ikke.",
    REQUIRED="Mangler: something that must be said.",
    TOO_LONG="For langt, for kort eller for mange.",
    UNKNOWN_CODE="Ukendt kode: not in its list, or not on that day.",
    TYPE_NOT_ALLOWED_UNDER_PARENT="Niveau eller type passer ikke til stedet.",
    TOO_EARLY="For tidligt: `earliestDate` tells the first day on which it would be allowed.",
    OUTSIDE_PARENT_VALIDITY="Uden for den overliggende enheds gyldighed.",
    UNIT_CLOSED="Enheden er lukket eller lukker inden da.",
    WOULD_CREATE_CYCLE="Enheden ville komme under sig selv.",
    RETURN_MOVE="Flytning tilbage til en tidligere overliggende enhed.",
    HAS_ACTIVE_CHILDREN="Åbne enheder under enheden.",
    OTHER_ORGANISATION="Enheden forlader sin organisation; skal bekræftes.",
    DUPLICATE_IDENTIFIER="Findes allerede: a number, a message type or a relation that is there already.",
    ADDRESS_UNKNOWN="Adressen er ukendt.",
    STALE_VERSION="Enheden er ændret siden den blev læst.",
    CONFLICTS_WITH_PLAN="Står i vejen for, eller bygger på, planlagte ændringer.",
    IDEMPOTENCY_KEY_REUSED="Nøglen er brugt til en anden anmodning.",
    NOT_ALLOWED="Imod en anden regel: see `rule`.",
)

_CODES: Mapping[str, ErrorCode] = {
    "UNIT_UNKNOWN": ErrorCode.NOT_FOUND,
    "PARENT_UNKNOWN": ErrorCode.NOT_FOUND,
    "NOTHING_PLANNED": ErrorCode.NOT_FOUND,
    "RELATION_UNKNOWN": ErrorCode.NOT_FOUND,
    "NAME_LENGTH": ErrorCode.TOO_LONG,
    "TEXT_LENGTH": ErrorCode.TOO_LONG,
    "SPECIALITIES_AT_MOST": ErrorCode.TOO_LONG,
    "LOCAL_ATTRIBUTES_AT_MOST": ErrorCode.TOO_LONG,
    "TYPE_REQUIRED": ErrorCode.REQUIRED,
    "TELEPHONE_REQUIRED": ErrorCode.REQUIRED,
    "OWNER_POSTAL_ADDRESS": ErrorCode.REQUIRED,
    "POSTAL_CODE_REQUIRED": ErrorCode.REQUIRED,
    "LOCATION_NUMBER_FIELDS": ErrorCode.REQUIRED,
    "NOTHING_SAID": ErrorCode.REQUIRED,
    "UNKNOWN_CODE": ErrorCode.UNKNOWN_CODE,
    "LEVEL_UNDER": ErrorCode.TYPE_NOT_ALLOWED_UNDER_PARENT,
    "TYPE_NOT_ALLOWED_AT_LEVEL": ErrorCode.TYPE_NOT_ALLOWED_UNDER_PARENT,
    "NOT_YET_OPEN": ErrorCode.TOO_EARLY,
    "OUTSIDE_PARENT_VALIDITY": ErrorCode.OUTSIDE_PARENT_VALIDITY,
    "UNIT_CLOSED": ErrorCode.UNIT_CLOSED,
    "WOULD_CREATE_CYCLE": ErrorCode.WOULD_CREATE_CYCLE,
    "RETURN_MOVE": ErrorCode.RETURN_MOVE,
    "OPEN_UNITS_BELOW": ErrorCode.HAS_ACTIVE_CHILDREN,
    "OTHER_ORGANISATION": ErrorCode.OTHER_ORGANISATION,
    "LOCATION_NUMBER_HELD_ONCE": ErrorCode.DUPLICATE_IDENTIFIER,
    "ADDRESS_UNKNOWN": ErrorCode.ADDRESS_UNKNOWN,
    "STALE_VERSION": ErrorCode.STALE_VERSION,
    "CONFLICTS_WITH_PLAN": ErrorCode.CONFLICTS_WITH_PLAN,
    "PLAN_HAS_DEPENDANTS": ErrorCode.CONFLICTS_WITH_PLAN,
    "ALREADY_CLOSING": ErrorCode.CONFLICTS_WITH_PLAN,
    "IDEMPOTENCY_KEY_REUSED": ErrorCode.IDEMPOTENCY_KEY_REUSED,
}
_ENDINGS = {
    "CHECK_DIGIT": ErrorCode.INVALID_CHECK_DIGIT,
    "TOO_EARLY": ErrorCode.TOO_EARLY,
    "FORMAT": ErrorCode.INVALID_FORMAT,
    "ONCE": ErrorCode.DUPLICATE_IDENTIFIER,
    "UNKNOWN": ErrorCode.NOT_FOUND,
}


def code_of(rule: Broken) -> ErrorCode:
    """The code that programs know a broken rule by; several rules share one."""
    if rule.id in _CODES:
        return _CODES[rule.id]
    if rule.id.startswith("FORBIDDEN") or rule.source.startswith("REGISTER 6"):
        return ErrorCode.FORBIDDEN
    return next((code for ending, code in _ENDINGS.items() if rule.id.endswith(ending)), ErrorCode.NOT_ALLOWED)


_SHAPES: Mapping[str, str] = {
    "WOULD_CREATE_CYCLE": "CycleError",
    "OPEN_UNITS_BELOW": "ActiveChildrenError",
    "STALE_VERSION": "StaleVersionError",
}


def shape(violation: Violation) -> str:
    """The name of the GraphQL type that says all there is to say of it."""
    named = _SHAPES.get(violation.rule.id)
    if named is not None:
        return named
    if violation.days:
        return "PlanConflictError"
    return "SimpleError" if violation.earliest is None else "TooEarlyError"


def _is(name: str) -> Callable[[Any, object, object], bool]:
    def is_type_of(_: Any, obj: Any, __: object = None) -> bool:
        return isinstance(obj, Seen) and isinstance(obj.value, Wrong) and shape(obj.value.violation) == name

    return is_type_of


def _message(root: strawberry.Parent[Any], lang: Spoken = Language.DA) -> str:
    return worded(root.value.violation.words, lang)


@strawberry.interface(
    description="Fejl eller advarsel. A rule that is broken, or, as a warning, something to know. All that is wrong "
    "with a change is told at once; `__typename` leads to what more there is to say."
)
class UserError:
    code: ErrorCode = computed(lambda wrong, _: code_of(wrong.violation.rule), description="For programs.")
    message: str = strawberry.field(
        resolver=_message, description="Besked. What was wrong and what would be right, in a sentence."
    )
    path: list[str] = strawberry.field(
        description='Where in the input, for instance ["visitingAddress", "own", "postCode"].'
    )
    index: int | None = reached("violation.index", description="Which of several operations, from 0.")
    rule: Rule = reached("violation.rule", description="Reglen. The rule it comes from.")


@strawberry.type(description="Fejl. A broken rule, or a warning, of which its sentence says all.")
class SimpleError(UserError):
    is_type_of = classmethod(_is("SimpleError"))


@strawberry.type(description="For tidligt, eller først muligt senere. `earliestDate` is the first day allowed.")
class TooEarlyError(UserError):
    earliest_date: date = reached(
        "violation.earliest", description="Tidligste dato: the first day on which it is allowed."
    )
    is_type_of = classmethod(_is("TooEarlyError"))


@strawberry.type(description="Enheden ville komme under sig selv.")
class CycleError(UserError):
    cycle: list[UnitType] = related(rejections.units, description="The units of the circle, from the one moved up.")
    during: DateRange = reached("violation.during", description="On which days.")
    is_type_of = classmethod(_is("CycleError"))


def _first(
    first: Annotated[int, strawberry.argument(description="At most so many, 1 to 500.")] = 20,
) -> Mapping[str, Any]:
    return {"first": first}


@strawberry.type(description="Åbne enheder under enheden.")
class ActiveChildrenError(UserError):
    children: list[UnitType] = related(
        rejections.first_units, told=_first, description="The units in the way, those directly below first."
    )
    total_count: int = computed(lambda wrong, _: len(wrong.violation.units), description="How many they are.")
    is_type_of = classmethod(_is("ActiveChildrenError"))


@strawberry.type(description="Enheden er ændret siden den blev læst.")
class StaleVersionError(UserError):
    current: UnitType = related(rejections.first_unit, description="The unit as it is now.")
    changed_by: Actor | None = related(rejections.changed_by, description="Who changed it last.")
    is_type_of = classmethod(_is("StaleVersionError"))


@strawberry.type(description="Planlagte ændringer står i vejen, eller bygger på det, der trækkes tilbage.")
class PlanConflictError(UserError):
    plans: list[PlannedChange] = related(rejections.plans, description="The planned changes.")
    is_type_of = classmethod(_is("PlanConflictError"))


SHAPES = (SimpleError, TooEarlyError, CycleError, ActiveChildrenError, StaleVersionError, PlanConflictError)
