"""What is wrong with one record: noted while it is read, told when it is done."""

from collections.abc import Callable
from typing import TypeVar

from domain.findings import Finding, Weight
from domain.rules import Rule, Violated
from formats.values import brief, plain

T = TypeVar("T")


class Notes:
    """The findings of one record. `sor_code` is its code as written, set once that is known.

    `unread` names the facts that stand in the file but could not be read.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.sor_code: str | None = None
        self.findings: list[Finding] = []
        self.unread: set[str] = set()

    @property
    def refused(self) -> bool:
        return any(finding.weight is Weight.REFUSED for finding in self.findings)

    def refuse(self, rule: Rule, message: str, where: str | None = None) -> None:
        self._note(rule, Weight.REFUSED, message, where)

    def adjust(self, rule: Rule, message: str, where: str | None = None) -> None:
        self._note(rule, Weight.ADJUSTED, message, where)

    def warn(self, rule: Rule, message: str, where: str | None = None) -> None:
        self._note(rule, Weight.WARNED, message, where)

    def value(
        self, read: Callable[[str], T], written: str | None, where: str | None = None, fact: str | None = None
    ) -> T | None:
        """What `read` makes of what is written. A value that breaks a rule is left out, and noted."""
        if written is None:
            return None
        try:
            return read(written)
        except Violated as broken:
            self.left_out(broken.rule, broken.message, where, fact)
            return None

    def required(self, read: Callable[[str], T], written: str, where: str | None = None) -> T | None:
        """The same for a value without which the record is refused."""
        try:
            return read(written)
        except Violated as broken:
            self.refuse(broken.rule, broken.message, where)
            return None

    def words(
        self, written: str | None, longest: int, what: str, where: str | None = None, fact: str | None = None
    ) -> str | None:
        """A text on one line; left out, and noted, if it is longer than the register has room for."""
        if written is None:
            return None
        text = self.one_line(written, what, where)
        if len(text) > longest:
            self.left_out(
                Rule.TEXT_LENGTH, f"{what} '{brief(text)}' has {len(text)} characters, at most {longest}", where, fact
            )
            return None
        return text or None

    def one_line(self, written: str, what: str, where: str | None = None) -> str:
        text = plain(written)
        if text != written.strip():
            self.adjust(Rule.VALUE_FORMAT, f"{what} '{brief(text)}': a control character in it became a space", where)
        return text

    def left_out(self, rule: Rule, message: str, where: str | None = None, fact: str | None = None) -> None:
        self.adjust(rule, f"{message}; left out", where)
        if fact is not None:
            self.unread.add(fact)

    def _note(self, rule: Rule, weight: Weight, message: str, where: str | None) -> None:
        self.findings.append(Finding(rule, weight, message, self.sor_code, where or self.where))
