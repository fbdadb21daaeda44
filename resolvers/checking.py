"""A check of the whole register: every rule, over all data and all days, at one instant."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.checking.asking import KEPT, Answer, Key, asked, one_instant, totals
from db.checking.rules import CHECKS
from domain.checking import CheckReport, Unkept
from domain.findings import Finding, Weight
from domain.rules import Rule

Progress = Callable[[int, int], None]
"""Told how many checks are done, and of how many."""

_ORDER = {rule: place for place, rule in enumerate(Rule)}


async def check(engine: AsyncEngine, progress: Progress = lambda done, total: None) -> CheckReport:
    """What the register at `engine` does not keep. Reads only; writers go on meanwhile and are not seen."""
    async with one_instant(engine) as connection:
        return await checked(connection, progress)


async def checked(connection: AsyncConnection, progress: Progress = lambda done, total: None) -> CheckReport:
    """What the register, as a connection sees it, does not keep."""
    found: defaultdict[Key, list[Answer]] = defaultdict(list)
    looked_at = await totals(connection)
    for done, one in enumerate(CHECKS):
        progress(done, len(CHECKS))
        for key, answer in (await asked(connection, one)).items():
            found[key].append(answer)
    progress(len(CHECKS), len(CHECKS))
    return CheckReport(
        read_at=looked_at.read_at,
        units=looked_at.units,
        versions=looked_at.versions,
        location_numbers=looked_at.location_numbers,
        rules=tuple(sorted({rule for one in CHECKS for rule in one.rules}, key=_ORDER.__getitem__)),
        unkept=tuple(_unkept(key, found[key]) for key in sorted(found, key=_heaviest_first)),
    )


def _heaviest_first(key: Key) -> tuple[bool, int]:
    return key.weight is not Weight.BROKEN, _ORDER[key.rule]


def _unkept(key: Key, answers: Sequence[Answer]) -> Unkept:
    """A rule may be asked in several ways: examples of each are shown."""
    in_turn = chain.from_iterable(zip_longest(*(answer.examples for answer in answers)))
    shown = [finding for finding in in_turn if finding is not None][:KEPT]
    return Unkept(key.rule, key.weight, sum(answer.count for answer in answers), tuple(sorted(shown, key=_place)))


def _place(finding: Finding) -> tuple[bool, int, str, str, str]:
    """By SOR code as a number; what is of no unit comes last."""
    days = finding.valid.start.isoformat() if finding.valid else ""
    return finding.sor_code is None, int(finding.sor_code or 0), finding.where or "", days, finding.message
