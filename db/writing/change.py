"""One change of the register: one transaction behind the tree lock, recorded under one instant and one change set."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.engine import unproven
from db.patience import without_end
from db.reading.written import kept
from db.writing import statistics
from db.writing.asking import COMMIT, Asked, together
from db.writing.turns import MOST, READ_WITHIN, WAIT, taking_turns, waiting
from domain.recording import ActorKind, Cause, Reason, Recorder

TREE_LOCK = int.from_bytes(b"sor tree")
"""The advisory lock that every writer of the register takes first, and holds until its transaction has ended. What a
writer reads of the tree can therefore not change before it commits, and change sets become known in the order of
their instants."""

CHANNEL = "sor_feed"
"""What PostgreSQL's NOTIFY is sent on, with its number when a change set was recorded, without when the feed told of a
day. What there is to tell stands in the tables."""

# By itself: a snapshot taken before the lock was granted would not show what the writer ahead of us committed.
_LOCK = kept(text(f"SELECT pg_advisory_xact_lock({TREE_LOCK})"))
# Later than all that is recorded, also when the clock has been set back. Set anew, the limit counts from now.
_BEGUN = kept(
    text(
        """
    WITH begun AS MATERIALIZED (
        SELECT greatest(clock_timestamp(),
            (SELECT recorded + interval '1 microsecond' FROM change_set ORDER BY id DESC LIMIT 1)) AS recorded
    )
    SELECT recorded, (SELECT told_until FROM feed), set_config('sor.recorded', recorded::text, true),
        set_config('transaction_timeout', '0', true), set_config('transaction_timeout', :milliseconds, true)
    FROM begun
    """
    )
)
MANY = 2_000
"""Rows of versions that came or went in one change, from which on the database's statistics are made anew."""

_CHANGE_SET = kept(
    text(
        """
    WITH made AS (
        INSERT INTO change_set (recorded, actor_kind, actor_name, actor_subject, actor_role, organisation, note, cause,
            request, operations)
        VALUES (:recorded, :kind, :name, :subject, :role, :organisation, :note, :cause, :request, :operations)
        RETURNING id
    )
    SELECT id, set_config('sor.change_set', id::text, true), pg_notify(:channel, id::text) FROM made
    """
    )
)
_KEEP = text("SELECT set_config(:setting, :value, true)")
_LIMIT = text(
    "SELECT set_config('transaction_timeout', '0', true), set_config('transaction_timeout', :milliseconds, true)"
)


class Begun(NamedTuple):
    """Of a change that has the tree lock: its instant, and the last day of which the feed has told what took effect on
    it; none, if it has not begun to."""

    recorded: datetime
    told_until: date | None


class Change:
    """What is being written. Its change set comes into being with the first thing that is recorded.

    `rows`: how many rows of versions have come or gone so far. `shown`: it is a trial whose answer is being read.
    `told_until`: the last day of which the feed has told what took effect on it; none, if it has not begun to.
    """

    def __init__(self, connection: AsyncConnection, recorder: Recorder, reason: Reason) -> None:
        self.connection = connection
        self.change_set: int | None = None
        self.recorded: datetime
        self.told_until: date | None = None
        self.rows = 0
        self.shown = False
        self._recorder = recorder
        self._reason = reason
        self._later: list[Asked] = []

    @property
    def cause(self) -> Cause:
        return self._reason.cause

    async def record(self) -> int:
        """To be called before a kept table is written: its rows are recorded by the change set that this gives.

        Whoever listens is woken when it is committed, whether or not the feed has anything to tell of it.
        """
        return await self.store()

    async def store(self, *asked: Asked) -> int:
        """Asks this with what records it; the change set that it is recorded by."""
        if self.change_set is not None:
            await self.ask(*asked)
            return self.change_set
        told = _told(self._recorder, self._reason)
        recording = Asked(_CHANGE_SET, {"recorded": self.recorded, "channel": CHANNEL, **told})
        [[(made, *_)], *_] = await self.ask(recording, *asked)
        self.change_set = int(made)
        return self.change_set

    async def ask(self, *asked: Asked | bytes) -> list[list[Any]]:
        """The rows of each, asked in their order and with one trip."""
        later, self._later = self._later, []
        return (await together(self.connection, [*later, *asked]))[len(later) :]

    def later(self, *asked: Asked) -> None:
        """To be asked with what is asked next or, at the latest, as the change commits: nobody waits for its rows."""
        self._later += asked

    async def commit(self) -> None:
        """With what was to be asked later."""
        await self.ask(COMMIT)

    async def check(self) -> None:
        """What the keys of the store say to what has been written so far. Raises `sqlalchemy.exc.IntegrityError`."""
        await self.ask(b"SET CONSTRAINTS ALL IMMEDIATE")

    @asynccontextmanager
    async def tried(self) -> AsyncIterator[None]:
        """What is written inside is checked, and taken back at the end."""
        savepoint, told_until = await self.connection.begin_nested(), self.told_until
        try:
            yield
            await self.check()
        finally:
            await savepoint.rollback()
            self.change_set, self.rows, self.told_until, self._later = None, 0, told_until, []

    async def show(self) -> None:
        """Checks what was tried; from here on it is only read, and not for long, since all other writers wait."""
        await self.check()
        await self.limit(READ_WITHIN)
        self.shown = True

    async def limit(self, seconds: float) -> None:
        """From now on the database ends this change after so long, whatever it is doing then."""
        await self.ask(Asked(_LIMIT, {"milliseconds": _milliseconds(seconds)}))

    async def open(self, wait: float = 0, most: float = 0, begun: Begun | None = None) -> None:
        """Waits for the tree lock, unless it has `begun` and holds it; from then on it may take so long. In seconds, 0
        is without limit."""
        self.recorded, self.told_until = begun or await begin(self.connection, wait, most)


