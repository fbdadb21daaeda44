"""What became of an imported file, as a person reads it."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from commands.findings import Group, show_groups
from commands.screen import out
from domain.importing import ImportReport, Tally

COLUMNS = ("read", "new", "changed", "unchanged", "refused", "closed")


def show(report: ImportReport) -> None:
    """Counts, then what was found under each rule, then what is stored now."""
    out.print(report.source, style="bold", markup=False)
    counts = tallies(report)
    if counts.row_count:
        out.print(counts)
    show_groups(Group(one.rule, one.weight, one.count, one.examples) for one in report.found)
    out.print(f"{outcome(report)} ({report.seconds:.1f} s)", markup=False)


def tallies(report: ImportReport) -> Table:
    table = Table("", *COLUMNS, box=SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    kinds = {"units": report.units, "location numbers": report.numbers, "codes": report.codes}
    for kind, tally in kinds.items():
        if tally != Tally():
            table.add_row(kind, *(f"{getattr(tally, column):,}" for column in COLUMNS))
    return table


def outcome(report: ImportReport) -> str:
    if report.stopped is not None:
        return "Nothing was stored: the file was stopped."
    if report.dry_run:
        return "Nothing was stored: this was a dry run."
    if report.change_set is None:
        return "Nothing was stored: the register says all of it already."
    return f"Stored as change set {report.change_set}."
