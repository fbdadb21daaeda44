"""Code lists told of a revision: all values of one on a day, and single values on a day or the nearest to it."""

from collections.abc import Sequence
from datetime import date

from db.reading.resident.material import CodeKey
from db.reading.resident.revision import Revision
from domain.code_lists import CodeList, CodeValue


def code_list(register: Revision, code_list: CodeList, day: date) -> list[CodeValue]:
    """In the order of the codes."""
    values = register.code_values.get(code_list, {})
    return [value for every in values.values() for value in every if value.valid.covers(day)]


def code_values(register: Revision, keys: Sequence[CodeKey], day: date) -> list[CodeValue | None]:
    """Each as it is that day, else as it was last before, else as it will be first."""
    return [_nearest(register.code_values.get(listed, {}).get(code, ()), day) for listed, code in keys]


def _nearest(values: Sequence[CodeValue], day: date) -> CodeValue | None:
    begun = [value for value in values if value.valid.start <= day]
    return begun[-1] if begun else next(iter(values), None)
