"""A file that cannot be read to its end in the format it is in."""

from domain.findings import Finding, Weight
from domain.rules import Rule


class Unreadable(Exception):
    """Reading stopped. What was read before stands on its own, but the file is not whole; `line` where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.message = message
        self.line = line

    @property
    def finding(self) -> Finding:
        """The same as a finding of a report."""
        where = None if self.line is None else f"line {self.line}"
        return Finding(Rule.FILE_FORMAT, Weight.REFUSED, self.message, where=where)
