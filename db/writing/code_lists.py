"""Values of code lists into the register."""

from collections.abc import Iterator, Sequence

from db.writing.change import Change
from db.writing.replacing import Timelines
from domain.code_lists import CodeValue

_VALUES = Timelines("code_value", ("list", "code"), ("name_da", "name_en", "parent", "levels", "explained"))


async def write(change: Change, values: Sequence[CodeValue]) -> int:
    """Stores the values: of a code that is named, all that was stored gives way. How many rows came or went."""
    if not values:
        return 0
    await _VALUES.take_in(change, _rows(values))
    await _VALUES.compare(change)
    if not await _VALUES.differs(change):
        return 0
    await change.record()
    superseded = await _VALUES.supersede(change)
    return superseded + await _VALUES.add(change)


def _rows(values: Sequence[CodeValue]) -> Iterator[tuple[object, ...]]:
    for one in values:
        yield one.list, one.code, one.valid, one.name_da, one.name_en, one.parent, one.levels, one.explained
