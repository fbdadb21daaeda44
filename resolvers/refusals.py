"""Questions that cannot be answered as they stand: each with a code for programs and a sentence for people."""

from enum import Enum

from domain.identifiers import SorCode


class Code(Enum):
    INVALID_CURSOR = "a cursor that is not of this list"
    INVALID_ID = "an id that is not one of this register's"
    INVALID_TEXT = "a text that cannot be asked for"
    PAGE_SIZE = "a page that is empty or too large"
    AMBIGUOUS_KEY = "a key that several units share"
    UNKNOWN_CODE_LIST = "a code list the register does not have"
    WRONG_ORDER = "an end that lies before its beginning"
    TOO_LARGE = "a question that is larger than it may be"
    TOO_MANY_UNITS = "more units than an answer may touch"
    TOOK_TOO_LONG = "more time than an answer may take"
    TOO_MANY_SUBSCRIPTIONS = "more that one follows at once than there is room for"
    NOT_YET_KNOWN = "an instant of knowledge that is yet to come"
    NOT_FOUND = "nothing there"
    FORBIDDEN = "not for this reader"
    RESUME = "a subscription to be taken up again behind a cursor"


class Refusal(Exception):
    """What was wrong and what would be right."""

    def __init__(self, code: Code, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


def ambiguous(what: str, value: str, codes: list[SorCode]) -> Refusal:
    shown = ", ".join(str(code) for code in codes[:20]) + (" and more" if len(codes) > 20 else "")
    return Refusal(
        Code.AMBIGUOUS_KEY,
        f"{len(codes)} units share {what} {value}: {shown}. Ask for one of them by SOR code, "
        "or for all with units(filter: {identifier: …}).",
        sorCodes=[str(code) for code in codes],
    )
