"""An element of SOR XML seen through local names, so that v1 and v2, and mixtures of them, read alike."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from lxml.etree import _Element

from domain.rules import Rule, Violated
from formats.notes import Notes

T = TypeVar("T")


class Part:
    """One element with the parts it has. Names are given in every spelling the formats use, the newest last.

    It remembers which names were asked for: whatever else stands there is a stranger, and is told.
    """

    __slots__ = ("_below", "_known", "_node", "_nodes", "name", "notes")

    def __init__(self, node: _Element, notes: Notes) -> None:
        self.name = local_name(node)
        self.notes = notes
        self._node = node
        self._known: set[str] = set()
        self._below: list[Part] = []
        self._nodes: dict[str, list[_Element]] = {}
        nodes = self._nodes
        for child in node:
            name = local_name(child)
            if name in nodes:
                nodes[name].append(child)
            else:
                nodes[name] = [child]

    @property
    def where(self) -> str:
        return located(self._node)

    def text(self, *names: str) -> str | None:
        """What is written, if anything."""
        node = self._first(names)
        return None if node is None else _written(node)

    def place(self, name: str) -> str:
        """Where an element of this name stands, or else the whole."""
        nodes = self._nodes.get(name)
        return located(nodes[0]) if nodes else self.where

    def value(self, read: Callable[[str], T], *names: str, fact: str | None = None) -> T | None:
        """What `read` makes of the text; nothing, and a note, if it breaks a rule."""
        node = self._first(names)
        written = None if node is None else _written(node)
        if node is None or written is None:
            return None
        try:
            return read(written)
        except Violated as broken:
            self.notes.left_out(broken.rule, broken.message, located(node), fact)
            return None

    def words(self, longest: int, *names: str, fact: str | None = None) -> str | None:
        """The text on one line; nothing, and a note, if it is longer than the register has room for."""
        node = self._first(names)
        written = None if node is None else _written(node)
        if node is None or written is None or (len(written) <= longest and written.isprintable()):
            return written
        return self.notes.words(written, longest, names[0], located(node), fact)

    def each(self, *names: str) -> Iterator[tuple[str, str]]:
        """Every element of these names that says something, in order: what is written, and where."""
        for node in self._found(names):
            if written := _written(node):
                yield written, located(node)

    def part(self, *names: str) -> "Part | None":
        found = self._found(names)
        if not found:
            return None
        below = Part(found[0], self.notes)
        self._below.append(below)
        return below

    def parts(self, *names: str) -> "list[Part]":
        below = [Part(node, self.notes) for node in self._found(names)]
        self._below.extend(below)
        return below

    def has(self, *names: str) -> bool:
        return not self._nodes.keys().isdisjoint(names)

    def passed_over(self, *names: str) -> None:
        """These names are known, but nothing in the register keeps what they say."""
        self._known.update(name for name in names if name in self._nodes)

    def strangers(self) -> Iterator[tuple[str, str]]:
        """The elements nobody asked for: as `OrganizationalUnit/ShoeSize`, and where."""
        if not self.strange():
            return
        for name, nodes in self._nodes.items():
            if name not in self._known:
                yield f"{self.name}/{name}", located(nodes[0])
        for below in self._below:
            yield from below.strangers()

    def strange(self) -> bool:
        """Whether there are any."""
        return len(self._known) < len(self._nodes) or any(below.strange() for below in self._below)

    def _first(self, names: tuple[str, ...]) -> _Element | None:
        nodes, found = self._nodes, 0
        first: _Element | None = None
        for name in names:
            if name in nodes:
                self._known.add(name)
                found += len(nodes[name])
                first = nodes[name][0] if first is None else first
        if found > 1:
            message = f"{names[0]} stands {found} times; the first counts"
            self.notes.adjust(Rule.VALUE_FORMAT, message, located(self._found(names)[1]))
        return first

    def _found(self, names: tuple[str, ...]) -> Sequence[_Element]:
        found: Sequence[_Element] = ()
        for name in names:
            if (nodes := self._nodes.get(name)) is not None:
                self._known.add(name)
                found = [*found, *nodes] if found else nodes
        return found


def local_name(node: _Element) -> str:
    return _local(node.tag)


@lru_cache(maxsize=1_000)
def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _written(node: _Element) -> str | None:
    text = node.text
    return None if text is None else text.strip() or None


def located(node: _Element) -> str:
    return f"line {line_of(node)}, {local_name(node)}"


def line_of(node: _Element) -> int | None:
    return node.sourceline if isinstance(node.sourceline, int) else None
