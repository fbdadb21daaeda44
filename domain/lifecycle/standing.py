"""What must hold of a unit among the others on every day: under the right level, inside its life, never itself."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.ancestry import Placed, places, under_itself
from domain.hierarchy import SITS_UNDER
from domain.identifiers import SorCode
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.units import UnitKind
from domain.words import Words, danish_day, english_day

LEVELS = {
    UnitKind.INSTITUTION_OWNER: Words("en institutionsejer", "an institution owner"),
    UnitKind.HEALTH_INSTITUTION: Words("en sundhedsinstitution", "a health institution"),
    UnitKind.ORGANIZATIONAL_UNIT: Words("en organisatorisk enhed", "an organisational unit"),
}


def misplaced(unit: UnitLife, since: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """What is wrong with where a unit stands from `since` on, in an excerpt in which it stands there already."""
    for version in unit.timeline:
        days = version.valid.since(since)
        if days is not None:
            yield from _under(unit, version.value.parent, days, excerpt, place)
    yield from _cyclic(unit, excerpt, place)


def unknown_unit(code: SorCode, place: Place) -> Violation:
    return Violation(
        rule=Rule.UNIT_UNKNOWN,
        words=Words(f"Ingen enhed har SOR-koden {code}.", f"No unit has the SOR code {code}."),
        place=place,
    )


def named(code: SorCode, excerpt: Excerpt) -> str:
    """What a unit is called, last of all, with its code."""
    unit = excerpt.units.get(code)
    return str(code) if unit is None else f"{unit.timeline[-1].value.name} ({code})"


def _under(unit: UnitLife, parent: SorCode | None, days: Period, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    allowed = SITS_UNDER[unit.kind]
    if parent is None:
        if allowed:
            yield _level(unit, None, place)
        return
    above = excerpt.units.get(parent)
    if above is None:
        yield unknown_unit(parent, place)
        return
    if above.kind not in allowed:
        yield _level(unit, above, place)
    if not days.within(life_of(above)):
        yield _outside(unit, above, days, excerpt, place)


def _level(unit: UnitLife, above: UnitLife | None, place: Place) -> Violation:
    one = LEVELS[unit.kind]
    under = Words("ingen", "nothing") if above is None else LEVELS[above.kind]
    right = [LEVELS[kind] for kind in SITS_UNDER[unit.kind]]
    da = " eller ".join(level.da for level in right) or "ingen"
    en = " or ".join(level.en for level in right) or "nothing"
    return Violation(
        rule=Rule.LEVEL_UNDER,
        words=Words(
            f"{one.da.capitalize()} hører under {da}, ikke under {under.da}.",
            f"{one.en.capitalize()} sits under {en}, not under {under.en}.",
        ),
        place=place,
        units=() if above is None else (above.sor_code,),
    )


def _outside(unit: UnitLife, above: UnitLife, days: Period, excerpt: Excerpt, place: Place) -> Violation:
    life = life_of(above)
    name = named(above.sor_code, excerpt)
    if days.start < life.start:
        words = Words(
            f"{name} åbner først {danish_day(life.start)}; enheden kan ikke være under den fra "
            f"{danish_day(days.start)}.",
            f"{name} opens on {english_day(life.start)}; the unit cannot be under it from {english_day(days.start)}.",
        )
        return Violation(
            rule=Rule.OUTSIDE_PARENT_VALIDITY,
            words=words,
            place=place,
            earliest=life.start,
            units=(above.sor_code,),
            during=Period(days.start, life.start),
        )
    assert life.end is not None
    assert life.last_day is not None
    words = Words(
        f"{name} lukker med {danish_day(life.last_day)} som sidste dag; enheden kan ikke være under den derefter.",
        f"{name} closes with {english_day(life.last_day)} as its last day; the unit cannot be under it after that.",
    )
    return Violation(
        rule=Rule.OUTSIDE_PARENT_VALIDITY,
        words=words,
        place=place,
        units=(above.sor_code,),
        during=days.since(life.end),
    )


def _cyclic(unit: UnitLife, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    others: dict[SorCode, Sequence[Placed]] = {
        one.sor_code: places(one.timeline) for one in excerpt.units.values() if one.sor_code != unit.sor_code
    }
    during = under_itself(unit.sor_code, places(unit.timeline), others)
    if during is not None:
        way = tuple(life.sor_code for life, _ in excerpt.path(unit.sor_code, during.start))
        name = named(unit.sor_code, excerpt)
        yield Violation(
            rule=Rule.WOULD_CREATE_CYCLE,
            words=Words(
                f"{name} ville komme til at høre under sig selv fra {danish_day(during.start)}: vælg en enhed, der "
                "ikke er under den.",
                f"{name} would come to be under itself from {english_day(during.start)}: choose a unit that is not "
                "below it.",
            ),
            place=place,
            units=way,
            during=during,
        )
