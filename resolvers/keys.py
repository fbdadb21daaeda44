"""Units looked up by what they are known by: SOR code, id, SHAK, location number, P-number, ydernummer."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from db.reading.lists import IdentifierSystem
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit
from resolvers import location_numbers
from resolvers.context import Context
from resolvers.refusals import Refusal, ambiguous

WORDS = {
    IdentifierSystem.SHAK: "SHAK code",
    IdentifierSystem.YDERNUMMER: "ydernummer",
    IdentifierSystem.P_NUMBER: "P-number",
    IdentifierSystem.GLN: "location number",
}


class Key(NamedTuple):
    """One way to name a unit: by its SOR code, or by a number of a `system`."""

    sor_code: SorCode | None = None
    system: IdentifierSystem | None = None
    value: str = ""


async def unit(ctx: Context, key: Key, moment: Moment) -> Unit | None:
    """The unit, or none for a stranger. Raises `Refusal` where several share the number."""
    if key.sor_code is not None:
        return (await ctx.reader.units([key.sor_code], moment))[0]
    (found,) = await units(ctx, [key], moment)
    if isinstance(found, Refusal):
        raise found
    return found


async def units(ctx: Context, keys: Sequence[Key], moment: Moment) -> list[Unit | Refusal | None]:
    """In the order of the keys; one statement for SOR codes and one for each system asked for."""
    asked: defaultdict[IdentifierSystem, list[str]] = defaultdict(list)
    for key in keys:
        if key.system is not None:
            asked[key.system].append(key.value)
    answers: dict[Key, Unit | Refusal | None] = {}
    codes = [key.sor_code for key in keys if key.sor_code is not None]
    if codes:
        for code, found in zip(codes, await ctx.reader.units(codes, moment), strict=True):
            answers[Key(code)] = found
    for system, values in asked.items():
        shared = await _identified(ctx, system, values, moment)
        answers |= {Key(None, system, value): _one(system, value, found) for value, found in shared.items()}
    return [answers[key] for key in keys]


async def _identified(
    ctx: Context, system: IdentifierSystem, values: list[str], moment: Moment
) -> dict[str, list[Unit]]:
    found = dict(zip(values, await ctx.reader.identified(system, values, moment), strict=True))
    if system is not IdentifierSystem.GLN:
        return found
    held = [unit for holders in found.values() for unit in holders]
    numbers = await ctx.ask_all(location_numbers.own, held, moment)
    seen = {unit.sor_code for unit, number in zip(held, numbers, strict=True) if number is not None}
    return {value: [unit for unit in holders if unit.sor_code in seen] for value, holders in found.items()}


def _one(system: IdentifierSystem, value: str, found: list[Unit]) -> Unit | Refusal | None:
    if len(found) > 1:
        return ambiguous(WORDS[system], value, [unit.sor_code for unit in found])
    return found[0] if found else None
