"""All that was ever recorded of a unit, superseded or not: what was known of it when, and what each recording told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

from domain.changes import DatedChange, Written
from domain.identifiers import SorCode
from domain.learning import Learned, learned
from domain.location_numbers import Capability
from domain.periods import Period, Version, change_days, standing_on
from domain.relations import Relation
from domain.stories import Held, Story
from domain.telling import TimelineField
from domain.units import FACTS, Facts, Unit, UnitKind

T = TypeVar("T")


class Kept(NamedTuple, Generic[T]):
    """A row of the register: what it says, when it was recorded and, where it is no longer known, superseded."""

    row: T
    recorded: datetime
    superseded: datetime | None = None


class Identity(NamedTuple):
    """What the register says of a unit as a whole."""

    kind: UnitKind
    first_from: date
    life: Period
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Annals:
    """Every row there ever was of one unit and of the numbers it has held; each kind in the order of days."""

    sor_code: SorCode
    identities: tuple[Kept[Identity], ...] = ()
    versions: tuple[Kept[Version[Facts]], ...] = ()
    numbers: tuple[Kept[Version[Held]], ...] = ()
    capabilities: tuple[Kept[Capability], ...] = ()
    relations: tuple[Kept[Relation], ...] = ()

    @property
    def instants(self) -> list[datetime]:
        """Every instant at which something of it was recorded or superseded, the first one first."""
        rows: Iterable[Sequence[Kept[Version[Facts]] | Kept[Version[Held]] | Kept[Capability] | Kept[Relation]]] = (
            self.versions,
            self.numbers,
            self.capabilities,
            self.relations,
        )
        told = ((kept.recorded, kept.superseded) for each in rows for kept in each)
        return sorted({instant for both in told for instant in both if instant is not None})

    def at(self, instant: datetime) -> "Known":
        """What was known at an instant: of a recording what it said."""
        return Known(self, lambda since, until: since <= instant and (until is None or instant < until))

    def before(self, instant: datetime) -> "Known":
        """What was known until then."""
        return Known(self, lambda since, until: since < instant and (until is None or instant <= until))


class Known(NamedTuple):
    """What was known of a unit at one time."""

    annals: Annals
    knew: Callable[[datetime, datetime | None], bool]

    @property
    def story(self) -> Story:
        return Story(
            versions=self._rows(self.annals.versions),
            numbers=self._rows(self.annals.numbers),
            capabilities=self._rows(self.annals.capabilities),
            relations=self._rows(self.annals.relations),
        )

    def unit(self, day: date) -> Unit | None:
        """The unit as it stands on a day; of one that is closed or planned as on its last or first day."""
        versions = self._rows(self.annals.versions)
        identities = [kept for kept in self.annals.identities if self.knew(kept.recorded, kept.superseded)]
        if not versions or not identities:
            return None
        stands, (identity, changed, _) = standing_on(day, versions), identities[-1]
        return Unit(
            sor_code=self.annals.sor_code,
            kind=identity.kind,
            first_from=identity.first_from,
            life=identity.life,
            version=identity.version,
            changed=changed,
            valid=stands.valid,
            **{name: getattr(stands.value, name) for name in FACTS},
        )

    def _rows(self, kept: Sequence[Kept[T]]) -> tuple[T, ...]:
        return tuple(one.row for one in kept if self.knew(one.recorded, one.superseded))


class Told(NamedTuple):
    """What was learned of a unit at each instant, the last one first."""

    learned: tuple[tuple[datetime, tuple[Learned, ...]], ...]

    def when(self, field: TimelineField, day: date) -> datetime | None:
        """The last instant at which a field came to be said of a day what is said of it now."""
        return next(
            (instant for instant, pieces in self.learned if any(_tells(one, field, day) for one in pieces)), None
        )


def _tells(piece: Learned, field: TimelineField, day: date) -> bool:
    return piece.valid.covers(day) and any(change.field is field for change in piece.fields)


def told(annals: Annals, written: Written) -> Told:
    instants = annals.instants
    return Told(
        tuple(
            (instant, learned(annals.before(instant).story, annals.at(instant).story, written))
            for instant in reversed(instants)
        )
    )


@dataclass(frozen=True, slots=True)
class Recording:
    """What the register came to say of a unit on some days: with the version it recorded of it, or beside that.

    `changes`: what had been known otherwise until then, on which of those days. `superseded`: when it came to say
    something else of them.
    """

    recorded: datetime
    superseded: datetime | None
    valid: Period
    unit: Unit
    changes: tuple[DatedChange, ...]


def recordings(annals: Annals, written: Written) -> list[Recording]:
    """The oldest first; those of one instant in the order of days."""
    learned_then = dict(reversed(told(annals, written).learned))
    found = [
        one
        for instant in learned_then
        for one in (*_versions(annals, instant, learned_then), *_beside(annals, instant, learned_then))
    ]
    return sorted(found, key=lambda one: (one.recorded, one.valid.start))


def _versions(annals: Annals, instant: datetime, then: Mapping[datetime, Sequence[Learned]]) -> Iterator[Recording]:
    """The versions that an instant recorded, and what was learned of their days."""
    for version, recorded, superseded in annals.versions:
        if recorded == instant:
            valid = version.valid
            changes = [
                DatedChange(*change, days)
                for piece in then[instant]
                if (days := piece.valid.overlap(valid)) is not None
                for change in piece.fields
            ]
            yield Recording(instant, superseded, valid, _standing(annals, instant, valid.start), tuple(changes))


def _beside(annals: Annals, instant: datetime, then: Mapping[datetime, Sequence[Learned]]) -> Iterator[Recording]:
    """What was learned of days for which no version was recorded: that the unit is closed, or of its number."""
    versions = [kept.row.valid for kept in annals.versions if kept.recorded == instant]
    for piece in then[instant]:
        for days in piece.valid.cut(change_days(versions)):
            if not any(valid.covers(days.start) for valid in versions):
                changes = tuple(DatedChange(*change, days) for change in piece.fields)
                unit = _standing(annals, instant, days.start)
                yield Recording(instant, _told_again(days, instant, then), days, unit, changes)


def _standing(annals: Annals, instant: datetime, day: date) -> Unit:
    """As it was known then; if it was withdrawn, until then; if it was only named then, as it was first recorded."""
    first = min(kept.recorded for kept in annals.versions)
    found = (known.unit(day) for known in (annals.at(instant), annals.before(instant), annals.at(first)))
    return next(unit for unit in found if unit is not None)


def _told_again(days: Period, instant: datetime, then: Mapping[datetime, Sequence[Learned]]) -> datetime | None:
    later = (one for one, pieces in then.items() if one > instant and any(days.overlap(each.valid) for each in pieces))
    return next(later, None)
