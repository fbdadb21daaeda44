"""SOR XML, v1 (urn:oio:sundhedsstyrelsen:organisation:1.0.0) and v2 (urn:oio:nsi:2.0.0), read as one format.

A SorTree of entities, each with its unit first and the entities below it after: a unit is read, and given up, when
its element ends, so a file of any size takes the same memory. The unit above is the one of the entity around.
v2 mixes namespaces and renames; elements are known by their local names, in every spelling, in either version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml.etree import _Element

from domain import identifiers
from domain.findings import Finding, Weight
from domain.identifiers import SorCode
from domain.records import Read
from domain.rules import Rule, Violated
from formats.notes import Notes
from formats.sor_xml_elements import Part, line_of, local_name, located
from formats.sor_xml_stream import events
from formats.sor_xml_units import UNITS, Stands, unit
from formats.unreadable import Unreadable
from formats.values import brief

ROOT = "SorTree"
V2 = "urn:oio:nsi:2.0.0"
ENTITIES = tuple(f"{name}Entity" for name in UNITS)

DEEPEST = 60
"""The most entities within each other. Real registers go 8 below the owner; consumers flatten to 12."""
STRANGERS = 100
"""The most kinds of unknown elements that are told of one file."""


def read(stream: BinaryIO) -> Iterator[Read]:
    """The units of a SOR XML file in their order, each after its findings.

    A unit whose code, name, days or parent cannot be used is refused; any other value that cannot is left out.
    Raises `Unreadable` where the file stops being well-formed or is no SOR XML.
    """
    return _Reading().records(stream)


@dataclass(slots=True)
class _Entity:
    """An entity that is being read. Of its unit, once met: the code as written, and if it is one."""

    met: bool = False
    written: str | None = None
    code: SorCode | None = None


class _Reading:
    def __init__(self) -> None:
        self._around: list[_Entity] = []
        self._strangers: set[str] = set()
        self._v2 = False

    def records(self, stream: BinaryIO) -> Iterator[Read]:
        for event, node in events(stream, ROOT, (*ENTITIES, *UNITS)):
            name = local_name(node)
            if name in UNITS and event == "end":
                yield from self._unit(node)
            elif name in ENTITIES and event == "end":
                self._around.pop()
            elif name in ENTITIES:
                self._enter(node)
            elif name == ROOT and event == "start":
                self._v2 = str(node.tag) == f"{{{V2}}}{ROOT}"

    def _enter(self, node: _Element) -> None:
        if len(self._around) == DEEPEST:
            raise Unreadable(f"more than {DEEPEST} entities lie within each other", line_of(node))
        self._around.append(_Entity())

    def _unit(self, node: _Element) -> Iterator[Read]:
        notes = Notes(located(node))
        part = Part(node, notes)
        written = part.text("SorIdentifier")
        notes.sor_code = None if written is None else brief(written)
        record = unit(part, self._stands(part.name))
        if self._around:
            self._around[-1] = _Entity(True, notes.sor_code, _code(written))
        yield from notes.findings
        yield from self._unknown(part)
        if record is not None:
            yield record

    def _stands(self, name: str) -> Stands:
        above = self._around[-2] if len(self._around) > 1 else None
        if name == "InstitutionOwner":
            nested = Violated(Rule.LEVEL_UNDER, "an owner stands within another unit's entity")
            return Stands(refusal=nested if above else None, v2=self._v2)
        if above is None or not above.met:
            missing = f"{name} stands in no unit's entity, so the unit above it is not told"
            return Stands(refusal=Violated(Rule.RECORD_INCOMPLETE, missing))
        if above.code is None:
            unusable = f"the SOR code of the unit above is {_quoted(above.written)}, which is none"
            return Stands(refusal=Violated(Rule.PARENT_UNKNOWN, unusable))
        return Stands(parent=above.code, v2=self._v2)

    def _unknown(self, part: Part) -> Iterator[Finding]:
        for name, where in part.strangers():
            if name not in self._strangers and len(self._strangers) < STRANGERS:
                self._strangers.add(name)
                message = f"{brief(name)} is no element of SOR XML; what it says is not read, here and further on"
                yield Finding(Rule.FILE_FORMAT, Weight.WARNED, message, part.notes.sor_code, where)


def _code(written: str | None) -> SorCode | None:
    try:
        return None if written is None else identifiers.sor_code(written)
    except Violated:
        return None


def _quoted(written: str | None) -> str:
    return "missing" if written is None else f"'{written}'"
