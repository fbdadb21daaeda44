"""Persisted queries as Apollo's clients send them: a document by its SHA-256, once its text was sent along with it."""

import re
from dataclasses import replace
from hashlib import sha256

from strawberry.http import GraphQLRequestData

from schema.execution.keeping import Recent
from web.operations import Refused

KEPT = 1_000_000
"""Characters of all documents that are kept, those used last."""

LONGEST = 20_000
"""Characters of a document that is kept."""

NAME, VERSION = "persistedQuery", 1
HASH = re.compile(r"[0-9a-fA-F]{64}")


class NotFound(Exception):
    """What is asked for cannot be found by its hash: the client sends its text. The message is the protocol's."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Persisted:
    def __init__(self, room: int = KEPT) -> None:
        self._documents: Recent[str, str] = Recent(room)

    def written_out(self, asked: GraphQLRequestData) -> GraphQLRequestData:
        """The operation with its document. Raises `NotFound`, and `Refused` where hash and document are at odds."""
        told = (asked.extensions or {}).get(NAME)
        if told is None:
            return asked
        if not isinstance(told, dict) or not HASH.fullmatch(str(told.get("sha256Hash"))):
            raise Refused(400, f'"{NAME}" is an object with "version", which is {VERSION}, and "sha256Hash".')
        if told.get("version") != VERSION:
            raise NotFound("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
        key = str(told["sha256Hash"]).lower()
        if asked.query:
            self._keep(key, asked.query)
            return asked
        document = self._documents.get(key)
        if document is None:
            raise NotFound("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        return replace(asked, query=document)

    def _keep(self, key: str, document: str) -> None:
        if sha256(document.encode()).hexdigest() != key:
            raise Refused(400, f'"sha256Hash" is the SHA-256 of another text than "query": this one has {key[:8]}….')
        if len(document) <= LONGEST and self._documents.get(key) is None:
            self._documents.keep(key, document, len(key) + len(document))
