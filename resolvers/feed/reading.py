"""What the feed is told from: stories of units without a reader's limits, their addresses, and where they stand."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from db.reading.reader import Reader
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.stories import Story, read


async def stories(reader: Reader, codes: Sequence[SorCode], moment: Moment) -> list[Story]:
    """All that is told of each unit as known at the moment's instant; nothing of those not known then."""
    if not codes:
        return []
    versions = await reader.histories(codes, moment)
    numbers = await reader.number_histories(codes, moment)
    glns = list(dict.fromkeys(number.gln for each in numbers for number in each))
    exchanged = dict(zip(glns, await reader.capability_histories(glns, moment), strict=True)) if glns else {}
    beside = await reader.relation_histories(codes, moment)
    return [
        read(
            [one.unit for one in told],
            held,
            [one for gln in dict.fromkeys(number.gln for number in held) for one in exchanged[gln]],
            relations,
        )
        for told, held, relations in zip(versions, numbers, beside, strict=True)
    ]


async def written(reader: Reader, told: Iterable[Story]) -> dict[UUID, str]:
    """The addresses that the stories name, each on one line."""
    said = [version.value for story in told for version in story.versions]
    places = {one for facts in said for one in (facts.postal, facts.visiting, facts.activity) if one is not None}
    blocks = {facts.electronic for facts in said if facts.electronic is not None}
    lines: dict[UUID, str] = {}
    if places:
        found = await reader.addresses(list(places))
        lines |= {key: address.one_line for key, address in zip(list(places), found, strict=True) if address}
    if blocks:
        known = await reader.electronic_addresses(list(blocks))
        lines |= {key: block.one_line for key, block in zip(list(blocks), known, strict=True) if block}
    return lines
