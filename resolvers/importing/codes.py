"""The codes that a file uses: those the register does not know are added, and told of once each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.code_lists import ALWAYS
from domain.code_lists import CodeList, CodeValue
from domain.findings import Finding, Weight
from domain.periods import Period
from domain.records import NumberRecord, UnitRecord
from domain.rules import Rule

Key = tuple[CodeList, str]

LISTS = (
    CodeList.UNIT_TYPE,
    CodeList.SPECIALITY,
    CodeList.REGION,
    CodeList.SYSTEM,
    CodeList.SUPPLIER,
    CodeList.NETWORK,
    CodeList.ADMINISTRATOR,
)


@dataclass(slots=True)
class _Use:
    """How often a code was met, and where first."""

    count: int
    sor_code: str
    where: str


class CodeBook:
    """The codes of the register's lists, and what the file uses of those that nobody can explain."""

    def __init__(self, values: Iterable[CodeValue]) -> None:
        self._levels: dict[str, tuple[str, ...]] = {}
        self._explained: dict[Key, bool] = {}
        self._uses: dict[Key, _Use] = {}
        self._added: set[Key] = set()
        self._waiting: list[CodeValue] = []
        for value in values:
            key = value.list, value.code
            self._explained[key] = self._explained.get(key, False) or value.explained
            if value.list is CodeList.UNIT_TYPE:
                self._levels[value.code] = value.levels

    def levels(self, unit_type: str) -> tuple[str, ...]:
        return self._levels.get(unit_type, ())

    def unit(self, record: UnitRecord) -> None:
        """Meets the codes of a record that is taken in."""
        self._meet(CodeList.UNIT_TYPE, record.facts.type, record)
        for speciality in record.facts.specialities:
            self._meet(CodeList.SPECIALITY, speciality, record)

    def number(self, record: UnitRecord, number: NumberRecord) -> None:
        mailbox = number.mailbox
        self._meet(CodeList.REGION, mailbox.region, record)
        self._meet(CodeList.SYSTEM, mailbox.system, record)
        self._meet(CodeList.SUPPLIER, mailbox.supplier, record)
        self._meet(CodeList.NETWORK, mailbox.network, record)
        self._meet(CodeList.ADMINISTRATOR, mailbox.administrator, record)

    def added(self) -> tuple[CodeValue, ...]:
        """What is new since it was last asked for."""
        waiting, self._waiting = tuple(self._waiting), []
        return waiting

    def findings(self) -> Iterator[Finding]:
        """One for each code that nobody can explain."""
        for (code_list, code), use in self._uses.items():
            new = (code_list, code) in self._added
            standing = "is not in the list; added without explanation" if new else "is in the list without explanation"
            message = f"{code_list.value} {code} {standing}; met {use.count} times, here first"
            yield Finding(Rule.UNKNOWN_CODE, Weight.WARNED, message, use.sor_code, use.where)

    def _meet(self, code_list: CodeList, code: str | None, record: UnitRecord) -> None:
        if code is None or self._explained.get((code_list, code)):
            return
        key = code_list, code
        if key in self._uses:
            self._uses[key].count += 1
            return
        self._uses[key] = _Use(1, str(record.sor_code), record.where)
        if key not in self._explained:
            self._added.add(key)
            self._waiting.append(CodeValue(code_list, code, code, None, Period(ALWAYS), explained=False))