async def begin(connection: AsyncConnection, wait: float = 0, most: float = 0) -> Begun:
    """Waits for the tree lock, and from then on may take so long; in seconds, 0 is without limit."""
    asked = (b"SET CONSTRAINTS ALL DEFERRED", b"SET LOCAL lock_timeout = %d" % round(wait * 1000), Asked(_LOCK))
    *_, [begun] = await together(connection, [*asked, Asked(_BEGUN, {"milliseconds": _milliseconds(most)})])
    return Begun(*begun[:2])


async def _begun(engine: AsyncEngine) -> tuple[AsyncConnection, Begun]:
    """A connection may have been lost while nobody used it: if it says so at once, another one is asked."""
    with unproven():
        connection = await engine.connect()
    try:
        return connection, await begin(connection, WAIT, MOST)
    except DBAPIError as error:
        await connection.close()
        if not error.connection_invalidated:
            raise
    except BaseException:
        await connection.close()
        raise
    connection = await engine.connect()
    try:
        return connection, await begin(connection, WAIT, MOST)
    except BaseException:
        await connection.close()
        raise


@asynccontextmanager
async def change(
    engine: AsyncEngine,
    recorder: Recorder,
    *,
    note: str | None = None,
    reason: Reason | None = None,
    dry_run: bool = False,
    unhurried: bool = False,
) -> AsyncIterator[Change]:
    """The one way to write: commits when it is left; rolls back on an error, and, constraints checked, on a dry run.

    A `note` is all that programs give as their reason. `unhurried` sets no limit to how long its statements take.
    """
    begun: Begun | None = None
    with waiting():
        if unhurried:
            connection = await engine.connect()
        else:
            connection, begun = await _begun(engine)
    told = changing(connection, recorder, note=note, reason=reason, dry_run=dry_run, unhurried=unhurried, begun=begun)
    async with aclosing(connection), told as opened:
        yield opened


@asynccontextmanager
async def changing(
    connection: AsyncConnection,
    recorder: Recorder,
    *,
    note: str | None = None,
    reason: Reason | None = None,
    dry_run: bool = False,
    unhurried: bool = False,
    begun: Begun | None = None,
) -> AsyncIterator[Change]:
    """The same on a connection that is in no transaction, for instance because it holds what was made ready before; or
    that has `begun` one, and holds the lock."""
    if begun is None:
        await connection.execution_options(isolation_level="READ COMMITTED")
    with taking_turns():
        async with connection.begin() as transaction:
            opened = Change(connection, recorder, reason or _by_program(recorder, note))
            with waiting():
                if unhurried:
                    await without_limits(connection)
                wait, most = (0.0, 0.0) if unhurried else (WAIT, MOST)
                await opened.open(wait, most, begun)
            yield opened
            if opened.shown:
                with suppress(DBAPIError):  # where the database has ended it already, there is nothing to take back
                    await transaction.rollback()
                return
            if opened.rows > MANY:
                await statistics.of_keys(connection)
            if dry_run:
                await opened.check()  # who commits is told by the commit
                await transaction.rollback()
            else:
                await opened.commit()
    if opened.rows > MANY and not dry_run:
        await statistics.of_all(connection)


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _by_program(recorder: Recorder, note: str | None) -> Reason:
    return Reason(note, Cause.IMPORT if recorder.kind is ActorKind.IMPORT else Cause.CHANGE)


def _told(recorder: Recorder, reason: Reason) -> dict[str, object]:
    return {
        "kind": recorder.kind.value,
        "name": recorder.name,
        "subject": recorder.subject,
        "role": recorder.role,
        "organisation": recorder.organisation,
        "note": reason.note,
        "cause": reason.cause.value,
        "request": reason.request,
        "operations": list(reason.operations),
    }


async def without_limits(connection: AsyncConnection) -> None:
    """Until the end of the transaction the database waits for statements, and between them, as long as it takes."""
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"):
        await connection.execute(_KEEP, {"setting": limit, "value": "0"})
    await without_end(connection)
