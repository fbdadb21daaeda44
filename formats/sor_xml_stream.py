"""An XML file as the beginnings and ends of the elements that matter, in bounded memory and without DTD or network."""

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from formats.sor_xml_elements import line_of, local_name
from formats.unreadable import Unreadable
from formats.values import brief

CHUNK = 65_536
QUIET = 8 * 1024 * 1024
"""The most bytes from one beginning or end to the next: an element with more is none of the register's."""

Event = tuple[str, _Element]

_POSITION = re.compile(r",?\s*line \d+, column \d+\s*$")


def events(stream: BinaryIO, root: str, names: Collection[str]) -> Iterator[Event]:
    """`start` and `end` of the elements with these local names. An element is given up once its end was told.

    Raises `Unreadable` where the file is not well-formed, has a DOCTYPE or another root; before that comes all
    that was whole.
    """
    parser = _parser((root, *names))
    begun, quiet = False, 0
    while chunk := stream.read(CHUNK):
        broken = _fed(parser, chunk)
        quiet += len(chunk)
        for event, node in parser.read_events():
            assert isinstance(node, _Element), "only namespaces come as anything else, and nobody asked for them"
            if not begun:
                _check_root(node, root)
            begun, quiet = True, 0
            yield event, node
            if event == "end":
                _give_up(node)
        if broken is not None:
            raise broken
        if quiet > QUIET:
            raise Unreadable(f"{QUIET // 1024**2} MB without a unit in them are no part of a {root}")
    _close(parser, root, begun)


def _parser(names: Collection[str]) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _fed(parser: etree.XMLPullParser, chunk: bytes) -> Unreadable | None:
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        return _unreadable(error)
    return None


def _close(parser: etree.XMLPullParser, root: str, begun: bool) -> None:
    try:
        found = parser.close()
    except etree.XMLSyntaxError as error:
        raise _unreadable(error) from None
    if not begun:
        raise _wrong_root(found, root)


def _check_root(node: _Element, root: str) -> None:
    tree = node.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise Unreadable("the file has a DOCTYPE; SOR XML has none, and what one declares is not followed", 1)
    if local_name(node) != root or node.getparent() is not None:
        raise _wrong_root(tree.getroot(), root)


def _wrong_root(found: _Element, root: str) -> Unreadable:
    return Unreadable(f"the file is a {brief(local_name(found))}; SOR XML is a {root}", line_of(found))


def _give_up(node: _Element) -> None:
    """Empties an element that has been read and removes what stood before it.

    The element itself stays until its next sibling ends: the parser may still be writing behind it.
    """
    node.clear(keep_tail=True)  # type: ignore[call-arg]  # which the stubs do not know
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _unreadable(error: etree.XMLSyntaxError) -> Unreadable:
    said = _POSITION.sub("", error.msg or "").strip()
    if "no element found" in said or "Document is empty" in said:
        return Unreadable("the file has nothing in it", error.lineno or None)
    if "XML_PARSE_HUGE" in said:
        return Unreadable(f"the XML is beyond every bound of SOR XML: {said.split(',')[0]}", error.lineno or None)
    return Unreadable(f"the XML is not well-formed: {said}", error.lineno or None)
