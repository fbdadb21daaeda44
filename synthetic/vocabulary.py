"""The code lists a synthetic register draws from, as the caller has them."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.code_lists import CodeList, CodeValue

Values = dict[str, CodeValue]


class Incomplete(ValueError):
    """A value that a synthetic register needs is in none of the code lists that were given."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Values by code, list by list; of a code with several periods the last."""

    lists: dict[CodeList, Values]

    @classmethod
    def of(cls, values: Iterable[CodeValue]) -> "Vocabulary":
        lists: dict[CodeList, Values] = {code_list: {} for code_list in CodeList}
        for value in sorted(values, key=lambda value: (value.code, value.valid.start)):
            lists[value.list][value.code] = value
        return cls(lists)

    def value(self, code_list: CodeList, code: str) -> CodeValue:
        """Raises `Incomplete`."""
        found = self.lists[code_list].get(code)
        if found is None:
            raise Incomplete(f"The code list {code_list.value} has no {code}, which a synthetic register needs.")
        return found

    def code_named(self, code_list: CodeList, name: str) -> str:
        """The code of the value with a Danish name. Raises `Incomplete`."""
        for value in self.lists[code_list].values():
            if value.name_da == name:
                return value.code
        raise Incomplete(f"The code list {code_list.value} has no '{name}', which a synthetic register needs.")

    def codes(self, code_list: CodeList) -> tuple[str, ...]:
        """All codes of a list, in their order. Raises `Incomplete` where there are none."""
        if not self.lists[code_list]:
            raise Incomplete(f"The code list {code_list.value} is empty, and a synthetic register needs it.")
        return tuple(self.lists[code_list])
