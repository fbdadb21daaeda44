"""Writers: generated code that writes the answer's JSON for many objects of one type in one pass.

What is plain is written where it stands: attributes, enums, scalars, objects inside. What has to be asked for comes in
columns of texts, one for each object.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import GraphQLLeafType

from domain.periods import Moment
from schema.execution import leaves
from schema.execution.declining import Declined
from schema.execution.ways import Way

if TYPE_CHECKING:
    from schema.execution.planning import Branch


class Leaf(NamedTuple):
    type: GraphQLLeafType
    nullable: bool


@dataclass(slots=True, eq=False)
class Entry:
    """A field of an answer: a `word`, a leaf or a list of them, an object inside (`inner`), or one that is asked for.

    `same`: what makes a field of two types the same one.
    """

    key: str
    same: tuple[Any, ...]
    way: Way = field(default_factory=Way)
    nullable: bool = False
    leaf: Leaf | None = None
    listed: bool = False
    inner: Sequence["Entry"] | None = None
    branch: "Branch | None" = None
    word: str | None = None
    fields: int = 1
    """How many it is, with all that is inside."""


Column = Sequence[str]
Write = Callable[[Sequence[Any], Moment | None, date, Sequence[Column]], list[str]]
"""Writes values as at a moment. `columns`: of each entry that is asked for, in their order, the texts of all."""


class Writer:
    """`write` gives the text of each value. Its code is written when it is first used: never for what is inside of
    others, or of a type that is not met."""

    __slots__ = ("entries", "fields", "write")

    write: Write

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.fields = sum(entry.fields for entry in entries)

    def __getattr__(self, name: str) -> Any:
        """`write`, before there is any."""
        if name != "write":
            raise AttributeError(name)
        self.write = _Coder().coded(self.entries)
        return self.write


def alike(entries: Sequence[Entry]) -> str:
    """The attribute on which alone all the entries depend; "" for the object itself."""
    first = {_begins(entry) for entry in entries if entry.word is None}
    return first.pop() if len(first) == 1 else ""


def _begins(entry: Entry) -> str:
    path = entry.branch.way.path if entry.branch is not None else entry.way.path
    if path is None:
        return ""
    if path == ITSELF:
        return alike(entry.inner) if entry.inner is not None else ""
    begins, dot, _ = path.partition(".")
    return begins if dot else ""


def asked(entries: Sequence[Entry], within: str = "") -> Iterator["Branch"]:
    """What is asked for of the objects and of those inside them, in the order of the columns."""
    for entry in entries:
        if entry.branch is not None:
            yield replace(entry.branch, within=within)
        elif entry.inner is not None and entry.way.path is not None:
            yield from asked(entry.inner, ".".join(filter(None, (within, entry.way.path))))


ITSELF = ""
"""The path of a field whose value is the object that it is a field of."""


WORTH = 3
"""Fields of an object inside from which on it is worth being looked for among those that were written already."""


Coded = tuple[list[str], str]
"""Statements, and what then stands for the object or the field in a format string."""


@dataclass(slots=True)
class _Coder:
    """Writes a writer's code. `names`: what the code uses; `memos`: texts of plain objects written already; `numbers`:
    of variables."""

    names: dict[str, Any] = field(default_factory=dict)
    memos: int = 0
    numbers: Iterator[int] = field(default_factory=count)
    columns: list[str] = field(default_factory=list)

    def coded(self, entries: Sequence[Entry]) -> Write:
        body, text = self._object(entries, "value")
        columns = ", ".join(self.columns)
        each = f"value, {columns} in zip(values, {columns}, strict=True)" if columns else "value in values"
        lines = [
            "def write(values, moment, today, columns):",
            *([f"    {columns}, = columns"] if columns else []),
            "    texts = []",
            "    append = texts.append",
            *(f"    memo_{number}, kept_{number} = {{}}, []" for number in range(self.memos)),
            f"    for {each}:",
            *(f"        {line}" for line in body),
            f"        append(f'{text}')",
            "    return texts",
        ]
        names = {**self.names, "missing": _missing}
        exec(compile("\n".join(lines), "<writer>", "exec"), names)
        write: Write = names.pop("write")  # else it would hold itself, by its own names
        return write

    def _object(self, entries: Sequence[Entry], source: str) -> Coded:
        told = [(entry.key, *self._entry(entry, source)) for entry in entries]
        parts = ",".join([f'"{key}":{text}' for key, _, text in told])
        return [line for _, lines, _ in told for line in lines], f"{{{{{parts}}}}}"

    def _entry(self, entry: Entry, source: str) -> Coded:
        if entry.word is not None:
            return [], f'"{entry.word}"'
        name = f"v{next(self.numbers)}"
        if entry.branch is not None:
            self.columns.append(name)
            return [], f"{{{name}}}"
        value = f"{name} = {self._value(entry, source)}"
        if entry.inner is not None:
            lines, text = self._inner(entry, entry.inner, name)
            return [value, *lines], text
        assert entry.leaf is not None
        if entry.listed:
            each = f"each_{len(self.names)}"
            self.names[each] = leaves.listed(entry.leaf.type, entry.leaf.nullable, entry.nullable)
            told, form = f"{each}({name})", "{}"
        else:
            told, form = leaves.written(entry.leaf.type, entry.leaf.nullable, name, self.names)
        return [value, f"{name} = {told}"], form.replace("{}", f"{{{name}}}")

    def _value(self, entry: Entry, source: str) -> str:
        way = entry.way
        compute = f"compute_{len(self.names)}"
        if way.compute is not None:
            self.names[compute] = way.compute
            return f"{compute}({source}, moment)"
        if way.named is not None:
            self.names[compute] = way.named
            return f"{compute}({source}, moment, today)"
        assert way.path is not None
        return f"{source}.{way.path}" if way.path else source

    def _inner(self, entry: Entry, inner: Sequence[Entry], name: str) -> Coded:
        """An object inside: written where it stands, if it is the object itself or more is asked for of it."""
        if entry.way.path == ITSELF:
            return self._object(inner, name)
        if any(asked(inner)):
            lines, text = self._object(inner, name)
            return [f"if {name} is None: missing()", *lines], text
        if 0 < len(inner) < WORTH and all(one.leaf is not None for one in inner):
            lines, text = self._object(inner, name)
            if entry.nullable:
                lines, text = [*lines, f"{name} = f'{text}'"], f"{{{name}}}"
        else:
            shared = alike(inner)
            lines, text = self._once(inner, name, f"{name}.{shared}" if shared else name)
        nothing = f"{name} = {leaves.NULL!r}" if entry.nullable else "missing()"
        return [f"if {name} is None: {nothing}", "else:", *(f"    {line}" for line in lines)], text

    def _once(self, inner: Sequence[Entry], name: str, same: str) -> Coded:
        """An object inside, written once for all that are told alike. What was met is kept, so that ids stay its."""
        memo, kept, found = f"memo_{self.memos}", f"kept_{self.memos}", f"found_{self.memos}"
        self.memos += 1
        body, text = self._object(inner, name)
        lines = [
            f"same = {same}",
            f"{found} = {memo}.get(id(same))",
            f"if {found} is None:",
            f"    {kept}.append(same)",
            *(f"    {line}" for line in body),
            f"    {found} = {memo}[id(same)] = f'{text}'",
            f"{name} = {found}",
        ]
        return lines, f"{{{name}}}"


def _missing() -> None:
    raise Declined("null")
