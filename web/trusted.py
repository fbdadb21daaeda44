"""Trusted documents: a list of those that clients ask by their hash, as the compilers of these clients write it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from domain.permissions import Actor

UNTRUSTED = "UNTRUSTED_DOCUMENT"
APOLLO = "apollo-persisted-query-manifest"
GRAPHQL, JSON = ".graphql", ".json"
WRITTEN_BY = (
    'relay-compiler writes it with "algorithm": "SHA256" in its persistConfig, graphql-codegen with hashAlgorithm '
    '"sha256" in its persistedDocuments'
)


class Bound(StrEnum):
    """Who may ask for trusted documents only; `public` are those who have not logged in."""

    NOBODY = "nobody"
    PUBLIC = "public"
    EVERYBODY = "everybody"


class BadList(ValueError):
    """The message says which file is no list of documents, and what would be one."""


class NotTrusted(Exception):
    """A document that is not on the list, asked by somebody who may ask for no others. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """`documents`: their texts, by the SHA-256 of each in small hexadecimal digits; `files`: by the same, in which file
    each was found last."""

    documents: Mapping[str, str] = field(default_factory=dict)
    bound: Bound = Bound.NOBODY
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, place: Path, bound: Bound) -> "Trusted":
        """Those of a file or a folder. Raises as `documents` does."""
        told = [(file.name, key, text) for file in files(place) for key, text in within(file).items()]
        return cls({key: text for _, key, text in told}, bound, {key: file for file, key, _ in told})

    def binds(self, actor: Actor) -> bool:
        return self.bound is Bound.EVERYBODY or (self.bound is Bound.PUBLIC and actor.subject is None)


NONE = Trusted()


def hashed(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def documents(place: Path) -> dict[str, str]:
    """Those of a file or, of a folder, those of all its `.json` and `.graphql` files. Raises `BadList`, `OSError`."""
    found: dict[str, str] = {}
    for file in files(place):
        found |= within(file)
    if not found:
        raise BadList(f"{place.name} holds no documents: no .json list and no .graphql file")
    return found


def files(place: Path) -> list[Path]:
    """Those that hold documents. Raises `BadList` for a file that holds none, or `OSError`."""
    if place.is_dir():
        return sorted(file for file in place.iterdir() if file.suffix in (GRAPHQL, JSON))
    if place.suffix not in (GRAPHQL, JSON):
        raise BadList(f"{place.name} is neither a folder nor a .json or .graphql file")
    return [place]


def within(file: Path) -> dict[str, str]:
    """The documents of one file. Raises `BadList` or `OSError`."""
    if file.suffix == JSON:
        return listed(file)
    text = file.read_text("utf-8")
    return {hashed(text): text}


def listed(file: Path) -> dict[str, str]:
    """The documents of a list in JSON. Raises `BadList` or `OSError`."""
    try:
        told = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as wrong:
        raise BadList(f"{file.name} is not JSON in UTF-8: line {wrong.lineno}, column {wrong.colno}") from None
    found: dict[str, str] = {}
    for id_, text in entries(file, told):
        key = id_.lower().removeprefix("sha256:")
        if key != hashed(text):
            raise BadList(f"{file.name} calls a document {id_[:80]}, whose SHA-256 is {hashed(text)}; {WRITTEN_BY}")
        found[key] = text
    return found


def entries(file: Path, told: Any) -> Iterator[tuple[str, str]]:
    """Ids and texts: `{id: text}` as Relay and graphql-codegen have it, or Apollo's manifest."""
    pairs: list[Any] = [*told.items()] if isinstance(told, dict) else [(None, None)]
    if isinstance(told, dict) and told.get("format") == APOLLO and isinstance(told.get("operations"), list):
        pairs = [(one.get("id"), one.get("body")) for one in told["operations"] if isinstance(one, dict)]
    for id_, text in pairs:
        if not isinstance(id_, str) or not isinstance(text, str):
            raise BadList(f'{file.name} is no list of documents: {{"their SHA-256": "their text"}}; {WRITTEN_BY}')
        yield id_, text
