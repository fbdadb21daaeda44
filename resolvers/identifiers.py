"""The numbers a unit is known by, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.reading.lists import IdentifierSystem
from db.reading.reader import RecordedVersion
from domain.location_numbers import LocationNumber
from domain.periods import Moment, Period, Version, merged
from domain.units import Facts, Unit
from resolvers import location_numbers, stories
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number of a unit and the days on which it has had it without a break."""

    system: IdentifierSystem
    value: str
    validity: Period


async def identifiers(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, systems: frozenset[IdentifierSystem]
) -> list[list[Identifier]]:
    histories = await ctx.ask_all(stories.versions, asked, moment)
    numbers: Sequence[LocationNumber | None] = [None] * len(asked)
    if IdentifierSystem.GLN in systems:
        numbers = await ctx.ask_all(location_numbers.own, asked, moment)
    return [
        [one for one in (*_of(unit, versions), *_mailbox(number)) if one.system in systems]
        for unit, versions, number in zip(asked, histories, numbers, strict=True)
    ]


def known_by(facts: Facts) -> Iterator[tuple[IdentifierSystem, str]]:
    """Every number that a version states, in the order of the systems."""
    single = (
        (IdentifierSystem.SHAK, facts.shak),
        (IdentifierSystem.CVR, facts.cvr),
        (IdentifierSystem.P_NUMBER, facts.p_number),
    )
    yield from ((system, value) for system, value in single if value is not None)
    yield from ((IdentifierSystem.YDERNUMMER, number) for number in facts.provider_numbers)
    last = ((IdentifierSystem.PHARMACY, facts.pharmacy_number), (IdentifierSystem.LOCAL, facts.local_code))
    yield from ((system, value) for system, value in last if value is not None)


def _of(unit: Unit, versions: Sequence[RecordedVersion]) -> Iterator[Identifier]:
    for system, value in known_by(unit):
        held = merged(Version(one.unit.valid, (system, value) in set(known_by(one.unit))) for one in versions)
        since = next((one.valid for one in held if one.value and one.valid.covers(unit.valid.start)), unit.valid)
        yield Identifier(system, value, since)


def _mailbox(number: LocationNumber | None) -> Iterator[Identifier]:
    if number is not None:
        yield Identifier(IdentifierSystem.GLN, number.gln, number.life)
