"""Builders: generated code that makes the answer's dictionaries for many objects of one type in one pass.

What is plain is written into the code: attributes, enums, scalars, objects inside. What has to be asked for is left
open, in its place, to be filled in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
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
    """A field of an answer: a `word`, a leaf or a list of them, a plain object (`inner`), or one to be filled in.

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


Build = Callable[[Sequence[Any], Moment | None], list[dict[str, Any]]]


class Builder:
    """Its code is written when it is first used: never for what is inside of others, or of a type that is not met."""

    __slots__ = ("_build", "entries", "fields")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.fields = sum(entry.fields for entry in entries)
        self._build: Build | None = None

    def build(self, values: Sequence[Any], moment: Moment | None) -> list[dict[str, Any]]:
        if self._build is None:
            self._build = _Writer().written(self.entries)
        return self._build(values, moment)


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


ITSELF = ""
"""The path of a field whose value is the object that it is a field of."""


@dataclass(slots=True)
class _Writer:
    """Writes a builder's code. `names`: what the code uses; `memos`: dictionaries of plain objects built already."""

    names: dict[str, Any] = field(default_factory=dict)
    memos: int = 0
    variables: int = 0

    def written(self, entries: Sequence[Entry]) -> Build:
        body = list(self._object(entries, "value"))
        made = body.pop()
        lines = [
            "def build(values, moment):",
            "    built = []",
            "    append = built.append",
            *(f"    memo_{number}, kept_{number} = {{}}, []" for number in range(self.memos)),
            "    for value in values:",
            *(f"        {line}" for line in body),
            f"        append({made})",
            "    return built",
        ]
        names = {**self.names, "missing": _missing}
        exec(compile("\n".join(lines), "<builder>", "exec"), names)
        build: Build = names["build"]
        return build

    def _object(self, entries: Sequence[Entry], source: str) -> Iterator[str]:
        """Statements, and at the end the expression of the dictionary."""
        parts = []
        for entry in entries:
            if entry.word is not None:
                parts.append(f"{entry.key!r}: {entry.word!r}")
            elif entry.branch is not None:
                parts.append(f"{entry.key!r}: None")
            else:
                name = self._variable()
                yield f"{name} = {self._value(entry, source)}"
                yield from self._told(entry, name)
                parts.append(f"{entry.key!r}: {name}")
        yield "{" + ", ".join(parts) + "}"

    def _value(self, entry: Entry, source: str) -> str:
        way = entry.way
        if way.compute is not None:
            compute = f"compute_{len(self.names)}"
            self.names[compute] = way.compute
            return f"{compute}({source}, moment)"
        assert way.path is not None
        return f"{source}.{way.path}" if way.path else source

    def _told(self, entry: Entry, name: str) -> Iterator[str]:
        if entry.inner is not None:
            yield from self._inner(entry, entry.inner, name)
        elif entry.leaf is not None and entry.listed:
            tell = f"each_{len(self.names)}"
            self.names[tell] = _each(leaves.told(entry.leaf.type, entry.leaf.nullable), entry.nullable)
            yield f"{name} = {tell}({name})"
        elif entry.leaf is not None:
            yield from leaves.lines(entry.leaf.type, entry.leaf.nullable, name, self.names)

    def _inner(self, entry: Entry, inner: Sequence[Entry], name: str) -> Iterator[str]:
        """An object inside, built once for all that have the same one. What was met is kept, so that ids stay its."""
        memo, kept = f"memo_{self.memos}", f"kept_{self.memos}"
        self.memos += 1
        found = self._variable()
        shared = alike(inner)
        yield f"if {name} is None:"
        yield f"    {found} = None" if entry.nullable else "    missing()"
        yield "else:"
        yield f"    same = {name}.{shared}" if shared else f"    same = {name}"
        yield f"    {found} = {memo}.get(id(same))"
        yield f"    if {found} is None:"
        *body, made = self._object(inner, name)
        yield f"        {kept}.append(same)"
        for line in body:
            yield f"        {line}"
        yield f"        {found} = {memo}[id(same)] = {made}"
        yield f"{name} = {found}"

    def _variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"


def _each(tell: Callable[[Any], Any], nullable: bool) -> Callable[[Any], Any]:
    def each(values: Any) -> Any:
        if values is None and nullable:
            return None
        if not isinstance(values, list | tuple):
            raise Declined("value")
        return [tell(value) for value in values]

    return each


def _missing() -> None:
    raise Declined("null")
