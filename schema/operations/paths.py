"""Where in an input something is wrong: from the domain's names of an operation's parts to the input's own."""

from collections.abc import Mapping
from typing import Any

from domain.operations import Issue, Move, Operation
from domain.rejections import Place

_PARTS: Mapping[str, tuple[str, ...]] = {
    "said": (),
    "unit": ("sorCode",),
    "units": ("sorCodes",),
    "since": ("validFrom",),
    "below": ("cascade",),
    "version": ("ifVersion",),
    "confirmed": ("confirmOtherOrganisation",),
    "dependants": ("withdrawDependants",),
    "day": ("plannedChangeId",),
    "number": ("locationNumber", "requestNew"),
    "inherits_location_number": ("locationNumber", "inheritFromParent"),
    "exchanges": ("messageTypes",),
    "message_type": (),
    "postal": ("postalAddress",),
    "visiting": ("visitingAddress", "own"),
    "activity": ("activityAddress", "own"),
    "electronic": ("electronicAddress",),
    "provider_numbers": ("ydernumre",),
    "treatment_site": ("isTreatmentSite",),
    "not_active": ("active",),
    "validation_skipped_reason": ("skipValidationReason",),
}
_OWN_PARTS: Mapping[type[Any], Mapping[str, tuple[str, ...]]] = {
    Issue: {"number": ("locationNumber",)},
    Move: {"since": ("effectiveFrom",), "parent": ("newParent",)},
}


def path(operation: Operation | None, place: Place) -> tuple[str, ...]:
    """The way from the input to what is wrong, as GraphQL names it."""
    own = _OWN_PARTS.get(type(operation), {})
    told: list[str] = []
    for part in _through_creation(place):
        told += own.get(part) or _PARTS.get(part) or ((camel(part),) if part not in _PARTS else ())
    return tuple(told)


def _through_creation(place: Place) -> Place:
    """A unit that takes over is created: what is wrong with it stands in its own input."""
    if place[:1] != ("into",):
        return place
    known = 2 if place[1:2] and place[1].isdigit() else 1
    return (*place[:known], "create", *place[known:]) if len(place) > known else place


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
