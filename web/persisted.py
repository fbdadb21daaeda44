"""Documents by their SHA-256: those the server trusts, and those whose text somebody has sent along once (Apollo's
persisted queries)."""

import re
from dataclasses import replace

from strawberry.http import GraphQLRequestData

from domain.permissions import Actor
from schema.execution.keeping import Recent
from web.operations import DOCUMENT_ID, PERSISTED, Refused
from web.trusted import NONE, NotTrusted, Trusted, hashed

KEPT = 1_000_000
"""Characters of all documents that are kept, those used last."""

LONGEST = 20_000
"""Characters of a document that is kept."""

VERSION = 1
HASH = re.compile(r"[0-9a-fA-F]{64}")


class NotFound(Exception):
    """What is asked for cannot be found by its hash: the client sends its text. The message is the protocol's."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Persisted:
    def __init__(self, trusted: Trusted = NONE, room: int = KEPT) -> None:
        self._trusted = trusted
        self._documents: Recent[str, str] = Recent(room)

    def written_out(self, asked: GraphQLRequestData, actor: Actor) -> GraphQLRequestData:
        """The operation with its document. Raises `NotFound` where that is not known, `NotTrusted` where who asks may
        not ask for it, `Refused` where hash and document are at odds."""
        told = (asked.extensions or {}).get(PERSISTED)
        bound = self._trusted.binds(actor)
        if told is None:
            if bound and asked.query:
                self._expect_trusted(hashed(asked.query))
            return asked
        key = _key(told)
        if asked.query and hashed(asked.query) != key:
            raise Refused(400, f'"sha256Hash" is the SHA-256 of another text than "query": this one has {key[:8]}….')
        if bound:
            self._expect_trusted(key)
        if asked.query:
            self._keep(key, asked.query)
            return asked
        document = self._trusted.documents.get(key) or self._documents.get(key)
        if document is None:
            raise NotFound("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        return replace(asked, query=document)

    def _expect_trusted(self, key: str) -> None:
        if key not in self._trusted.documents:
            raise NotTrusted(
                f"This server answers documents of its list only, and {key[:12]}… is the SHA-256 of none of them. "
                "Whoever runs it adds documents to the list (SOR_DOCUMENTS)."
            )

    def _keep(self, key: str, document: str) -> None:
        known = key in self._trusted.documents or len(document) > LONGEST or self._documents.get(key) is not None
        if not known:
            self._documents.keep(key, document, len(key) + len(document))


def _key(told: object) -> str:
    if not isinstance(told, dict) or not HASH.fullmatch(str(told.get("sha256Hash"))):
        wanted = f'"{PERSISTED}" is an object with "version", which is {VERSION}, and "sha256Hash"'
        raise Refused(400, f'{wanted}; "{DOCUMENT_ID}" is that hash, "sha256:" before it or not.')
    if told.get("version") != VERSION:
        raise NotFound("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    return str(told["sha256Hash"]).lower()
