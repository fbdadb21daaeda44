"""People of the SOR office who change a register: one by one, or many at once until they are broken off."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg

from domain.permissions import Role
from tests.tidy import HOSPITAL, MEDICINE
from tests.web.conftest import sor
from web import development

CLIENTS = 4
AT_LEAST = 8
"""Changes that are acknowledged before anything is killed."""

CHANGE = f"""
mutation ($name: String!, $options: ChangeOptions) {{
  applyChanges(input: {{options: $options, items: [
    {{create: {{kind: ORGANIZATIONAL_UNIT, parent: "{HOSPITAL}", name: $name, type: "550851000005109",
      electronicAddress: {{phone: "70100399"}}, locationNumber: {{requestNew: {{region: "1085", system: "WinLAB",
        supplier: "AH-support", network: "41000035001", administrator: "tilsynet", messageTypes: [
          {{code: "DIS01", version: "D0133L", direction: RECEIVE}},
          {{code: "DIS01", version: "D0133L", direction: SEND}}]}}}}}}}},
    {{change: {{sorCode: "{MEDICINE}", name: $name}}}}
  ]}}) {{
    results {{ index unit {{ sorCode name version locationNumber {{ gln messageTypes {{ direction }} }} }} }}
    errors {{ code }} warnings {{ code }} changeSet {{ id note recordedAt }}
    effects {{ affectedCount items {{ nodes {{ unit {{ sorCode }} fields {{ field before after }} }} }} }}
  }}
}}
"""
PIECES = """
WITH made AS (SELECT id FROM change_set WHERE note = %(key)s), every_version AS (
    SELECT sor_code, name, change_set FROM unit_version
    UNION ALL SELECT sor_code, name, change_set FROM unit_version_archive
), opened AS (
    SELECT DISTINCT sor_code, change_set FROM every_version WHERE name = %(key)s AND sor_code <> %(medicine)s
)
SELECT
    (SELECT count(*) FROM made),
    (SELECT count(*) FROM opened JOIN made ON made.id = opened.change_set JOIN unit USING (sor_code)),
    (SELECT count(DISTINCT v.change_set) FROM every_version v JOIN made ON made.id = v.change_set
        WHERE v.sor_code = %(medicine)s AND v.name = %(key)s),
    (SELECT count(*) FROM location_number JOIN made ON made.id = location_number.issued),
    (SELECT count(*) FROM location_number_version n JOIN opened ON opened.sor_code = n.holder),
    (SELECT count(*) FROM message_capability c
        JOIN location_number_version n USING (gln) JOIN opened ON opened.sor_code = n.holder),
    (SELECT count(*) FROM change JOIN made ON made.id = change.change_set WHERE kind = 'UNIT_CREATED'),
    (SELECT count(*) FROM change JOIN made ON made.id = change.change_set WHERE kind = 'UNIT_CHANGED'),
    (SELECT count(*) FROM answered JOIN made ON made.id = (answered.outcome ->> 'change_set')::int WHERE key = %(key)s),
    (SELECT count(*) FROM every_version WHERE name = %(key)s AND change_set NOT IN (SELECT id FROM made))
"""
WHOLE = (1, 1, 1, 1, 1, 2, 1, 1, 1, 0)
"""The change set; the new unit; the changed one; the number, its version, its messages; the feed; the kept answer; and
nothing of it under another change set."""

NOTHING = (0,) * 10
RENAME = f"""
mutation ($name: String!) {{
  changeUnit(input: {{sorCode: "{MEDICINE}", name: $name}}) {{ errors {{ code }} changeSet {{ id }} }}
}}
"""


@dataclass(slots=True)
class Clerk:
    """One, who asks a server, with a connection of its own for each request."""

    address: str
    token: str

    def ask(self, query: str, minimum: str | None = None, **variables: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        if minimum is not None:
            headers["X-Minimum-Revision"] = minimum
        asked = {"query": query, "variables": variables}
        return httpx.post(f"{self.address}/graphql", json=asked, headers=headers, timeout=60)

    def rename(self, name: str) -> str:
        """The revision of the answer, which is that of the change."""
        answer = self.ask(RENAME, name=name)
        assert answer.json()["data"]["changeUnit"]["errors"] == []
        return str(answer.headers["x-register-revision"])


@dataclass(slots=True)
class Clerks:
    """Clients that write one change after the other, each under a key of its own, until one is not acknowledged.

    `acknowledged`: what each key was answered; `unanswered`: what became of those that were not.
    """

    address: str
    token: str
    acknowledged: dict[str, Any] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    keys: "count[int]" = field(default_factory=count)

    def write_until_it_fails(self) -> None:
        with httpx.Client(timeout=60) as client:
            while True:
                key = f"Afsnit {next(self.keys)}"
                try:
                    self.acknowledged[key] = self.ask(client, key)
                except (httpx.HTTPError, NotAcknowledged) as reason:
                    self.unanswered[key] = str(reason) if isinstance(reason, NotAcknowledged) else "broken off"
                    return

    def ask(self, client: httpx.Client, key: str) -> Any:
        options = {"idempotencyKey": key, "note": key}
        answer = client.post(
            f"{self.address}/graphql",
            json={"query": CHANGE, "variables": {"name": key, "options": options}},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        told = answer.json()
        if "errors" in told:
            raise NotAcknowledged(",".join(sorted({error["extensions"]["code"] for error in told["errors"]})))
        assert told["data"]["applyChanges"]["errors"] == []
        return told["data"]["applyChanges"]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """All of them at once, until enough is done; leaving it waits until each has failed."""
        threads = [threading.Thread(target=self.write_until_it_fails) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        until, enough = time.monotonic() + 60, len(self.acknowledged) + AT_LEAST
        while len(self.acknowledged) < enough and time.monotonic() < until:
            time.sleep(0.01)
        yield
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


class NotAcknowledged(Exception):
    """An answer that is errors, by their codes."""


def pieces(url: str, keys: list[str]) -> dict[str, tuple[int, ...]]:
    """What is stored of each change."""
    with psycopg.connect(url) as connection:
        return {key: connection.execute(PIECES, {"key": key, "medicine": MEDICINE}).fetchone() or () for key in keys}


def token(folder: Path) -> str:
    """What `sor token` would print there for the SOR office."""
    return development.token(development.key_in(folder), "Developer", [Role.SOR_OFFICE], None, 8)


def checked(url: str, clerks: Clerks, codes: set[str], retried_at: Callable[[], str]) -> None:
    """After the restart: nothing by halves; what is sent again is made where it had not been, and only there."""
    keys = [*clerks.acknowledged, *clerks.unanswered]
    found = pieces(url, keys)

    assert len(clerks.acknowledged) >= AT_LEAST
    assert set(clerks.unanswered.values()) <= codes
    assert set(found.values()) <= {WHOLE, NOTHING}
    assert {found[key] for key in clerks.acknowledged} == {WHOLE}

    clerks.address = retried_at()
    with httpx.Client(timeout=60) as client:
        again = {key: clerks.ask(client, key) for key in keys}
    with psycopg.connect(url) as connection:
        notes = [note for (note,) in connection.execute("SELECT note FROM change_set WHERE note LIKE 'Afsnit %'")]
    for key in clerks.acknowledged:
        assert again[key] == clerks.acknowledged[key], (again[key], clerks.acknowledged[key])
    assert set(pieces(url, keys).values()) == {WHOLE}
    assert sorted(notes) == sorted(keys)
    report = sor("check", SOR_DATABASE_URL=url)
    assert (report.returncode, "0 broken, 0 warned of" in report.stdout) == (0, True), report.stdout
