"""Which change set a difference comes from, and whether it corrected what had been wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import recording
from domain.annals import Annals, Kept
from domain.differences import Cause, CauseKind
from domain.identifiers import SorCode
from domain.periods import Period, Version
from domain.recording import ChangeSet
from domain.stories import Held
from domain.telling import TimelineField
from domain.units import Facts
from resolvers.context import Context
from resolvers.diffs.finding import Moments


@dataclass(frozen=True, slots=True)
class Causes:
    """By unit and by field the change set; of what was learned between two instants the last one of those."""

    moments: Moments
    instants: Mapping[tuple[SorCode, TimelineField], datetime]
    made: Mapping[datetime, ChangeSet]

    def own(self, unit: SorCode, field: TimelineField) -> Cause:
        found = self._of(unit, field)
        known = self.moments.before.known_at
        corrected = found is not None and known is not None and found.recorded > known
        if corrected and found is not None and found.reason.cause is recording.Cause.CORRECTION:
            return Cause(CauseKind.CORRECTION, None, found)
        return Cause(CauseKind.OWN, None, found)

    def inherited(self, via: SorCode, field: TimelineField) -> Cause:
        return Cause(CauseKind.INHERITED, via, self._of(via, field))

    def _of(self, unit: SorCode, field: TimelineField) -> ChangeSet | None:
        instant = self.instants.get((unit, field))
        return None if instant is None else self.made.get(instant)


async def causes(ctx: Context, units: Collection[SorCode], moments: Moments) -> Causes:
    annals = await ctx.reader.annals(sorted(units), moments.after) if units else []
    instants = {
        (one.sor_code, field): instant
        for one in annals
        for field in TimelineField
        if (instant := _instant(one, field, moments)) is not None
    }
    made = await ctx.reader.change_sets([], sorted(set(instants.values()))) if instants else []
    return Causes(moments, instants, {one.recorded: one for one in made})


def _instant(annals: Annals, field: TimelineField, moments: Moments) -> datetime | None:
    """When it became known: between the two instants if anything did; else when what holds later was recorded."""
    known, until = moments.before.known_at, moments.after.known_at
    learned = [one for one in annals.instants if known is not None and one > known and (until is None or one <= until)]
    if learned:
        return learned[-1]
    held = _standing(annals.numbers, moments) if field is TimelineField.LOCATION_NUMBER else None
    return held or _standing(annals.versions, moments, nearest=True)


def _standing(
    kept: Sequence[Kept[Version[Facts]]] | Sequence[Kept[Version[Held]]], moments: Moments, nearest: bool = False
) -> datetime | None:
    """When the row was recorded that holds on the later day or, if need be, is the first or last one."""
    until = moments.after.known_at
    rows = [
        (one.row.valid, one.recorded)
        for one in kept
        if (until is None and one.superseded is None)
        or (until is not None and one.recorded <= until and (one.superseded is None or one.superseded > until))
    ]
    if not rows:
        return None
    day = moments.after.at
    if nearest:
        day = Period(rows[0][0].start, rows[-1][0].end).clamp(day)
    return next((recorded for valid, recorded in rows if valid.covers(day)), None)
