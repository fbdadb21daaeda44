"""How a command ends: its exit code, and the one sentence that says why it could not be carried out."""

from enum import IntEnum


class Exit(IntEnum):
    """As docs/operations.md tells. Of FINDINGS and NOT_DONE, only the second means that nothing was stored."""

    GOOD = 0
    FINDINGS = 1
    USAGE = 2
    NOT_DONE = 3


class NotDone(Exception):
    """The message is one sentence that says why and what to do about it."""

    def __init__(self, sentence: str, code: Exit = Exit.NOT_DONE) -> None:
        super().__init__(sentence)
        self.code = code
