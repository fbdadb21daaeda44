"""Variables as they are sent: no more of them, no deeper and no longer than they may be, and texts all of them."""

from collections.abc import Mapping
from typing import Any

from resolvers.limits import Shape, over
from resolvers.refusals import Code, Refusal
from schema.extensions.shape import SEVERAL
from schema.extensions.texts import wrong

PLACE = 80
"""Characters of a place that are told."""

Place = tuple[Any, str | int] | None
"""Where a value stands: in which, under which key."""


def check_variables(given: Mapping[str, Any], shape: Shape) -> None:
    """Raises `Refusal`. What is found to be too much is looked at no further."""
    count = 0
    waiting: list[tuple[Any, int, Place]] = [(given, 0, None)]
    while waiting:
        value, depth, place = waiting.pop()
        if isinstance(value, str):
            _check_text(value, place)
            continue
        if not isinstance(value, dict | list):
            continue
        if depth > shape.depth:
            sentence = f"{_path(place)} is more than {shape.depth} lists and objects deep."
            raise over("depth", shape.depth, sentence)
        if isinstance(value, list) and len(value) > shape.items:
            raise over("items", shape.items, f"{_path(place)} has {len(value):,} items. {SEVERAL}")
        count += len(value)
        if count > shape.values:
            raise over("values", shape.values, f"The variables hold {count:,} values or more. {SEVERAL}")
        if isinstance(value, dict):
            for key in value:
                _check_text(key, place)
            waiting += [(inner, depth + 1, (place, key)) for key, inner in value.items()]
        else:
            waiting += [(inner, depth + 1, (place, number)) for number, inner in enumerate(value)]


def _check_text(text: str, place: Place) -> None:
    if found := wrong(text):
        raise Refusal(Code.INVALID_TEXT, f"{_path(place)} holds {found}")


def _path(place: Place) -> str:
    steps: list[str] = []
    while place is not None:
        place, key = place
        steps.append(f"[{key}]" if isinstance(key, int) else f".{key[:PLACE]}")
    return "$" + "".join(reversed(steps))[:PLACE]
