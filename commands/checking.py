"""`sor check`: every rule of the register against all data and all dates."""

import asyncio
import json
from typing import Annotated

import typer

from commands.database import opened, register
from commands.findings import Group, show_groups
from commands.outcome import Exit
from commands.screen import Advance, doing, out
from commands.setting import read_settings
from domain.checking import CheckReport
from resolvers import checking


def check(as_json: Annotated[bool, typer.Option("--json", help="The whole report as JSON on stdout.")] = False) -> None:
    """Check every rule against all data and dates.

    Ends with 1 where a rule is broken; what is only warned of is listed too.
    """
    with register(read_settings()) as url, doing("Checking the register") as advance:
        report = asyncio.run(checked(url, advance))
    if as_json:
        out.print(json.dumps(report.as_json(), ensure_ascii=False, indent=2), markup=False)
    else:
        tell(report)
    if report.broken:
        raise typer.Exit(Exit.FINDINGS)


async def checked(url: str, advance: Advance) -> CheckReport:
    async with opened(url, statement_timeout=0) as engine:
        return await checking.check(engine, advance)


def tell(report: CheckReport) -> None:
    show_groups(Group(one.rule, one.weight, one.count, one.examples) for one in report.unkept)
    looked_at = f"{report.units:,} units in {report.versions:,} versions, {report.location_numbers:,} location numbers"
    out.print(
        f"Looked at {looked_at}, by {len(report.rules)} rules: {report.broken:,} broken, {report.warned:,} warned of."
    )
