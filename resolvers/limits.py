"""Limits: how large a question may be, and how much an answer may touch; each has a name that its refusals tell."""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil

from resolvers.refusals import Code, Refusal


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Of a document and its variables: what they may be before anything of them runs (docs/adr/0030)."""

    characters: int = 102_400
    tokens: int = 5_000
    depth: int = 40
    fields: int = 10_000
    aliases: int = 100
    alias: int = 100
    directives: int = 10
    fragments: int = 100
    operations: int = 50
    root_fields: int = 50
    items: int = 1_000
    values: int = 20_000


SHAPE = Shape()
"""Where nobody has set another. Documents are kept by their shape, so there is one of it."""


SEARCH_TEXT = 200
"""Characters of a text that is looked for in names, codes and numbers, none of which is longer."""

COMPARISONS = 30_000
"""Of fields under one name with each other, each counting two: beyond that graphql-core gives up a validation, in which
fields that stand side by side a thousand times would cost a second."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`page`, `subtree` and `keys`: units of one page or question; `units`: touched by one answer, `units_public` of
    those who have not logged in; `written`: characters that a plan writes for one; `seconds`: that graphql-core may
    work on an answer; `statement`: seconds in which the database ends a statement, `statement_public` one of those who
    have not logged in; `subscriptions`: streamed by a process at once, `subscriptions_client` to one client,
    `subscriptions_connection` over one WebSocket; `sockets`: WebSockets that a process holds open, `sockets_client`
    those from one address."""

    page: int = 500
    subtree: int = 50_000
    keys: int = 1_000
    units: int = 1_000_000
    units_public: int = 500_000
    written: int = 500_000_000
    seconds: float = 30
    statement: float = 15
    statement_public: float = 5
    subscriptions: int = 2_000
    subscriptions_client: int = 500
    subscriptions_connection: int = 100
    sockets: int = 5_000
    sockets_client: int = 1_000
    shape: Shape = field(default=SHAPE)

    def told(self) -> dict[str, int]:
        """Every limit by its name."""
        shape = {name: getattr(self.shape, name) for name in Shape.__slots__}
        own = {name: ceil(getattr(self, name)) for name in Limits.__slots__ if name != "shape"}
        return own | shape | {"comparisons": COMPARISONS, "search_text": SEARCH_TEXT}


refused: Counter[str] = Counter()
"""How often each limit was told as the reason of a refusal, by its name."""


def over(limit: str, maximum: float, sentence: str, code: Code = Code.TOO_LARGE) -> Refusal:
    """The refusal of what is over a limit. `sentence` says what was found, and what would be right."""
    most = f"{maximum:,}".removesuffix(".0")
    return Refusal(code, f"{sentence} The limit `{limit}` is {most}.", limit=limit, maximum=maximum)


def short(text: str) -> str:
    """The text, which is looked for. Raises `Refusal` for one that no name and no code is as long as."""
    if len(text) > SEARCH_TEXT:
        sentence = f"Neither names nor codes are as long as this text, which has {len(text):,} characters."
        raise over("search_text", SEARCH_TEXT, sentence, Code.INVALID_TEXT)
    return text
